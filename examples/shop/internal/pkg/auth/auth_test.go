package auth_test

import (
	"errors"
	"testing"
	"time"

	"example.com/shop/internal/pkg/auth"
)

func TestPasswordHasher(t *testing.T) {
	t.Parallel()
	hasher := auth.NewPasswordHasher()
	hash, err := hasher.Hash("correct horse")
	if err != nil {
		t.Fatalf("Hash: %v", err)
	}

	for password, want := range map[string]bool{"correct horse": true, "Correct horse": false} {
		if got, err := hasher.Matches(hash, password); err != nil || got != want {
			t.Errorf("Matches(%q): got %t, %v, want %t", password, got, err, want)
		}
	}
	if _, err := hasher.Matches("plain text", "plain text"); !errors.Is(err, auth.ErrMalformedHash) {
		t.Errorf("got %v, want %v", err, auth.ErrMalformedHash)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, time.March, 1, 12, 0, 0, 0, time.UTC)
	tokens := auth.NewTokens("secret", time.Hour, func() time.Time { return now })
	token, err := tokens.Issue("user-1", "customer")
	if err != nil {
		t.Fatalf("Issue: %v", err)
	}

	claims, err := tokens.Verify(token)
	if err != nil || claims.UserID != "user-1" || claims.IsAdmin() {
		t.Errorf("got %+v, %v, want a customer user-1", claims, err)
	}
	if !claims.MayActFor("user-1") || claims.MayActFor("user-2") {
		t.Error("a customer may act for nobody else")
	}

	late := auth.NewTokens("secret", time.Hour, func() time.Time { return now.Add(2 * time.Hour) })
	forger := auth.NewTokens("guess", time.Hour, func() time.Time { return now })
	for name, verifier := range map[string]*auth.Tokens{"expired": late, "signed by another": forger} {
		if _, err := verifier.Verify(token); !errors.Is(err, auth.ErrInvalidToken) {
			t.Errorf("%s: got %v, want %v", name, err, auth.ErrInvalidToken)
		}
	}
}
