// Package client is the Go SDK of the service, for programs outside of this
// repository.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// DefaultTimeout bounds every call that has no shorter deadline of its own.
const DefaultTimeout = 15 * time.Second

// maxAnswerBytes bounds what is read of an answer.
const maxAnswerBytes = 10 << 20

// Client calls the service. It is safe for concurrent use. After Login it sends
// the access token with every call and renews it once when it has expired.
type Client struct {
	baseURL string
	http    *http.Client

	mu     sync.Mutex
	tokens TokenPair
}

// Option changes how a Client works.
type Option func(*Client)

// WithHTTPClient makes the Client use another http.Client, for example one with
// tracing.
func WithHTTPClient(httpClient *http.Client) Option {
	return func(c *Client) { c.http = httpClient }
}

// New returns a Client of the service at the URL, for example
// "https://api.example.com".
func New(baseURL string, options ...Option) *Client {
	client := &Client{
		baseURL: strings.TrimRight(baseURL, "/"),
		http:    &http.Client{Timeout: DefaultTimeout},
	}
	for _, option := range options {
		option(client)
	}
	return client
}

// Error is an answer that says what went wrong.
type Error struct {
	Status    int
	Code      string
	Message   string
	Details   map[string]string
	RequestID string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s (%s, status %d, request %s)", e.Message, e.Code, e.Status, e.RequestID)
}

// IsCode reports whether the error is an answer of the service with this code.
func IsCode(err error, code string) bool {
	answer, ok := errors.AsType[*Error](err)
	return ok && answer.Code == code
}

type envelope struct {
	Data  json.RawMessage `json:"data"`
	Error *struct {
		Code    string            `json:"code"`
		Message string            `json:"message"`
		Details map[string]string `json:"details"`
	} `json:"error"`
	Meta struct {
		PageMeta
		RequestID string `json:"request_id"`
	} `json:"meta"`
}

// call sends one request with the access token and, when that has expired, once
// more with a new one.
func (c *Client) call(ctx context.Context, method, path string, body, result any) (PageMeta, error) {
	sent := c.currentTokens()
	meta, err := c.send(ctx, method, path, sent.AccessToken, body, result)
	if !IsCode(err, "UNAUTHORIZED") || sent.RefreshToken == "" {
		return meta, err
	}
	renewed, refreshErr := c.renew(ctx, sent)
	if refreshErr != nil {
		return PageMeta{}, errors.Join(err, refreshErr)
	}
	return c.send(ctx, method, path, renewed.AccessToken, body, result)
}

// renew exchanges the refresh token, unless another goroutine just has.
func (c *Client) renew(ctx context.Context, old TokenPair) (TokenPair, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tokens != old {
		return c.tokens, nil
	}
	var pair TokenPair
	body := map[string]string{"refresh_token": old.RefreshToken}
	if _, err := c.send(ctx, http.MethodPost, "/api/v1/auth/refresh", "", body, &pair); err != nil {
		return TokenPair{}, fmt.Errorf("refresh access token: %w", err)
	}
	c.tokens = pair
	return pair, nil
}

func (c *Client) currentTokens() TokenPair {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tokens
}

func (c *Client) setTokens(pair TokenPair) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tokens = pair
}

func (c *Client) send(
	ctx context.Context, method, path, token string, body, result any,
) (meta PageMeta, err error) {
	request, err := c.newRequest(ctx, method, path, token, body)
	if err != nil {
		return PageMeta{}, err
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return PageMeta{}, fmt.Errorf("call %s %s: %w", method, path, err)
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	encoded, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswerBytes))
	if err != nil {
		return PageMeta{}, fmt.Errorf("read answer of %s %s: %w", method, path, err)
	}
	if answer.StatusCode == http.StatusNoContent {
		return PageMeta{}, nil
	}
	return decode(answer.StatusCode, encoded, result)
}

func (c *Client) newRequest(ctx context.Context, method, path, token string, body any) (*http.Request, error) {
	var reader io.Reader = http.NoBody
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("encode body of %s %s: %w", method, path, err)
		}
		reader = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.baseURL+path, reader)
	if err != nil {
		return nil, fmt.Errorf("make request %s %s: %w", method, path, err)
	}
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return request, nil
}

func decode(status int, encoded []byte, result any) (PageMeta, error) {
	var answer envelope
	if err := json.Unmarshal(encoded, &answer); err != nil {
		return PageMeta{}, fmt.Errorf("decode answer with status %d: %w", status, err)
	}
	if answer.Error != nil {
		return PageMeta{}, &Error{
			Status:    status,
			Code:      answer.Error.Code,
			Message:   answer.Error.Message,
			Details:   answer.Error.Details,
			RequestID: answer.Meta.RequestID,
		}
	}
	if err := json.Unmarshal(answer.Data, result); err != nil {
		return PageMeta{}, fmt.Errorf("decode data: %w", err)
	}
	return answer.Meta.PageMeta, nil
}
