// Calls the handlers and the middleware of one router, all in one package. The router's own file gives newAPI.
package app

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.com/snippets/internal/usecase"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

const allowedOrigin = "https://app.example.com"

var signingKey = []byte("a key for tests and nothing else")

func keyForTests(*jwt.Token) (any, error) { return signingKey, nil }

func silent() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func newService() *usecase.UserUseCase {
	return usecase.NewUserUseCase(NewMemoryUserRepository(), uuid.NewString, time.Now)
}

type answer struct {
	Status int
	Header http.Header
	Body   string
	Data   json.RawMessage
	Error  struct {
		Code    string
		Details map[string]string
	}
	Meta struct {
		RequestID  string `json:"request_id"`
		Page       int    `json:"page"`
		Limit      int    `json:"limit"`
		Total      int    `json:"total"`
		TotalPages int    `json:"total_pages"`
	}
}

func call(t *testing.T, api http.Handler, method, target, body string, header ...string) answer {
	t.Helper()
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	for index := 0; index+1 < len(header); index += 2 {
		request.Header.Set(header[index], header[index+1])
	}
	recorder := httptest.NewRecorder()
	api.ServeHTTP(recorder, request)
	got := answer{Status: recorder.Code, Header: recorder.Header(), Body: recorder.Body.String()}
	if strings.HasPrefix(recorder.Header().Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(recorder.Body.Bytes(), &got); err != nil {
			t.Fatalf("%s %s answered what is no JSON: %s", method, target, recorder.Body)
		}
	}
	return got
}

func expect(t *testing.T, what string, got answer, status int, code string) {
	t.Helper()
	if got.Status != status || got.Error.Code != code {
		t.Errorf("%s: %d %q, want %d %q; %s", what, got.Status, got.Error.Code, status, code, got.Body)
	}
}

func TestResource(t *testing.T) {
	api := newAPI(t)
	const users = "/api/v1/users"

	created := call(t, api, http.MethodPost, users, `{"name": "Ada"}`)
	expect(t, "create", created, http.StatusCreated, "")
	var user struct{ ID, Name string }
	if err := json.Unmarshal(created.Data, &user); err != nil {
		t.Fatal(err)
	}
	if created.Header.Get("Location") != users+"/"+user.ID || user.Name != "Ada" {
		t.Errorf("created %+v at %q", user, created.Header.Get("Location"))
	}
	if id := created.Header.Get("X-Request-ID"); id == "" || created.Meta.RequestID != id {
		t.Errorf("request id %q in the header, %q in the meta", id, created.Meta.RequestID)
	}
	one := users + "/" + user.ID

	expect(t, "get", call(t, api, http.MethodGet, one, ""), http.StatusOK, "")
	missing := call(t, api, http.MethodGet, users+"/none", "")
	expect(t, "get of nothing", missing, http.StatusNotFound, "USER_NOT_FOUND")
	if missing.Error.Details["id"] != "none" {
		t.Errorf("details of not found = %v", missing.Error.Details)
	}
	expect(t, "create without a name", call(t, api, http.MethodPost, users, `{}`), http.StatusUnprocessableEntity, "VALIDATION_FAILED")
	expect(t, "create with a blank name", call(t, api, http.MethodPost, users, `{"name": "  "}`), http.StatusUnprocessableEntity, "VALIDATION_FAILED")
	expect(t, "create from garbage", call(t, api, http.MethodPost, users, `{`), http.StatusBadRequest, "MALFORMED_REQUEST")

	expect(t, "update", call(t, api, http.MethodPut, one, `{"name": "Grace"}`), http.StatusOK, "")
	expect(t, "update without a name", call(t, api, http.MethodPut, one, `{}`), http.StatusUnprocessableEntity, "VALIDATION_FAILED")
	patched := call(t, api, http.MethodPatch, one, `{}`)
	expect(t, "patch of nothing", patched, http.StatusOK, "")
	if !strings.Contains(string(patched.Data), `"Grace"`) {
		t.Errorf("patch of nothing changed something: %s", patched.Data)
	}

	for range 2 {
		call(t, api, http.MethodPost, users, `{"name": "Another"}`)
	}
	page := call(t, api, http.MethodGet, users+"?page=2&limit=2&sort=created_at&order=desc", "")
	expect(t, "list", page, http.StatusOK, "")
	var items []json.RawMessage
	if err := json.Unmarshal(page.Data, &items); err != nil {
		t.Fatal(err)
	}
	if len(items) != 1 || page.Meta.Page != 2 || page.Meta.Limit != 2 || page.Meta.Total != 3 || page.Meta.TotalPages != 2 {
		t.Errorf("second page of three by two: %d items, %+v", len(items), page.Meta)
	}
	beyond := call(t, api, http.MethodGet, users+"?page=9", "")
	if string(beyond.Data) != "[]" {
		t.Errorf("a page beyond the end = %s, want []", beyond.Data)
	}
	expect(t, "page 0", call(t, api, http.MethodGet, users+"?page=0", ""), http.StatusUnprocessableEntity, "VALIDATION_FAILED")
	expect(t, "unknown sort", call(t, api, http.MethodGet, users+"?sort=password", ""), http.StatusUnprocessableEntity, "VALIDATION_FAILED")

	expect(t, "delete", call(t, api, http.MethodDelete, one, ""), http.StatusNoContent, "")
	expect(t, "get after delete", call(t, api, http.MethodGet, one, ""), http.StatusNotFound, "USER_NOT_FOUND")
}

