// Package redis keeps in Redis what may be lost or is on its way: cached users and
// reports, and the queue of orders to fulfil.
package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	dialTimeout = 2 * time.Second
	poolSize    = 20
)

// NewClient connects to Redis.
func NewClient(ctx context.Context, url string) (*redis.Client, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("parse redis url: %w", err)
	}
	options.DialTimeout = dialTimeout
	options.PoolSize = poolSize

	client := redis.NewClient(options)
	if err := client.Ping(ctx).Err(); err != nil {
		return nil, fmt.Errorf("ping redis: %w", errors.Join(err, client.Close()))
	}
	return client, nil
}
