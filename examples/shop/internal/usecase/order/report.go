package order

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"example.com/shop/internal/domain/order"
)

// Statistics counts orders.
type Statistics interface {
	CountByStatus(ctx context.Context, day time.Time) (map[order.Status]int, error)
	Revenue(ctx context.Context, day time.Time, currency string) (order.Money, error)
}

// ReportCache remembers reports; a miss is an order.NotFoundError.
type ReportCache interface {
	Get(ctx context.Context, day time.Time) (*order.Report, error)
	Set(ctx context.Context, report *order.Report) error
}

// Reports sums up days.
type Reports struct {
	statistics Statistics
	cache      ReportCache
	currency   string
	logger     *slog.Logger
}

// NewReports wires the use case.
func NewReports(statistics Statistics, cache ReportCache, currency string, logger *slog.Logger) *Reports {
	return &Reports{statistics: statistics, cache: cache, currency: currency, logger: logger}
}

// Daily returns the report of one day.
func (r *Reports) Daily(ctx context.Context, day time.Time) (*order.Report, error) {
	cached, err := r.cache.Get(ctx, day)
	if err == nil {
		return cached, nil
	}
	var miss *order.NotFoundError
	if !errors.As(err, &miss) {
		r.logger.WarnContext(ctx, "report cache does not answer", "error", err)
	}

	report := &order.Report{Day: day}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		orders, err := r.statistics.CountByStatus(ctx, day)
		if err != nil {
			return fmt.Errorf("count orders: %w", err)
		}
		report.Orders = orders
		return nil
	})
	g.Go(func() error {
		revenue, err := r.statistics.Revenue(ctx, day, r.currency)
		if err != nil {
			return fmt.Errorf("sum up revenue: %w", err)
		}
		report.Revenue = revenue
		return nil
	})
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("report of %s: %w", day.Format(time.DateOnly), err)
	}

	if err := r.cache.Set(ctx, report); err != nil {
		r.logger.WarnContext(ctx, "report is not cached", "error", err)
	}
	return report, nil
}
