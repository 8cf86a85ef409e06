package order_test

import (
	"errors"
	"testing"
	"time"

	"example.com/shop/internal/domain/order"
)

func euros(cents int64) order.Money {
	return order.Money{Cents: cents, Currency: "EUR"}
}

func TestNew(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		items []order.Item
		want  error
	}{
		"accepts one line": {items: []order.Item{{SKU: "tea", Quantity: 1, UnitPrice: euros(250)}}},
		"refuses no lines": {want: order.ErrEmpty},
		"refuses two currencies": {
			items: []order.Item{
				{SKU: "tea", Quantity: 1, UnitPrice: euros(250)},
				{SKU: "cup", Quantity: 1, UnitPrice: order.Money{Cents: 900, Currency: "USD"}},
			},
			want: order.ErrMixedCurrencies,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			if _, err := order.New("user-1", tt.items); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestNew_NamesTheFieldThatIsWrong(t *testing.T) {
	t.Parallel()

	tests := map[string]order.Item{
		"sku":        {Quantity: 1, UnitPrice: euros(250)},
		"quantity":   {SKU: "tea", UnitPrice: euros(250)},
		"unit_price": {SKU: "tea", Quantity: 1, UnitPrice: euros(-1)},
		"currency":   {SKU: "tea", Quantity: 1},
	}
	for field, item := range tests {
		t.Run(field, func(t *testing.T) {
			t.Parallel()

			_, err := order.New("user-1", []order.Item{item})

			var invalid *order.ValidationError
			if !errors.As(err, &invalid) || invalid.Field != field {
				t.Errorf("got %v, want a validation error of %s", err, field)
			}
		})
	}
}

func TestOrder_Total(t *testing.T) {
	t.Parallel()

	o := &order.Order{Items: []order.Item{
		{SKU: "tea", Quantity: 3, UnitPrice: euros(250)},
		{SKU: "cup", Quantity: 1, UnitPrice: euros(905)},
	}}
	if got := o.Total().String(); got != "16.55 EUR" {
		t.Errorf("got %s, want 16.55 EUR", got)
	}
}

func TestOrder_LeavesPendingOnce(t *testing.T) {
	t.Parallel()

	o := &order.Order{Status: order.StatusPending}
	if err := o.Fulfil(time.Unix(0, 0)); err != nil {
		t.Fatalf("Fulfil: %v", err)
	}
	if !o.FulfilledAt.Valid {
		t.Error("a fulfilled order must know when")
	}
	if err := o.Cancel(); !errors.Is(err, order.InvalidTransition) {
		t.Errorf("got %v, want %v", err, order.InvalidTransition)
	}
}
