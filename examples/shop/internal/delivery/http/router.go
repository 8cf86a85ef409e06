// Package http is the HTTP API: it reads requests, asks the use cases and answers in
// the envelopes of the API.
package http

import (
	"log/slog"
	"net/http"
)

// Handlers answer the requests.
type Handlers struct {
	Users    *UserHandler
	Sessions *SessionHandler
	Orders   *OrderHandler
	Reports  *ReportHandler
	Health   *HealthHandler
	Metrics  http.Handler
}

// NewRouter returns the whole API.
func NewRouter(handlers Handlers, tokens TokenVerifier, metrics *Metrics, logger *slog.Logger) http.Handler {
	respond := responder{logger: logger}
	mux := http.NewServeMux()

	open := func(route string, handler http.HandlerFunc) {
		mux.Handle(route, metrics.observe(route, handler))
	}
	protected := func(route string, handler http.HandlerFunc) {
		mux.Handle(route, metrics.observe(route, authenticate(tokens, respond, handler)))
	}

	open("POST /api/v1/users", handlers.Users.Register)
	open("POST /api/v1/sessions", handlers.Sessions.Create)
	protected("GET /api/v1/users", handlers.Users.List)
	protected("GET /api/v1/users/{id}", handlers.Users.Get)
	protected("PATCH /api/v1/users/{id}", handlers.Users.Rename)
	protected("DELETE /api/v1/users/{id}", handlers.Users.Deactivate)
	protected("POST /api/v1/users/{id}/orders", handlers.Orders.Place)
	protected("GET /api/v1/users/{id}/orders", handlers.Orders.ListByUser)
	protected("GET /api/v1/orders/{id}", handlers.Orders.Get)
	protected("POST /api/v1/orders/{id}/cancel", handlers.Orders.Cancel)
	protected("GET /api/v1/reports/{day}", handlers.Reports.Daily)

	mux.HandleFunc("GET /health", handlers.Health.Live)
	mux.HandleFunc("GET /ready", handlers.Health.Ready)
	mux.Handle("GET /metrics", handlers.Metrics)

	return identify(logRequests(logger, mux))
}
