package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrInvalidToken says that a token is forged, damaged or expired.
var ErrInvalidToken = errors.New("invalid token")

// Claims is what a token says about its bearer.
type Claims struct {
	UserID    string    `json:"user_id"`
	Role      string    `json:"role"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Tokens issues and verifies signed tokens.
type Tokens struct {
	secret []byte
	ttl    time.Duration
	now    func() time.Time
}

// NewTokens returns an issuer whose tokens are valid for ttl.
func NewTokens(secret string, ttl time.Duration, now func() time.Time) *Tokens {
	return &Tokens{secret: []byte(secret), ttl: ttl, now: now}
}

// Issue returns a token for the user.
func (t *Tokens) Issue(userID, role string) (string, error) {
	payload, err := json.Marshal(Claims{UserID: userID, Role: role, ExpiresAt: t.now().Add(t.ttl)})
	if err != nil {
		return "", fmt.Errorf("encode claims: %w", err)
	}
	return encode(payload) + "." + encode(t.sign(payload)), nil
}

// Verify returns what the token says, if this issuer signed it and it is still valid.
func (t *Tokens) Verify(token string) (Claims, error) {
	encodedPayload, encodedSignature, _ := strings.Cut(token, ".")
	payload, err := decode(encodedPayload)
	if err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrInvalidToken, err)
	}
	signature, err := decode(encodedSignature)
	if err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrInvalidToken, err)
	}
	if !hmac.Equal(signature, t.sign(payload)) {
		return Claims{}, ErrInvalidToken
	}
	var claims Claims
	if err := json.Unmarshal(payload, &claims); err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrInvalidToken, err)
	}
	if t.now().After(claims.ExpiresAt) {
		return Claims{}, ErrInvalidToken
	}
	return claims, nil
}

func (t *Tokens) sign(payload []byte) []byte {
	mac := hmac.New(sha256.New, t.secret)
	mac.Write(payload)
	return mac.Sum(nil)
}
