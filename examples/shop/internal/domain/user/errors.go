package user

import (
	"database/sql"
	"errors"
	"fmt"
)

// Business rules that a request can run into.
var (
	ErrEmailTaken         = errors.New("email is already taken")
	ErrInactive           = errors.New("user is not active")
	ErrInvalidCredentials = errors.New("email or password is wrong")
)

// NotFoundError says that no user has this ID or email.
type NotFoundError struct {
	Key string
}

func (e *NotFoundError) Error() string {
	return fmt.Sprintf("user not found: %s", e.Key)
}

// ValidationError says which field of a user is unacceptable, and why.
type ValidationError struct {
	Field  string
	Reason string
}

func (e *ValidationError) Error() string {
	return fmt.Sprintf("%s %s", e.Field, e.Reason)
}

// IsNotFound reports whether err means that there is no such user.
func IsNotFound(err error) bool {
	var notFound *NotFoundError
	return errors.As(err, &notFound) || errors.Is(err, sql.ErrNoRows)
}
