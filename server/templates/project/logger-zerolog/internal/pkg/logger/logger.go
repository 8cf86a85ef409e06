// Package logger makes the process's logger.
package logger

import (
	"fmt"
	"io"

	"github.com/rs/zerolog"
)

// New returns a logger that writes lines of the level and above, as JSON for
// machines or as text for people.
func New(w io.Writer, level, format string) (zerolog.Logger, error) {
	minimum, err := zerolog.ParseLevel(level)
	if err != nil {
		return zerolog.Nop(), fmt.Errorf("parse log level %q: %w", level, err)
	}
	if format == "text" {
		w = zerolog.ConsoleWriter{Out: w, NoColor: true}
	}
	return zerolog.New(w).Level(minimum).With().Timestamp().Logger(), nil
}
