// Package client talks to the shop's API from other programs.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// Client calls the API in the name of one user.
type Client struct {
	baseURL string
	token   string
	http    *http.Client
}

// Error is an answer that says no.
type Error struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s (%s, HTTP %d)", e.Message, e.Code, e.Status)
}

// New returns a client of the API at baseURL.
func New(baseURL, token string) *Client {
	return &Client{baseURL: baseURL, token: token, http: &http.Client{}}
}

// Healthy reports whether the API is up.
func (c *Client) Healthy(ctx context.Context) (bool, error) {
	response, err := http.Get(c.baseURL + "/health")
	if err != nil {
		return false, fmt.Errorf("get health: %w", err)
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK, nil
}

// User returns one user.
func (c *Client) User(ctx context.Context, id string) (*User, error) {
	var u User
	if err := c.do(ctx, http.MethodGet, "/api/v1/users/"+url.PathEscape(id), nil, &u); err != nil {
		return nil, fmt.Errorf("get user %s: %w", id, err)
	}
	return &u, nil
}

// PlaceOrder orders the items for a user.
func (c *Client) PlaceOrder(ctx context.Context, userID string, items []Item) (*Order, error) {
	var o Order
	body := struct {
		Items []Item `json:"items"`
	}{items}
	if err := c.do(ctx, http.MethodPost, "/api/v1/users/"+url.PathEscape(userID)+"/orders", body, &o); err != nil {
		return nil, fmt.Errorf("place order of user %s: %w", userID, err)
	}
	return &o, nil
}

// do sends one request and reads the data of the answer into out.
func (c *Client) do(ctx context.Context, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("encode request: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.baseURL+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("build request: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Content-Type", "application/json")

	response, err := c.http.Do(request)
	if err != nil {
		return fmt.Errorf("send request: %w", err)
	}
	defer response.Body.Close()

	if response.StatusCode >= http.StatusBadRequest {
		return decodeError(response.StatusCode, response.Body)
	}
	answer := struct {
		Data any `json:"data"`
	}{out}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return fmt.Errorf("decode response: %w", err)
	}
	return nil
}

// decodeError returns what the API says is wrong.
func decodeError(status int, body io.Reader) error {
	var answer struct {
		Error Error `json:"error"`
	}
	if err := json.NewDecoder(body).Decode(&answer); err != nil {
		return nil
	}
	answer.Error.Status = status
	return &answer.Error
}
