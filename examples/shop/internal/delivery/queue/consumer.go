// Package queue drives the use cases from the queue of orders.
package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"example.com/shop/internal/domain/order"
	"example.com/shop/internal/repository/redis"
)

// pauseAfterFailure keeps a broken queue from being asked without end.
const pauseAfterFailure = time.Second

// Source is where events come from, each at least once.
type Source interface {
	Receive(ctx context.Context) (order.Event, error)
	Ack(ctx context.Context, eventID string) error
}

// Fulfiller delivers orders.
type Fulfiller interface {
	Fulfil(ctx context.Context, orderID string) error
}

// Consumer takes orders off the queue and has them fulfilled.
type Consumer struct {
	source    Source
	fulfiller Fulfiller
	logger    *slog.Logger
}

// NewConsumer wires the consumer.
func NewConsumer(source Source, fulfiller Fulfiller, logger *slog.Logger) *Consumer {
	return &Consumer{source: source, fulfiller: fulfiller, logger: logger}
}

// Run works until the context ends.
func (c *Consumer) Run(ctx context.Context) {
	for ctx.Err() == nil {
		err := c.handleNext(ctx)
		if err == nil || errors.Is(err, redis.ErrQueueEmpty) || ctx.Err() != nil {
			continue
		}
		c.logger.ErrorContext(ctx, "event is not handled", "error", err)
		pause(ctx, pauseAfterFailure)
	}
}

// handleNext deals with one event. An event that stays unacknowledged comes again.
func (c *Consumer) handleNext(ctx context.Context) error {
	event, err := c.source.Receive(ctx)
	if err != nil {
		return fmt.Errorf("receive event: %w", err)
	}
	err = c.fulfiller.Fulfil(ctx, event.OrderID)
	switch {
	case errors.Is(err, order.InvalidTransition):
		c.logger.InfoContext(ctx, "order needs nothing any more", "order_id", event.OrderID)
	case err != nil:
		return fmt.Errorf("handle event %s: %w", event.ID, err)
	}
	if err := c.source.Ack(ctx, event.ID); err != nil {
		return fmt.Errorf("acknowledge event %s: %w", event.ID, err)
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
