package http_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	delivery "example.com/shop/internal/delivery/http"
	"example.com/shop/internal/domain/order"
	"example.com/shop/internal/domain/user"
	"example.com/shop/internal/pkg/auth"
	userusecase "example.com/shop/internal/usecase/user"
)

const (
	adaID   = "3f0b8a4e-6a55-4a57-9f3d-0c1d3d2d9a10"
	eveID   = "8d7c1f6e-2a64-4d0c-b1f5-5b5b6a7c8d90"
	orderID = "c2a7e8f0-94b1-4e6b-8a3f-7d6c5b4a3f20"
)

// users knows Ada, and answers every call with its error if it has one.
type users struct {
	err error
}

var ada = &user.User{ID: adaID, Email: "ada@example.com", Name: "Ada", Role: user.RoleCustomer, Status: user.StatusActive}

func (u users) Register(context.Context, userusecase.RegisterInput) (*user.User, error) {
	return ada, u.err
}

func (u users) Get(context.Context, string) (*user.User, error) { return ada, u.err }

func (u users) List(context.Context, int, int) ([]*user.User, int, error) {
	return []*user.User{ada}, 41, u.err
}

func (u users) Rename(context.Context, string, string) (*user.User, error) { return ada, u.err }

func (u users) Deactivate(context.Context, string) error { return u.err }

func (u users) Authenticate(context.Context, string, string) (*user.User, error) { return ada, u.err }

// orders has one order, and it is Ada's.
type orders struct{}

var tea = &order.Order{ID: orderID, UserID: adaID, Status: order.StatusPending}

func (orders) Place(context.Context, string, []order.Item) (*order.Order, error) { return tea, nil }

func (orders) Get(context.Context, string) (*order.Order, error) { return tea, nil }

func (orders) ListByUser(context.Context, string, int) ([]order.Summary, error) { return nil, nil }

func (orders) Cancel(context.Context, string) (*order.Order, error) { return tea, nil }

func (orders) Daily(_ context.Context, day time.Time) (*order.Report, error) {
	return &order.Report{Day: day}, nil
}

// database is up or has an error.
type database struct {
	err error
}

func (d database) Ping(context.Context) error { return d.err }

// api is a router on fakes, and the tokens it accepts.
type api struct {
	handler http.Handler
	tokens  *auth.Tokens
}

func newAPI(fail error) api {
	logger := slog.New(slog.DiscardHandler)
	tokens := auth.NewTokens("secret", time.Hour, time.Now)
	return api{tokens: tokens, handler: delivery.NewRouter(delivery.Handlers{
		Users:    delivery.NewUserHandler(users{err: fail}, logger),
		Sessions: delivery.NewSessionHandler(users{err: fail}, tokens, logger),
		Orders:   delivery.NewOrderHandler(orders{}, logger),
		Reports:  delivery.NewReportHandler(orders{}, logger),
		Health:   delivery.NewHealthHandler(map[string]delivery.Pinger{"postgres": database{err: fail}}, logger),
		Metrics:  http.NotFoundHandler(),
	}, tokens, delivery.NewMetrics(prometheus.NewRegistry()), logger)}
}

// answer is any answer of the API.
type answer struct {
	Data  json.RawMessage `json:"data"`
	Error struct {
		Code    string            `json:"code"`
		Message string            `json:"message"`
		Details map[string]string `json:"details"`
	} `json:"error"`
	Meta struct {
		RequestID  string `json:"request_id"`
		Limit      int    `json:"limit"`
		TotalPages int    `json:"total_pages"`
	} `json:"meta"`
}

// call sends a request as the given user; without one it carries no token.
func (a api) call(t *testing.T, userID, role, request, body string) (int, answer) {
	t.Helper()
	method, target, _ := strings.Cut(request, " ")
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	if userID != "" {
		token, err := a.tokens.Issue(userID, role)
		if err != nil {
			t.Fatalf("Issue: %v", err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	a.handler.ServeHTTP(w, r)

	var got answer
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatalf("%s: decode %q: %v", request, w.Body, err)
		}
	}
	return w.Code, got
}

func TestRouter_LetsThroughWhomItShould(t *testing.T) {
	t.Parallel()
	shop := newAPI(nil)

	tests := []struct {
		request      string
		userID, role string
		want         int
	}{
		{request: "GET /health", want: http.StatusOK},
		{request: "GET /ready", want: http.StatusOK},
		{request: "GET /api/v1/users/" + adaID, want: http.StatusUnauthorized},
		{request: "GET /api/v1/users/" + adaID, userID: adaID, want: http.StatusOK},
		{request: "GET /api/v1/users/" + adaID, userID: eveID, want: http.StatusForbidden},
		{request: "GET /api/v1/users/" + adaID, userID: eveID, role: "admin", want: http.StatusOK},
		{request: "GET /api/v1/users/not-an-id", userID: eveID, role: "admin", want: http.StatusNotFound},
		{request: "DELETE /api/v1/users/" + adaID, userID: adaID, want: http.StatusNoContent},
		{request: "GET /api/v1/users", userID: adaID, want: http.StatusForbidden},
		{request: "GET /api/v1/users/" + adaID + "/orders", userID: adaID, want: http.StatusOK},
		{request: "GET /api/v1/orders/" + orderID, userID: adaID, want: http.StatusOK},
		{request: "GET /api/v1/orders/" + orderID, userID: eveID, want: http.StatusNotFound},
		{request: "POST /api/v1/orders/" + orderID + "/cancel", userID: adaID, want: http.StatusOK},
		{request: "GET /api/v1/reports/2025-03-01", userID: adaID, want: http.StatusForbidden},
		{request: "GET /api/v1/reports/2025-03-01", userID: eveID, role: "admin", want: http.StatusOK},
		{request: "GET /api/v1/reports/yesterday", userID: eveID, role: "admin", want: http.StatusBadRequest},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s as %s %s", tt.request, tt.role, tt.userID), func(t *testing.T) {
			t.Parallel()

			if got, answer := shop.call(t, tt.userID, tt.role, tt.request, ""); got != tt.want {
				t.Errorf("got %d %+v, want %d", got, answer.Error, tt.want)
			}
		})
	}
}

