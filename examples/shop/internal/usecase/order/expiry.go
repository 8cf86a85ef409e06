package order

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"example.com/shop/internal/domain/order"
)

// expiryBatch is how many orders one run withdraws at most.
const expiryBatch = 500

// StaleOrders finds orders nobody has dealt with.
type StaleOrders interface {
	PendingBefore(ctx context.Context, deadline time.Time, limit int) ([]string, error)
}

// Canceller withdraws an order.
type Canceller interface {
	Cancel(ctx context.Context, id string) (*order.Order, error)
}

// Expiry withdraws orders that have been pending for too long.
type Expiry struct {
	stale     StaleOrders
	canceller Canceller
}

// NewExpiry wires the use case.
func NewExpiry(stale StaleOrders, canceller Canceller) *Expiry {
	return &Expiry{stale: stale, canceller: canceller}
}

// Run withdraws every order that was placed before the deadline. One that fails
// does not keep the others.
func (e *Expiry) Run(ctx context.Context, deadline time.Time) error {
	ids, err := e.stale.PendingBefore(ctx, deadline, expiryBatch)
	if err != nil {
		return fmt.Errorf("find stale orders: %w", err)
	}

	failures := make([]error, len(ids))
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := e.canceller.Cancel(ctx, id); err != nil {
				failures[i] = fmt.Errorf("expire order %s: %w", id, err)
			}
		}()
	}
	wg.Wait()
	return errors.Join(failures...)
}
