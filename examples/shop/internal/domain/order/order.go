// Package order holds what an order is, how it is priced and which way it goes
// from placed to fulfilled.
package order

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// MaxItems is the number of lines an order can have.
const MaxItems = 50

// Item is one line of an order.
type Item struct {
	SKU       string
	Quantity  int
	UnitPrice Money `gorm:"embedded;embeddedPrefix:unit_price_"`
}

// Order is what a user has asked for.
type Order struct {
	ID          string
	UserID      string
	Status      Status
	Items       []Item
	FulfilledAt pgtype.Timestamptz
	CreatedAt   time.Time
}

// Summary is an order as lists show it: without its lines.
type Summary struct {
	ID        string
	Status    Status
	Total     Money
	CreatedAt time.Time
}

// New returns a pending order. The store assigns the ID and the timestamps.
func New(userID string, items []Item) (*Order, error) {
	if len(items) == 0 {
		return nil, ErrEmpty
	}
	if len(items) > MaxItems {
		return nil, &ValidationError{Field: "items", Reason: fmt.Sprintf("must be at most %d", MaxItems)}
	}
	for i, item := range items {
		if err := item.validate(items[0].UnitPrice.Currency); err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
	}
	return &Order{UserID: userID, Status: StatusPending, Items: items}, nil
}

// Total is the price of all lines together.
func (o *Order) Total() Money {
	var total Money
	for _, item := range o.Items {
		total = total.Add(item.UnitPrice.Times(item.Quantity))
	}
	return total
}

// Fulfil marks the order as delivered at the given time.
func (o *Order) Fulfil(at time.Time) error {
	if err := o.transition(StatusFulfilled); err != nil {
		return err
	}
	o.FulfilledAt = pgtype.Timestamptz{Time: at, Valid: true}
	return nil
}

// Cancel withdraws the order.
func (o *Order) Cancel() error {
	return o.transition(StatusCancelled)
}

func (o *Order) transition(to Status) error {
	if o.Status != StatusPending {
		return fmt.Errorf("%w: from %s to %s", InvalidTransition, o.Status, to)
	}
	o.Status = to
	return nil
}

func (i Item) validate(currency string) error {
	switch {
	case i.SKU == "":
		return &ValidationError{Field: "sku", Reason: "must not be empty"}
	case i.Quantity < 1:
		return &ValidationError{Field: "quantity", Reason: "must be at least 1"}
	case i.UnitPrice.Cents < 0:
		return &ValidationError{Field: "unit_price", Reason: "must not be negative"}
	case len(i.UnitPrice.Currency) != currencyLength:
		return &ValidationError{Field: "currency", Reason: "must be an ISO 4217 code"}
	case i.UnitPrice.Currency != currency:
		return ErrMixedCurrencies
	}
	return nil
}
