// The net/http snippets put together as a user would.
package app

import (
	"net/http"
	"testing"
	"time"
)

func newAPI(t *testing.T) http.Handler {
	t.Helper()
	validate, err := newValidator()
	if err != nil {
		t.Fatal(err)
	}
	empty := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	handler := NewUserHandler(newService(), validate)
	register := func(mux *http.ServeMux) {
		handler.Register(mux)
		mux.Handle("GET /api/v1/secret", Authenticate(keyForTests)(RequirePermission(PermissionUserRead)(empty)))
		mux.Handle("GET /api/v1/limited", RateLimit(0, 1)(empty))
		mux.HandleFunc("GET /api/v1/panic", func(http.ResponseWriter, *http.Request) { panic("on purpose") })
		mux.HandleFunc("GET /api/v1/slow", func(w http.ResponseWriter, r *http.Request) {
			writeError(w, r, waitForEnd(r.Context()))
		})
	}
	return NewRouter(register, RequestID, SecurityHeaders, CORS(allowedOrigin), Recover(silent()), Timeout(20*time.Millisecond))
}

func TestMiddlewareRunsInTheOrderGiven(t *testing.T) {
	order := ""
	named := func(name string) Middleware {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				order += name
				next.ServeHTTP(w, r)
			})
		}
	}
	call(t, NewRouter(func(*http.ServeMux) {}, named("a"), named("b"), named("c")), http.MethodGet, "/health", "")
	if order != "abc" {
		t.Errorf("order = %s, want abc", order)
	}
}
