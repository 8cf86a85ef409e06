// Package cache connects to Redis.
package cache

import (
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Open returns a client. It does not wait for the server: the process works,
// slower, without it. The timeout is short for the same reason.
func Open(url string, poolSize int, timeout time.Duration) (*redis.Client, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("parse Redis URL: %w", err)
	}
	options.PoolSize = poolSize
	options.DialTimeout = timeout
	options.ReadTimeout = timeout
	options.WriteTimeout = timeout
	options.ContextTimeoutEnabled = true
	return redis.NewClient(options), nil
}
