// Package cleanup deletes what nobody needs any more: sessions that are long
// expired and events that were dealt with. Events that were given up stay for a
// person to look at.
package cleanup

import (
	"context"
	"fmt"
	"time"
)

// Sessions is the store of sessions, as far as old ones go.
type Sessions interface {
	DeleteExpired(ctx context.Context, before time.Time, limit int) (int, error)
}

// Events is the store of events, as far as old ones go.
type Events interface {
	DeleteCompleted(ctx context.Context, before time.Time, limit int) (int, error)
}

// Options says how long what is done with is kept.
type Options struct {
	// Sessions counts from when a session expired.
	Sessions time.Duration
	// Events counts from when an event was dealt with.
	Events time.Duration
	// BatchSize is how many rows one statement deletes at most, so that none
	// holds locks for long.
	BatchSize int
}

// Deleted is how much was deleted.
type Deleted struct {
	Sessions int
	Events   int
}

// Service deletes what is old.
type Service struct {
	sessions Sessions
	events   Events
	options  Options
	now      func() time.Time
}

// NewService returns a Service that works on the given ports; now tells the time.
func NewService(sessions Sessions, events Events, options Options, now func() time.Time) *Service {
	return &Service{sessions: sessions, events: events, options: options, now: now}
}

// Run deletes everything that is old by now. What it deleted before a failure
// stays deleted, and is told.
func (s *Service) Run(ctx context.Context) (Deleted, error) {
	now := s.now()
	sessions, err := s.inBatches(ctx, s.sessions.DeleteExpired, now.Add(-s.options.Sessions))
	if err != nil {
		return Deleted{Sessions: sessions}, fmt.Errorf("delete sessions: %w", err)
	}
	events, err := s.inBatches(ctx, s.events.DeleteCompleted, now.Add(-s.options.Events))
	if err != nil {
		return Deleted{Sessions: sessions, Events: events}, fmt.Errorf("delete events: %w", err)
	}
	return Deleted{Sessions: sessions, Events: events}, nil
}

func (s *Service) inBatches(
	ctx context.Context, deleteOld func(context.Context, time.Time, int) (int, error), before time.Time,
) (int, error) {
	total := 0
	for {
		deleted, err := deleteOld(ctx, before, s.options.BatchSize)
		total += deleted
		if err != nil || deleted < s.options.BatchSize {
			return total, err
		}
	}
}
