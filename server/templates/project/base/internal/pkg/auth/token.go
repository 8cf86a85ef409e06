// Package auth makes and checks tokens and password hashes.
package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// clockSkew is how far the clocks of two machines may be apart.
const clockSkew = 30 * time.Second

// Tokens makes and checks tokens. Access tokens are signed and hold the role,
// so that checking them asks nobody; refresh tokens are random and mean
// something only to the store that keeps their hash.
type Tokens struct {
	secret         []byte
	issuer         string
	accessLifetime time.Duration
	parser         *jwt.Parser
}

type accessClaims struct {
	jwt.RegisteredClaims
	Role string `json:"role"`
}

// NewTokens returns Tokens that sign with the secret.
func NewTokens(secret, issuer string, accessLifetime time.Duration) *Tokens {
	return &Tokens{
		secret:         []byte(secret),
		issuer:         issuer,
		accessLifetime: accessLifetime,
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
			jwt.WithIssuer(issuer),
			jwt.WithAudience(issuer),
			jwt.WithExpirationRequired(),
			jwt.WithLeeway(clockSkew),
		),
	}
}

// IssueAccess returns an access token and how long it lives.
func (t *Tokens) IssueAccess(subject, role string, now time.Time) (token string, lifetime time.Duration, err error) {
	claims := accessClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			ID:        rand.Text(),
			Issuer:    t.issuer,
			Audience:  jwt.ClaimStrings{t.issuer},
			Subject:   subject,
			IssuedAt:  jwt.NewNumericDate(now),
			NotBefore: jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(t.accessLifetime)),
		},
		Role: role,
	}
	token, err = jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(t.secret)
	if err != nil {
		return "", 0, fmt.Errorf("sign access token: %w", err)
	}
	return token, t.accessLifetime, nil
}

// VerifyAccess returns whom an access token was issued to, if it is valid now.
func (t *Tokens) VerifyAccess(token string) (subject, role string, err error) {
	var claims accessClaims
	if _, err := t.parser.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) {
		return t.secret, nil
	}); err != nil {
		return "", "", fmt.Errorf("verify access token: %w", err)
	}
	return claims.Subject, claims.Role, nil
}

// NewRefresh returns a refresh token and the hash under which to store it.
func (t *Tokens) NewRefresh() (token, hash string) {
	token = rand.Text() + rand.Text()
	return token, t.HashRefresh(token)
}

// HashRefresh returns the hash of a refresh token. The token is random and
// long, so a fast hash is enough.
func (t *Tokens) HashRefresh(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
