package dto

import (
	"time"

	"example.com/shop/internal/domain/order"
)

// Money is an amount in the smallest unit of its currency.
type Money struct {
	Cents    int64  `json:"cents"`
	Currency string `json:"currency"`
}

// Item is one line of an order.
type Item struct {
	SKU       string `json:"sku"`
	Quantity  int    `json:"quantity"`
	UnitPrice Money  `json:"unit_price"`
}

// PlaceOrder is the body of POST /users/{id}/orders.
type PlaceOrder struct {
	Items []Item `json:"items"`
}

// Order is an order with its lines.
type Order struct {
	ID          string     `json:"id"`
	UserID      string     `json:"user_id"`
	Status      string     `json:"status"`
	Items       []Item     `json:"items"`
	Total       Money      `json:"total"`
	FulfilledAt *time.Time `json:"fulfilled_at,omitempty"`
	CreatedAt   time.Time  `json:"created_at"`
}

// OrderSummary is an order as lists show it.
type OrderSummary struct {
	ID        string    `json:"id"`
	Status    string    `json:"status"`
	Total     Money     `json:"total"`
	CreatedAt time.Time `json:"created_at"`
}

// Report sums up one day.
type Report struct {
	Day     string         `json:"day"`
	Orders  map[string]int `json:"orders"`
	Revenue Money          `json:"revenue"`
}

// ToItems translates the lines of a new order.
func (p PlaceOrder) ToItems() []order.Item {
	items := make([]order.Item, len(p.Items))
	for i, item := range p.Items {
		items[i] = order.Item{SKU: item.SKU, Quantity: item.Quantity, UnitPrice: order.Money(item.UnitPrice)}
	}
	return items
}

// FromOrder translates one order.
func FromOrder(o *order.Order) Order {
	items := make([]Item, len(o.Items))
	for i, item := range o.Items {
		items[i] = Item{SKU: item.SKU, Quantity: item.Quantity, UnitPrice: Money(item.UnitPrice)}
	}
	translated := Order{
		ID:        o.ID,
		UserID:    o.UserID,
		Status:    string(o.Status),
		Items:     items,
		Total:     Money(o.Total()),
		CreatedAt: o.CreatedAt,
	}
	if o.FulfilledAt.Valid {
		translated.FulfilledAt = &o.FulfilledAt.Time
	}
	return translated
}

// FromSummaries translates a list of orders.
func FromSummaries(summaries []order.Summary) []OrderSummary {
	translated := make([]OrderSummary, len(summaries))
	for i, s := range summaries {
		translated[i] = OrderSummary{ID: s.ID, Status: string(s.Status), Total: Money(s.Total), CreatedAt: s.CreatedAt}
	}
	return translated
}

// FromReport translates a report.
func FromReport(r *order.Report) Report {
	orders := make(map[string]int, len(r.Orders))
	for status, count := range r.Orders {
		orders[string(status)] = count
	}
	return Report{Day: r.Day.Format(time.DateOnly), Orders: orders, Revenue: Money(r.Revenue)}
}
