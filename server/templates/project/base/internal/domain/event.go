package domain

import "time"

// Event is a fact that other parts of the system act on later. It is stored in
// the same transaction as the change it tells of (the outbox pattern), so
// neither can be lost without the other.
type Event struct {
	ID       string
	Type     string
	Payload  []byte
	Attempts int
}

// Backlog is how far the worker is behind.
type Backlog struct {
	// Due is how many events could be taken now.
	Due int
	// Waiting is how long the event that waits longest could have been taken.
	Waiting time.Duration
	// GivenUp is how many events wait for a person.
	GivenUp int
}