func TestRouter_AnswersInEnvelopes(t *testing.T) {
	t.Parallel()
	shop := newAPI(nil)

	status, got := shop.call(t, "", "", "POST /api/v1/users", `{"email":"ada@example.com","name":"Ada","password":"correct horse"}`)

	var created struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(got.Data, &created); err != nil {
		t.Fatalf("decode data: %v", err)
	}
	if status != http.StatusCreated || created.ID != adaID || got.Meta.RequestID == "" {
		t.Errorf("got %d %+v, want Ada and a request ID", status, got)
	}

	status, got = shop.call(t, eveID, "admin", "GET /api/v1/users?limit=20", "")
	if status != http.StatusOK || got.Meta.Limit != 20 || got.Meta.TotalPages != 3 {
		t.Errorf("got %d %+v, want 3 pages of 20", status, got.Meta)
	}
}

func TestRouter_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()

	const register = `{"email":"ada@example.com","name":"Ada","password":"correct horse"}`
	tests := map[string]struct {
		fail   error
		body   string
		status int
		code   string
	}{
		"a body that is not JSON": {body: "Ada", status: http.StatusBadRequest, code: "BAD_REQUEST"},
		"a field nobody knows":    {body: `{"role":"admin"}`, status: http.StatusBadRequest, code: "BAD_REQUEST"},
		"a taken email": {
			fail: fmt.Errorf("register: %w", user.ErrEmailTaken), body: register,
			status: http.StatusConflict, code: "EMAIL_TAKEN",
		},
		"an invalid field": {
			fail: fmt.Errorf("register: %w", &user.ValidationError{Field: "email", Reason: "is too long"}), body: register,
			status: http.StatusUnprocessableEntity, code: "INVALID",
		},
		"our own fault": {
			fail: errors.New("connection refused"), body: register,
			status: http.StatusInternalServerError, code: "INTERNAL",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			status, got := newAPI(tt.fail).call(t, "", "", "POST /api/v1/users", tt.body)

			if status != tt.status || got.Error.Code != tt.code {
				t.Errorf("got %d %s, want %d %s", status, got.Error.Code, tt.status, tt.code)
			}
			if strings.Contains(got.Error.Message, "connection refused") {
				t.Errorf("got message %q, want nothing about our insides", got.Error.Message)
			}
		})
	}
}

func TestRouter_SignIn(t *testing.T) {
	t.Parallel()
	const credentials = `{"email":"ada@example.com","password":"correct horse"}`

	shop := newAPI(nil)
	status, got := shop.call(t, "", "", "POST /api/v1/sessions", credentials)
	var session struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(got.Data, &session); err != nil {
		t.Fatalf("decode data: %v", err)
	}
	claims, err := shop.tokens.Verify(session.AccessToken)
	if status != http.StatusCreated || err != nil || claims.UserID != adaID {
		t.Errorf("got %d %+v, %v, want a token of Ada", status, claims, err)
	}

	status, got = newAPI(user.ErrInvalidCredentials).call(t, "", "", "POST /api/v1/sessions", credentials)
	if status != http.StatusUnauthorized || got.Error.Code != "INVALID_CREDENTIALS" {
		t.Errorf("got %d %s, want 401 INVALID_CREDENTIALS", status, got.Error.Code)
	}
}

func TestRouter_IsNotReadyWithoutItsDatabase(t *testing.T) {
	t.Parallel()

	if status, _ := newAPI(errors.New("connection refused")).call(t, "", "", "GET /ready", ""); status != http.StatusServiceUnavailable {
		t.Errorf("got %d, want 503", status)
	}
}
