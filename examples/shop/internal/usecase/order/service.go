// Package order is what happens to orders: they are placed, fulfilled, cancelled,
// they expire, and they are counted.
package order

import (
	"context"
	"fmt"
	"log/slog"

	"example.com/shop/internal/domain/order"
)

// Repository stores orders.
type Repository interface {
	Create(ctx context.Context, o *order.Order) error
	GetByID(ctx context.Context, id string) (*order.Order, error)
	ListByUser(ctx context.Context, userID string, limit int) ([]order.Summary, error)
	UpdateStatus(ctx context.Context, o *order.Order) error
}

// Customers knows who may order.
type Customers interface {
	IsActive(ctx context.Context, userID string) (bool, error)
}

// Publisher tells the worker about orders.
type Publisher interface {
	Publish(ctx context.Context, event order.Event) error
}

// Service is the application logic around orders.
type Service struct {
	orders    Repository
	customers Customers
	publisher Publisher
	logger    *slog.Logger
}

// NewService wires the service.
func NewService(orders Repository, customers Customers, publisher Publisher, logger *slog.Logger) *Service {
	return &Service{orders: orders, customers: customers, publisher: publisher, logger: logger}
}

// Place stores a new order and hands it to the worker.
func (s *Service) Place(ctx context.Context, userID string, items []order.Item) (*order.Order, error) {
	active, err := s.customers.IsActive(ctx, userID)
	if err != nil {
		return nil, fmt.Errorf("check customer %s: %w", userID, err)
	}
	if !active {
		return nil, fmt.Errorf("place order of user %s: %w", userID, order.ErrCustomerInactive)
	}
	o, err := order.New(userID, items)
	if err != nil {
		return nil, fmt.Errorf("place order of user %s: %w", userID, err)
	}
	if err := s.orders.Create(ctx, o); err != nil {
		return nil, fmt.Errorf("store order of user %s: %w", userID, err)
	}
	if err := s.publisher.Publish(ctx, order.Event{OrderID: o.ID, PlacedAt: o.CreatedAt}); err != nil {
		s.logger.ErrorContext(ctx, "order is not published", "order_id", o.ID, "error", err)
		return nil, fmt.Errorf("publish order %s: %w", o.ID, err)
	}
	s.logger.InfoContext(ctx, "order placed", "order_id", o.ID, "total", o.Total().String())
	return o, nil
}

// Get returns one order.
func (s *Service) Get(ctx context.Context, id string) (*order.Order, error) {
	o, err := s.orders.GetByID(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("get order %s: %w", id, err)
	}
	return o, nil
}

// ListByUser returns the newest orders of a user.
func (s *Service) ListByUser(ctx context.Context, userID string, limit int) ([]order.Summary, error) {
	summaries, err := s.orders.ListByUser(ctx, userID, limit)
	if err != nil {
		return nil, fmt.Errorf("list orders of user %s: %w", userID, err)
	}
	return summaries, nil
}

// Cancel withdraws an order that is still pending.
func (s *Service) Cancel(ctx context.Context, id string) (*order.Order, error) {
	o, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := o.Cancel(); err != nil {
		return nil, fmt.Errorf("cancel order %s: %w", id, err)
	}
	if err := s.orders.UpdateStatus(ctx, o); err != nil {
		return nil, fmt.Errorf("cancel order %s: %w", id, err)
	}
	return o, nil
}
