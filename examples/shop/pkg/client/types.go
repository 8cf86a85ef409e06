package client

import "time"

// User is a user of the shop.
type User struct {
	ID        string    `json:"id"`
	Email     string    `json:"email"`
	Name      string    `json:"name"`
	Role      string    `json:"role"`
	Status    string    `json:"status"`
	CreatedAt time.Time `json:"created_at"`
}

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

// Order is what a user has asked for.
type Order struct {
	ID          string     `json:"id"`
	UserID      string     `json:"user_id"`
	Status      string     `json:"status"`
	Items       []Item     `json:"items"`
	Total       Money      `json:"total"`
	FulfilledAt *time.Time `json:"fulfilled_at"`
	CreatedAt   time.Time  `json:"created_at"`
}
