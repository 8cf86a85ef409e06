package order

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"example.com/shop/internal/repository/postgres"
)

// Fulfilment delivers orders that were placed.
type Fulfilment struct {
	orders *postgres.OrderRepository
	now    func() time.Time
	logger *slog.Logger
}

// NewFulfilment wires the use case.
func NewFulfilment(orders *postgres.OrderRepository, now func() time.Time, logger *slog.Logger) *Fulfilment {
	return &Fulfilment{orders: orders, now: now, logger: logger}
}

// Fulfil delivers one order.
func (f *Fulfilment) Fulfil(ctx context.Context, orderID string) error {
	o, err := f.orders.GetByID(ctx, orderID)
	if err != nil {
		return fmt.Errorf("get order %s: %w", orderID, err)
	}
	if err := o.Fulfil(f.now()); err != nil {
		return fmt.Errorf("fulfil order %s: %w", orderID, err)
	}
	if err := f.orders.UpdateStatus(ctx, o); err != nil {
		return fmt.Errorf("fulfil order %s: %w", orderID, err)
	}
	f.logger.InfoContext(ctx, "order fulfilled", "order_id", orderID)
	return nil
}
