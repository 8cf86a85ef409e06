package middleware

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/klauspost/compress/gzhttp"
)

// BodyLimit refuses to read more than the given number of bytes of a body.
func BodyLimit(limit int64) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, limit)
			next.ServeHTTP(w, r)
		})
	}
}

// Timeout puts a deadline on the request's context. Everything below passes the
// context on, so a slow query ends in time and the answer says TIMEOUT.
func Timeout(limit time.Duration) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithTimeout(r.Context(), limit)
			defer cancel()
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

// Compress answers in gzip those who accept it, when it is worth the work.
func Compress() (Middleware, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.EnableZstd(false))
	if err != nil {
		return nil, fmt.Errorf("configure compression: %w", err)
	}
	return func(next http.Handler) http.Handler { return wrap(next) }, nil
}
