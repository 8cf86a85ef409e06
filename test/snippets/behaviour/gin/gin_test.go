// The gin snippets put together as a user would.
package app

import (
	"net/http"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

func newAPI(t *testing.T) http.Handler {
	t.Helper()
	empty := func(c *gin.Context) { c.Status(http.StatusNoContent) }
	handler := NewUserHandler(newService())
	register := func(router gin.IRouter) {
		handler.Register(router)
		router.GET("/secret", Authenticate(keyForTests), RequirePermission(PermissionUserRead), empty)
		router.GET("/limited", RateLimit(0, 1), empty)
		router.GET("/panic", func(*gin.Context) { panic("on purpose") })
		router.GET("/slow", func(c *gin.Context) { respondError(c, waitForEnd(c.Request.Context())) })
	}
	api, err := NewRouter(register, RequestID(), SecurityHeaders(), CORS(allowedOrigin), Recover(silent()), Timeout(20*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func TestUnknownRoute(t *testing.T) {
	expect(t, "unknown route", call(t, newAPI(t), http.MethodGet, "/nowhere", ""), http.StatusNotFound, "ROUTE_NOT_FOUND")
}
