// Package auth proves who somebody is: passwords and signed tokens.
package auth

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

const (
	defaultIterations = 600_000
	keyLength         = 32
)

// ErrMalformedHash says that a stored hash was not made by a PasswordHasher.
var ErrMalformedHash = errors.New("malformed password hash")

// PasswordHasher derives hashes with PBKDF2 and SHA-256.
type PasswordHasher struct {
	iterations int
}

// NewPasswordHasher returns a hasher of the usual strength.
func NewPasswordHasher() *PasswordHasher {
	return &PasswordHasher{iterations: defaultIterations}
}

// Hash returns salt and key of the password in one string.
func (h *PasswordHasher) Hash(password string) (string, error) {
	salt := rand.Text()
	key, err := pbkdf2.Key(sha256.New, password, []byte(salt), h.iterations, keyLength)
	if err != nil {
		return "", fmt.Errorf("derive key: %w", err)
	}
	return salt + "." + encode(key), nil
}

// Matches reports whether the hash was made from this password.
func (h *PasswordHasher) Matches(hash, password string) (bool, error) {
	salt, encodedKey, found := strings.Cut(hash, ".")
	if !found {
		return false, ErrMalformedHash
	}
	want, err := decode(encodedKey)
	if err != nil {
		return false, fmt.Errorf("%w: %w", ErrMalformedHash, err)
	}
	got, err := pbkdf2.Key(sha256.New, password, []byte(salt), h.iterations, keyLength)
	if err != nil {
		return false, fmt.Errorf("derive key: %w", err)
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

func encode(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

func decode(text string) ([]byte, error) {
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("decode base64: %w", err)
	}
	return data, nil
}
