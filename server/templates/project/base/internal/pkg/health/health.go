// Package health knows how the things a process depends on are.
package health

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// States of a dependency.
const (
	StateUp   = "up"
	StateDown = "down"
)

// Dependency is something a process depends on.
type Dependency struct {
	Name string
	// Required is false for what the process can do without, such as a cache.
	Required bool
	Ping     func(ctx context.Context) error
}

// Monitor asks dependencies how they are. It is safe for concurrent use.
type Monitor struct {
	dependencies []Dependency
	timeout      time.Duration
	draining     atomic.Bool
}

// NewMonitor returns a Monitor that waits for each dependency no longer than
// the timeout.
func NewMonitor(timeout time.Duration, dependencies ...Dependency) *Monitor {
	return &Monitor{dependencies: dependencies, timeout: timeout}
}

// Drain makes the process not ready, so that no new requests are sent to it.
func (m *Monitor) Drain() {
	m.draining.Store(true)
}

// Draining is true once the process is on its way out.
func (m *Monitor) Draining() bool {
	return m.draining.Load()
}

// Check asks every dependency at the same time; up is false when one that is
// required is down.
func (m *Monitor) Check(ctx context.Context) (states map[string]string, up bool) {
	ctx, cancel := context.WithTimeout(ctx, m.timeout)
	defer cancel()

	failures := make([]error, len(m.dependencies))
	var pings sync.WaitGroup
	for i, dependency := range m.dependencies {
		pings.Go(func() { failures[i] = dependency.Ping(ctx) })
	}
	pings.Wait()

	states = make(map[string]string, len(m.dependencies))
	up = true
	for i, dependency := range m.dependencies {
		states[dependency.Name] = StateUp
		if failures[i] != nil {
			states[dependency.Name] = StateDown
			up = up && !dependency.Required
		}
	}
	return states, up
}
