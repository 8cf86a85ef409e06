package http

import (
	"errors"
	"fmt"
	"net/http"

	"example.com/shop/internal/domain/order"
	"example.com/shop/internal/domain/user"
	"example.com/shop/internal/pkg/auth"
)

// Errors of the delivery layer itself.
var (
	errForbidden = errors.New("not allowed")
	errNotFound  = errors.New("no such resource")
)

// badRequestError says why a request cannot be read.
type badRequestError struct {
	reason string
	cause  error
}

func (e *badRequestError) Error() string { return fmt.Sprintf("%s: %v", e.reason, e.cause) }

func (e *badRequestError) Unwrap() error { return e.cause }

// problem is an error as clients see it.
type problem struct {
	status  int
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Details map[string]string `json:"details,omitempty"`
}

// problems pairs the errors that carry no data with what clients are told.
var problems = []struct {
	err     error
	problem problem
}{
	{errForbidden, problem{status: http.StatusForbidden, Code: "FORBIDDEN", Message: "Not allowed"}},
	{errNotFound, problem{status: http.StatusNotFound, Code: "NOT_FOUND", Message: "No such resource"}},
	{auth.ErrInvalidToken, problem{status: http.StatusUnauthorized, Code: "UNAUTHORIZED", Message: "A valid token is needed"}},
	{user.ErrInvalidCredentials, problem{status: http.StatusUnauthorized, Code: "INVALID_CREDENTIALS", Message: "Email or password is wrong"}},
	{user.ErrEmailTaken, problem{status: http.StatusConflict, Code: "EMAIL_TAKEN", Message: "Email is already taken"}},
	{user.ErrInactive, problem{status: http.StatusConflict, Code: "USER_INACTIVE", Message: "User is not active"}},
	{order.ErrCustomerInactive, problem{status: http.StatusConflict, Code: "CUSTOMER_INACTIVE", Message: "Customer is not active"}},
	{order.InvalidTransition, problem{status: http.StatusConflict, Code: "ORDER_NOT_PENDING", Message: "Order is not pending any more"}},
	{order.ErrEmpty, problem{status: http.StatusUnprocessableEntity, Code: "ORDER_EMPTY", Message: "Order has no items"}},
	{order.ErrMixedCurrencies, problem{status: http.StatusUnprocessableEntity, Code: "MIXED_CURRENCIES", Message: "Items have different currencies"}},
}

// problemOf decides what a client is told about an error. What is not known here is
// our fault and nobody else's business.
func problemOf(err error) problem {
	for _, known := range problems {
		if errors.Is(err, known.err) {
			return known.problem
		}
	}
	var (
		badRequest    *badRequestError
		userNotFound  *user.NotFoundError
		orderNotFound *order.NotFoundError
		userInvalid   *user.ValidationError
		orderInvalid  *order.ValidationError
	)
	switch {
	case errors.As(err, &badRequest):
		return problem{status: http.StatusBadRequest, Code: "BAD_REQUEST", Message: badRequest.reason}
	case errors.As(err, &userNotFound):
		return problem{status: http.StatusNotFound, Code: "USER_NOT_FOUND", Message: "User not found", Details: map[string]string{"user": userNotFound.Key}}
	case errors.As(err, &orderNotFound):
		return problem{status: http.StatusNotFound, Code: "ORDER_NOT_FOUND", Message: "Order not found", Details: map[string]string{orderNotFound.Resource: orderNotFound.Key}}
	case errors.As(err, &userInvalid):
		return invalid(userInvalid.Field, userInvalid.Reason)
	case errors.As(err, &orderInvalid):
		return invalid(orderInvalid.Field, orderInvalid.Reason)
	default:
		return problem{status: http.StatusInternalServerError, Code: "INTERNAL", Message: "Something went wrong"}
	}
}

func invalid(field, reason string) problem {
	return problem{
		status:  http.StatusUnprocessableEntity,
		Code:    "INVALID",
		Message: "The request has an unacceptable value",
		Details: map[string]string{field: reason},
	}
}
