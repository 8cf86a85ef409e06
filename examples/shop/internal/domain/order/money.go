package order

import "fmt"

const currencyLength = 3

// Money is an amount in the smallest unit of its currency.
type Money struct {
	Cents    int64
	Currency string
}

// Add returns the sum of two amounts of one currency; the zero Money has none.
func (m Money) Add(other Money) Money {
	if m.Currency == "" {
		m.Currency = other.Currency
	}
	m.Cents += other.Cents
	return m
}

// Times returns the amount n times.
func (m Money) Times(n int) Money {
	m.Cents *= int64(n)
	return m
}

func (m Money) String() string {
	return fmt.Sprintf("%d.%02d %s", m.Cents/100, m.Cents%100, m.Currency)
}
