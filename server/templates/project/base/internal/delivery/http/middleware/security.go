package middleware

import "net/http"

// SecurityHeaders tells browsers to trust answers as little as an API needs.
func SecurityHeaders() Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			header := w.Header()
			header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
			header.Set("Cache-Control", "no-store")
			header.Set("Cross-Origin-Resource-Policy", "same-site")
			header.Set("Permissions-Policy", "interest-cohort=()")
			header.Set("Referrer-Policy", "no-referrer")
			header.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
			header.Set("X-Content-Type-Options", "nosniff")
			header.Set("X-Frame-Options", "DENY")
			next.ServeHTTP(w, r)
		})
	}
}
