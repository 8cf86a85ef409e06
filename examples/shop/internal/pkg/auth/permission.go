package auth

import "example.com/shop/internal/domain/user"

// IsAdmin reports whether the bearer may manage the accounts of others.
func (c Claims) IsAdmin() bool {
	return c.Role == string(user.RoleAdmin)
}

// MayActFor reports whether the bearer may read and change what belongs to the user.
func (c Claims) MayActFor(userID string) bool {
	return c.UserID == userID || c.IsAdmin()
}
