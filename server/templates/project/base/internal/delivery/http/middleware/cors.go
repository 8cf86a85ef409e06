package middleware

import (
	"net/http"

	"github.com/rs/cors"
)

// CORS lets scripts of the given origins call the API. With no origin given,
// no script of another site may.
func CORS(origins []string) Middleware {
	if len(origins) == 0 {
		return func(next http.Handler) http.Handler { return next }
	}
	rules := cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{
			http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		},
		AllowedHeaders: []string{"Authorization", "Content-Type", requestIDHeader},
		ExposedHeaders: []string{"Location", "Retry-After", requestIDHeader},
		MaxAge:         600,
	})
	return rules.Handler
}