func token(t *testing.T, method jwt.SigningMethod, expiry time.Duration, permissions ...string) string {
	t.Helper()
	claims := &Claims{Permissions: permissions}
	claims.Issuer = "my-service"
	claims.Audience = jwt.ClaimStrings{"my-api"}
	claims.ExpiresAt = jwt.NewNumericDate(time.Now().Add(expiry))
	signed, err := jwt.NewWithClaims(method, claims).SignedString(signingKey)
	if err != nil {
		t.Fatal(err)
	}
	return "Bearer " + signed
}

func TestMiddleware(t *testing.T) {
	api := newAPI(t)
	secret := func(header ...string) answer { return call(t, api, http.MethodGet, "/api/v1/secret", "", header...) }

	expect(t, "no token", secret(), http.StatusUnauthorized, "UNAUTHORIZED")
	expect(t, "garbage for a token", secret("Authorization", "Bearer x"), http.StatusUnauthorized, "UNAUTHORIZED")
	expired := token(t, jwt.SigningMethodHS256, -time.Minute, "user:read")
	expect(t, "expired token", secret("Authorization", expired), http.StatusUnauthorized, "UNAUTHORIZED")
	otherMethod := token(t, jwt.SigningMethodHS512, time.Minute, "user:read")
	expect(t, "token of another method", secret("Authorization", otherMethod), http.StatusUnauthorized, "UNAUTHORIZED")
	stranger := token(t, jwt.SigningMethodHS256, time.Minute, "order:read")
	expect(t, "token without the permission", secret("Authorization", stranger), http.StatusForbidden, "FORBIDDEN")
	for _, permission := range []string{"user:read", "user:*"} {
		friend := token(t, jwt.SigningMethodHS256, time.Minute, permission)
		expect(t, "token with "+permission, secret("Authorization", friend), http.StatusNoContent, "")
	}

	expect(t, "panic", call(t, api, http.MethodGet, "/api/v1/panic", ""), http.StatusInternalServerError, "INTERNAL")
	expect(t, "slow", call(t, api, http.MethodGet, "/api/v1/slow", ""), http.StatusGatewayTimeout, "TIMEOUT")
	expect(t, "first of a burst", call(t, api, http.MethodGet, "/api/v1/limited", ""), http.StatusNoContent, "")
	limited := call(t, api, http.MethodGet, "/api/v1/limited", "")
	expect(t, "second of a burst of one", limited, http.StatusTooManyRequests, "TOO_MANY_REQUESTS")
	if limited.Header.Get("Retry-After") == "" {
		t.Error("429 does not say when to retry")
	}

	own := secret("X-Request-ID", "trace-1")
	if got := own.Header.Get("X-Request-ID"); got != "trace-1" {
		t.Errorf("a good request id became %q", got)
	}
	if got := secret("X-Request-ID", "a\nb").Header.Get("X-Request-ID"); got == "a\nb" || got == "" {
		t.Errorf("a bad request id became %q", got)
	}
	for _, name := range []string{"X-Content-Type-Options", "X-Frame-Options", "Content-Security-Policy"} {
		if own.Header.Get(name) == "" {
			t.Errorf("%s is not set", name)
		}
	}

	preflight := []string{"Origin", allowedOrigin, "Access-Control-Request-Method", "PATCH"}
	allowed := call(t, api, http.MethodOptions, "/api/v1/users", "", preflight...)
	if allowed.Status != http.StatusNoContent || allowed.Header.Get("Access-Control-Allow-Origin") != allowedOrigin {
		t.Errorf("preflight = %d, %v", allowed.Status, allowed.Header)
	}
	preflight[1] = "https://evil.example"
	if refused := call(t, api, http.MethodOptions, "/api/v1/users", "", preflight...); refused.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("preflight from elsewhere = %v", refused.Header)
	}
}

func waitForEnd(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}
