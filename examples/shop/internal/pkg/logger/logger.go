// Package logger sets up structured logging: JSON lines that name their request.
package logger

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"example.com/shop/internal/pkg/requestid"
)

// New returns a logger that writes to w from the given level on.
func New(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(handler{slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level})})
}

// handler adds the request ID of the context to every record.
type handler struct {
	slog.Handler
}

func (h handler) Handle(ctx context.Context, record slog.Record) error {
	if id := requestid.FromContext(ctx); id != "" {
		record.AddAttrs(slog.String("request_id", id))
	}
	if err := h.Handler.Handle(ctx, record); err != nil {
		return fmt.Errorf("write log record: %w", err)
	}
	return nil
}

func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attrs)}
}

func (h handler) WithGroup(name string) slog.Handler {
	return handler{h.Handler.WithGroup(name)}
}
