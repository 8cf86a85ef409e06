// Package user holds what a user is and the rules every user obeys.
package user

import (
	"strings"
	"time"
)

// Role decides what a user may do beyond managing the own account.
type Role string

// The roles a user can have.
const (
	RoleCustomer Role = "customer"
	RoleAdmin    Role = "admin"
)

// Status tells whether a user may sign in and place orders.
type Status string

// The states a user can be in.
const (
	StatusActive   Status = "active"
	StatusInactive Status = "inactive"
)

const (
	minPasswordLength = 8
	maxNameLength     = 100
)

// User is a person with an account.
type User struct {
	ID           string
	Email        string
	Name         string
	PasswordHash string `db:"password_hash"`
	Role         Role
	Status       Status
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// New returns an active customer. The store assigns the ID and the timestamps.
func New(email, name, passwordHash string) (*User, error) {
	address, err := normalizeEmail(email)
	if err != nil {
		return nil, err
	}
	u := &User{Email: address, PasswordHash: passwordHash, Role: RoleCustomer, Status: StatusActive}
	if err := u.Rename(name); err != nil {
		return nil, err
	}
	return u, nil
}

// Rename gives the user another display name.
func (u *User) Rename(name string) error {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > maxNameLength {
		return &ValidationError{Field: "name", Reason: "must have 1 to 100 characters"}
	}
	u.Name = name
	return nil
}

// Deactivate closes the account; a closed account cannot be closed again.
func (u *User) Deactivate() error {
	if !u.IsActive() {
		return ErrInactive
	}
	u.Status = StatusInactive
	return nil
}

// IsActive reports whether the user may sign in and place orders.
func (u *User) IsActive() bool {
	return u.Status == StatusActive
}

// CheckPassword reports why a password is too weak to be accepted.
func CheckPassword(password string) error {
	if len(password) < minPasswordLength {
		return &ValidationError{Field: "password", Reason: "must have at least 8 characters"}
	}
	return nil
}
