package auth

import (
	"fmt"

	"golang.org/x/crypto/bcrypt"
)

// Passwords hashes and compares passwords with bcrypt.
type Passwords struct {
	cost int
	// absent is compared with when there is no hash, to take as long.
	absent []byte
}

// NewPasswords returns Passwords; a higher cost takes twice the time a step.
func NewPasswords(cost int) (*Passwords, error) {
	absent, err := bcrypt.GenerateFromPassword([]byte("no such user"), cost)
	if err != nil {
		return nil, fmt.Errorf("hash with cost %d: %w", cost, err)
	}
	return &Passwords{cost: cost, absent: absent}, nil
}

// maxPasswordBytes is how much of a password bcrypt reads.
const maxPasswordBytes = 72

// DefaultCost takes about a fifth of a second on a machine of today.
const DefaultCost = 12

// Hash returns what may be stored of a password.
func (p *Passwords) Hash(password string) (string, error) {
	hash, err := bcrypt.GenerateFromPassword([]byte(password), p.cost)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return string(hash), nil
}

// Matches reports whether the hash is of the password. An empty hash matches
// nothing, and takes as long to say so. Neither does a password of which bcrypt
// would read the beginning only.
func (p *Passwords) Matches(hash, password string) bool {
	stored := []byte(hash)
	if hash == "" {
		stored = p.absent
	}
	return bcrypt.CompareHashAndPassword(stored, []byte(password)) == nil &&
		hash != "" && len(password) <= maxPasswordBytes
}
