package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// TokenPair is what Login gives.
type TokenPair struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	ExpiresIn    int64  `json:"expires_in"`
}

// User is a user of the service.
type User struct {
	ID        string    `json:"id"`
	Email     string    `json:"email"`
	Username  string    `json:"username"`
	FirstName string    `json:"first_name"`
	LastName  string    `json:"last_name"`
	Role      string    `json:"role"`
	Status    string    `json:"status"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Registration is what a person tells to get an account.
type Registration struct {
	Email     string `json:"email"`
	Username  string `json:"username"`
	Password  string `json:"password"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
}

// NewUser is what an administrator tells to create a user.
type NewUser struct {
	Registration
	Role string `json:"role"`
}

// UserChanges holds the fields to change; nil leaves a field as it is. With the
// version of the user that the change was made from, it is refused with the code
// USER_CHANGED when somebody else was quicker.
type UserChanges struct {
	Email     *string `json:"email,omitempty"`
	Username  *string `json:"username,omitempty"`
	FirstName *string `json:"first_name,omitempty"`
	LastName  *string `json:"last_name,omitempty"`
	Role      *string `json:"role,omitempty"`
	Status    *string `json:"status,omitempty"`
	Version   *int64  `json:"version,omitempty"`
}

// UserQuery says which users to list; zero values leave it to the service.
type UserQuery struct {
	Page   int
	Limit  int
	Sort   string
	Order  string
	Status string
}

// PageMeta says where in the list a page stands.
type PageMeta struct {
	Page       int `json:"page"`
	Limit      int `json:"limit"`
	Total      int `json:"total"`
	TotalPages int `json:"total_pages"`
}

const usersPath = "/api/v1/users"

// Register creates an account.
func (c *Client) Register(ctx context.Context, registration Registration) (User, error) {
	var created User
	_, err := c.send(ctx, http.MethodPost, "/api/v1/auth/register", "", registration, &created)
	return created, err
}

// Login opens a session that later calls use.
func (c *Client) Login(ctx context.Context, email, password string) (TokenPair, error) {
	var pair TokenPair
	body := map[string]string{"email": email, "password": password}
	if _, err := c.send(ctx, http.MethodPost, "/api/v1/auth/login", "", body, &pair); err != nil {
		return TokenPair{}, err
	}
	c.setTokens(pair)
	return pair, nil
}

// Logout ends the session.
func (c *Client) Logout(ctx context.Context) error {
	body := map[string]string{"refresh_token": c.currentTokens().RefreshToken}
	if _, err := c.send(ctx, http.MethodPost, "/api/v1/auth/logout", "", body, nil); err != nil {
		return err
	}
	c.setTokens(TokenPair{})
	return nil
}

// Me returns the user who is logged in.
func (c *Client) Me(ctx context.Context) (User, error) {
	var found User
	_, err := c.call(ctx, http.MethodGet, usersPath+"/me", nil, &found)
	return found, err
}

// GetUser returns one user.
func (c *Client) GetUser(ctx context.Context, id string) (User, error) {
	var found User
	_, err := c.call(ctx, http.MethodGet, usersPath+"/"+url.PathEscape(id), nil, &found)
	return found, err
}

// ListUsers returns one page of users.
func (c *Client) ListUsers(ctx context.Context, query UserQuery) ([]User, PageMeta, error) {
	var users []User
	meta, err := c.call(ctx, http.MethodGet, usersPath+query.encode(), nil, &users)
	return users, meta, err
}

// CreateUser creates a user with any role.
func (c *Client) CreateUser(ctx context.Context, newUser NewUser) (User, error) {
	var created User
	_, err := c.call(ctx, http.MethodPost, usersPath, newUser, &created)
	return created, err
}

// UpdateUser changes a user.
func (c *Client) UpdateUser(ctx context.Context, id string, changes UserChanges) (User, error) {
	var updated User
	_, err := c.call(ctx, http.MethodPatch, usersPath+"/"+url.PathEscape(id), changes, &updated)
	return updated, err
}

// DeleteUser deletes a user.
func (c *Client) DeleteUser(ctx context.Context, id string) error {
	_, err := c.call(ctx, http.MethodDelete, usersPath+"/"+url.PathEscape(id), nil, nil)
	return err
}

func (q UserQuery) encode() string {
	values := url.Values{}
	if q.Page > 0 {
		values.Set("page", strconv.Itoa(q.Page))
	}
	if q.Limit > 0 {
		values.Set("limit", strconv.Itoa(q.Limit))
	}
	for name, value := range map[string]string{"sort": q.Sort, "order": q.Order, "status": q.Status} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}
