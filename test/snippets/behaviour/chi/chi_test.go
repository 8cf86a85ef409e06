// The chi snippets put together as a user would, with the middleware for net/http.
package app

import (
	"net/http"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
)

func newAPI(t *testing.T) http.Handler {
	t.Helper()
	validate, err := newValidator()
	if err != nil {
		t.Fatal(err)
	}
	empty := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
	handler := NewUserHandler(newService(), validate)
	router := NewRouter(func(router chi.Router) {
		router.Use(Recover(silent()), Timeout(20*time.Millisecond))
		handler.Register(router)
		router.With(Authenticate(keyForTests), RequirePermission(PermissionUserRead)).Get("/secret", empty)
		router.With(RateLimit(0, 1)).Get("/limited", empty)
		router.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("on purpose") })
		router.Get("/slow", func(w http.ResponseWriter, r *http.Request) { writeError(w, r, waitForEnd(r.Context())) })
	})
	return RequestID(SecurityHeaders(CORS(allowedOrigin)(router)))
}

func TestUnknownRoute(t *testing.T) {
	expect(t, "unknown route", call(t, newAPI(t), http.MethodGet, "/nowhere", ""), http.StatusNotFound, "ROUTE_NOT_FOUND")
}
