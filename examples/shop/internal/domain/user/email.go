package user

import (
	"strings"

	"example.com/shop/internal/repository/postgres/schema"
)

// normalizeEmail returns the address in the one spelling under which it is stored.
func normalizeEmail(email string) (string, error) {
	address := strings.ToLower(strings.TrimSpace(email))
	local, host, found := strings.Cut(address, "@")
	if !found || local == "" || !strings.Contains(host, ".") || strings.ContainsAny(address, " \t\r\n") {
		return "", &ValidationError{Field: "email", Reason: "must be an email address"}
	}
	if len(address) > schema.UserEmailLength {
		return "", &ValidationError{Field: "email", Reason: "is too long"}
	}
	return address, nil
}
