// Package session is the business area of staying logged in.
package session

import "time"

// Session is one refresh token. Each token is used once: refreshing marks it
// used and opens the next session of the same family. A token that comes back
// after it was used has been stolen from someone, so its whole family ends.
type Session struct {
	ID        string
	UserID    string
	FamilyID  string
	TokenHash string
	ExpiresAt time.Time
	UsedAt    time.Time
	RevokedAt time.Time
}

// Reused reports whether the token was already exchanged for another.
func (s *Session) Reused() bool {
	return !s.UsedAt.IsZero()
}

// Live reports whether the token can be exchanged at the given time.
func (s *Session) Live(now time.Time) bool {
	return s.UsedAt.IsZero() && s.RevokedAt.IsZero() && now.Before(s.ExpiresAt)
}
