// Package requestid carries the ID of a request through its context.
package requestid

import (
	"context"
	"crypto/rand"
)

type contextKey struct{}

// New returns an ID nobody has had before.
func New() string {
	return rand.Text()
}

// WithID returns a context that carries the ID.
func WithID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, contextKey{}, id)
}

// FromContext returns the ID of the request, or nothing outside of one.
func FromContext(ctx context.Context) string {
	id, _ := ctx.Value(contextKey{}).(string)
	return id
}
