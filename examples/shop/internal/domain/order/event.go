package order

import "time"

// Event says that an order was placed and waits to be fulfilled.
type Event struct {
	ID       string // assigned by the queue
	OrderID  string
	PlacedAt time.Time
}
