// Package logger makes the process's logger.
package logger

import (
	"fmt"
	"io"
	"log/slog"
)

// New returns a logger that writes lines of the level and above, as JSON for
// machines or as text for people.
func New(w io.Writer, level, format string) (*slog.Logger, error) {
	var minimum slog.Level
	if err := minimum.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("parse log level %q: %w", level, err)
	}
	options := &slog.HandlerOptions{Level: minimum}
	if format == "text" {
		return slog.New(slog.NewTextHandler(w, options)), nil
	}
	return slog.New(slog.NewJSONHandler(w, options)), nil
}
