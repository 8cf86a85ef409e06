package user_test

import (
	"errors"
	"strings"
	"testing"

	"example.com/shop/internal/domain/user"
)

func TestNew(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		email, name string
		field       string
	}{
		"accepts a complete user":      {email: "ada@example.com", name: "Ada"},
		"refuses an address without @": {email: "ada.example.com", name: "Ada", field: "email"},
		"refuses a host without a dot": {email: "ada@example", name: "Ada", field: "email"},
		"refuses a very long address":  {email: strings.Repeat("a", 250) + "@example.com", name: "Ada", field: "email"},
		"refuses an empty name":        {email: "ada@example.com", name: "  ", field: "name"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			u, err := user.New(tt.email, tt.name, "hash")

			if tt.field == "" {
				if err != nil {
					t.Fatalf("New: %v", err)
				}
				if !u.IsActive() || u.Role != user.RoleCustomer {
					t.Errorf("got %s %s, want an active customer", u.Status, u.Role)
				}
				return
			}
			var invalid *user.ValidationError
			if !errors.As(err, &invalid) || invalid.Field != tt.field {
				t.Errorf("got %v, want a validation error of %s", err, tt.field)
			}
		})
	}
}

func TestNew_NormalizesEmail(t *testing.T) {
	t.Parallel()

	u, err := user.New(" Ada@Example.COM ", "Ada", "hash")
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	if u.Email != "ada@example.com" {
		t.Errorf("got %q, want ada@example.com", u.Email)
	}
}

func TestUser_DeactivateTwice(t *testing.T) {
	t.Parallel()

	u := &user.User{Status: user.StatusActive}
	if err := u.Deactivate(); err != nil {
		t.Fatalf("Deactivate: %v", err)
	}
	if err := u.Deactivate(); !errors.Is(err, user.ErrInactive) {
		t.Errorf("got %v, want %v", err, user.ErrInactive)
	}
}
