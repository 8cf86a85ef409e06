// Package middleware is what every HTTP request passes through, whatever router
// is inside. Each piece is a plain func(http.Handler) http.Handler.
package middleware

import "net/http"

// Middleware wraps a handler with another.
type Middleware func(http.Handler) http.Handler

// Chain wraps a handler; the first middleware is the outermost.
func Chain(handler http.Handler, middlewares ...Middleware) http.Handler {
	for i := len(middlewares) - 1; i >= 0; i-- {
		handler = middlewares[i](handler)
	}
	return handler
}
