// Package cache connects to Redis.
package cache

import (
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Open returns a client. It does not wait for the server: the process works,
// slower, without it. The timeout is short and nothing is tried twice for the
// same reason: asking the store is quicker than asking the cache again.
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
	options.MaxRetries = -1
	options.DialerRetries = 1
	return redis.NewClient(options), nil
}
