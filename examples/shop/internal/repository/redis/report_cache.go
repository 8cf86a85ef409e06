package redis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"example.com/shop/internal/domain/order"
)

const reportTTL = 5 * time.Minute

// ReportCache remembers daily reports.
type ReportCache struct {
	client *redis.Client
}

// NewReportCache returns a cache on the client.
func NewReportCache(client *redis.Client) *ReportCache {
	return &ReportCache{client: client}
}

// Get returns the cached report; a miss is an order.NotFoundError.
func (c *ReportCache) Get(ctx context.Context, day time.Time) (*order.Report, error) {
	key := reportKey(day)
	data, err := c.client.Get(ctx, key).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, &order.NotFoundError{Resource: "report", Key: key}
	}
	if err != nil {
		return nil, fmt.Errorf("get cached %s: %w", key, err)
	}
	var report order.Report
	if err := json.Unmarshal(data, &report); err != nil {
		return nil, fmt.Errorf("decode cached %s: %w", key, err)
	}
	return &report, nil
}

// Set remembers the report for a while.
func (c *ReportCache) Set(ctx context.Context, report *order.Report) error {
	key := reportKey(report.Day)
	data, err := json.Marshal(report)
	if err != nil {
		return fmt.Errorf("encode %s: %w", key, err)
	}
	if err := c.client.Set(ctx, key, data, reportTTL).Err(); err != nil {
		return fmt.Errorf("cache %s: %w", key, err)
	}
	return nil
}

func reportKey(day time.Time) string {
	return "report:" + day.Format(time.DateOnly)
}
