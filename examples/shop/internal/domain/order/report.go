package order

import "time"

// Report sums up the orders of one day.
type Report struct {
	Day     time.Time
	Orders  map[Status]int
	Revenue Money
}
