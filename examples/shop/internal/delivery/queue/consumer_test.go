package queue_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"

	"example.com/shop/internal/delivery/queue"
	"example.com/shop/internal/domain/order"
)

// source hands out its events once and then ends the run.
type source struct {
	events []order.Event
	acked  []string
	stop   context.CancelFunc
}

func (s *source) Receive(ctx context.Context) (order.Event, error) {
	if len(s.events) == 0 {
		s.stop()
		return order.Event{}, fmt.Errorf("wait for event: %w", ctx.Err())
	}
	next := s.events[0]
	s.events = s.events[1:]
	return next, nil
}

func (s *source) Ack(_ context.Context, eventID string) error {
	s.acked = append(s.acked, eventID)
	return nil
}

// fulfiller knows for each order how it ends.
type fulfiller map[string]error

func (f fulfiller) Fulfil(_ context.Context, orderID string) error {
	return f[orderID]
}

func TestConsumer_AcknowledgesWhatIsDone(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	events := &source{
		events: []order.Event{{ID: "1", OrderID: "pending"}, {ID: "2", OrderID: "cancelled"}},
		stop:   cancel,
	}
	orders := fulfiller{"cancelled": fmt.Errorf("fulfil order: %w", order.InvalidTransition)}

	queue.NewConsumer(events, orders, slog.New(slog.DiscardHandler)).Run(ctx)

	if len(events.acked) != 2 {
		t.Errorf("got acknowledged %v, want both events", events.acked)
	}
}

func TestConsumer_KeepsWhatFailed(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	events := &source{events: []order.Event{{ID: "1", OrderID: "broken"}}, stop: cancel}
	orders := fulfiller{"broken": &order.NotFoundError{Resource: "order", Key: "broken"}}
	cancelOnError := slog.New(stopHandler{Handler: slog.DiscardHandler, stop: cancel})

	queue.NewConsumer(events, orders, cancelOnError).Run(ctx)

	if len(events.acked) != 0 {
		t.Errorf("got acknowledged %v, want none", events.acked)
	}
}

// stopHandler ends the run at the first log record.
type stopHandler struct {
	slog.Handler
	stop context.CancelFunc
}

func (h stopHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h stopHandler) Handle(context.Context, slog.Record) error {
	h.stop()
	return nil
}
