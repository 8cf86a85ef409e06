package middleware

import (
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
)

// Tracing opens a span for every request, as part of the caller's trace if it
// sent one. The router renames the span once it knows the route.
func Tracing(service string) Middleware {
	return func(next http.Handler) http.Handler {
		return otelhttp.NewHandler(next, service, otelhttp.WithSpanNameFormatter(
			func(_ string, r *http.Request) string { return r.Method }))
	}
}
