package order

import (
	"errors"
	"fmt"
)

// Business rules that a request can run into.
var (
	ErrEmpty            = errors.New("Order has no items.")
	ErrMixedCurrencies  = errors.New("items are priced in different currencies")
	ErrCustomerInactive = errors.New("customer is not active")
	InvalidTransition   = errors.New("order cannot change its status")
)

// NotFoundError says that there is nothing of this kind under this key.
type NotFoundError struct {
	Resource string
	Key      string
}

func (e *NotFoundError) Error() string {
	return fmt.Sprintf("%s not found: %s", e.Resource, e.Key)
}

// ValidationError says which field of an order is unacceptable, and why.
type ValidationError struct {
	Field  string
	Reason string
}

func (e *ValidationError) Error() string {
	return fmt.Sprintf("%s %s", e.Field, e.Reason)
}
