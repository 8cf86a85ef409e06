// The echo snippets put together as a user would.
package app

import (
	"net/http"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

func newAPI(t *testing.T) http.Handler {
	t.Helper()
	validate, err := newValidator()
	if err != nil {
		t.Fatal(err)
	}
	empty := func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }
	handler := NewUserHandler(newService())
	register := func(api *echo.Group) {
		handler.Register(api)
		api.GET("/secret", empty, Authenticate(keyForTests), RequirePermission(PermissionUserRead))
		api.GET("/limited", empty, RateLimit(0, 1))
		api.GET("/panic", func(echo.Context) error { panic("on purpose") })
		api.GET("/slow", func(c echo.Context) error { return waitForEnd(c.Request().Context()) })
	}
	return NewRouter(register, HandleError, &requestValidator{validate: validate},
		RequestID(), SecurityHeaders(), CORS(allowedOrigin), Recover(silent()), Timeout(20*time.Millisecond))
}

func TestUnknownRoute(t *testing.T) {
	expect(t, "unknown route", call(t, newAPI(t), http.MethodGet, "/nowhere", ""), http.StatusNotFound, "NOT_FOUND")
}
