package client_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"example.com/shop/pkg/client"
)

// serve answers every request with the given status and body.
func serve(t *testing.T, status int, body string) *client.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Authorization"); got != "Bearer token" {
			t.Errorf("got Authorization %q, want the token", got)
		}
		w.WriteHeader(status)
		if _, err := io.WriteString(w, body); err != nil {
			t.Errorf("write: %v", err)
		}
	}))
	t.Cleanup(server.Close)
	return client.New(server.URL, "token")
}

func TestClient_User(t *testing.T) {
	t.Parallel()
	shop := serve(t, http.StatusOK, `{"data":{"id":"user-1","name":"Ada"},"meta":{}}`)

	u, err := shop.User(t.Context(), "user-1")

	if err != nil || u.Name != "Ada" {
		t.Errorf("got %+v, %v, want Ada", u, err)
	}
}

func TestClient_PlaceOrderReportsWhatTheAPISays(t *testing.T) {
	t.Parallel()
	shop := serve(t, http.StatusConflict, `{"error":{"code":"CUSTOMER_INACTIVE","message":"Customer is not active"}}`)

	_, err := shop.PlaceOrder(t.Context(), "user-1", nil)

	var refused *client.Error
	if !errors.As(err, &refused) || refused.Code != "CUSTOMER_INACTIVE" || refused.Status != http.StatusConflict {
		t.Errorf("got %v, want CUSTOMER_INACTIVE", err)
	}
}
