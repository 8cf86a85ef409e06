package domain

// Event is a fact that other parts of the system act on later. It is stored in
// the same transaction as the change it tells of (the outbox pattern), so
// neither can be lost without the other.
type Event struct {
	ID       string
	Type     string
	Payload  []byte
	Attempts int
}
