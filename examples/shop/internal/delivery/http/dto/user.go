package dto

import (
	"time"

	"example.com/shop/internal/domain/user"
)

// Register is the body of POST /users.
type Register struct {
	Email    string `json:"email"`
	Name     string `json:"name"`
	Password string `json:"password"`
}

// SignIn is the body of POST /sessions.
type SignIn struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

// Session is a signed token for the Authorization header.
type Session struct {
	AccessToken string `json:"access_token"`
}

// Rename is the body of PATCH /users/{id}.
type Rename struct {
	Name string `json:"name"`
}

// User is a user as others may see it.
type User struct {
	ID        string    `json:"id"`
	Email     string    `json:"email"`
	Name      string    `json:"name"`
	Role      string    `json:"role"`
	Status    string    `json:"status"`
	CreatedAt time.Time `json:"created_at"`
}

// FromUser translates one user.
func FromUser(u *user.User) User {
	return User{
		ID:        u.ID,
		Email:     u.Email,
		Name:      u.Name,
		Role:      string(u.Role),
		Status:    string(u.Status),
		CreatedAt: u.CreatedAt,
	}
}

// FromUsers translates a page of users.
func FromUsers(users []*user.User) []User {
	translated := make([]User, len(users))
	for i, u := range users {
		translated[i] = FromUser(u)
	}
	return translated
}
