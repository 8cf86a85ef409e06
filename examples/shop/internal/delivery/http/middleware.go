package http

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"example.com/shop/internal/pkg/auth"
	"example.com/shop/internal/pkg/requestid"
)

// TokenVerifier tells who a token belongs to.
type TokenVerifier interface {
	Verify(token string) (auth.Claims, error)
}

type claimsKey struct{}

// claimsOf returns who sends the request.
func claimsOf(r *http.Request) auth.Claims {
	claims, _ := r.Context().Value(claimsKey{}).(auth.Claims)
	return claims
}

// identify gives every request an ID, and remembers where it comes from.
func identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-ID")
		if id == "" {
			id = requestid.New()
		}
		w.Header().Set("X-Request-ID", id)
		ctx := requestid.WithID(r.Context(), id)
		if ip, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
			ctx = context.WithValue(ctx, "client_ip", ip)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// authenticate lets nobody pass without a valid token.
func authenticate(tokens TokenVerifier, respond responder, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !found {
			respond.fail(w, r, auth.ErrInvalidToken)
			return
		}
		claims, err := tokens.Verify(token)
		if err != nil {
			respond.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), claimsKey{}, claims)))
	})
}

// logRequests writes one line for each request.
func logRequests(logger *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(recorder, r)
		logger.InfoContext(r.Context(), "request",
			"method", r.Method, "path", r.URL.Path, "status", recorder.status, "duration", time.Since(start))
	})
}

// statusRecorder remembers the status of an answer.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (s *statusRecorder) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

func (s *statusRecorder) Unwrap() http.ResponseWriter { return s.ResponseWriter }
