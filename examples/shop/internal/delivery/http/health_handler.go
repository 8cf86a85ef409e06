package http

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	//architect:ignore architecture/layer-import -- operators compare the schema of the running build with the database
	"example.com/shop/internal/repository/postgres/schema"
)

const pingTimeout = time.Second

// Pinger is something the API cannot work without.
type Pinger interface {
	Ping(ctx context.Context) error
}

// HealthHandler tells the platform whether to send traffic here.
type HealthHandler struct {
	needs   map[string]Pinger
	logger  *slog.Logger
	respond responder
}

// NewHealthHandler wires the handler with what the API needs, by name.
func NewHealthHandler(needs map[string]Pinger, logger *slog.Logger) *HealthHandler {
	return &HealthHandler{needs: needs, logger: logger, respond: responder{logger: logger}}
}

// Live answers as long as the process can.
func (h *HealthHandler) Live(w http.ResponseWriter, r *http.Request) {
	h.respond.data(w, r, http.StatusOK, map[string]any{"status": "ok"})
}

// Ready answers 503 while something the API needs is away.
func (h *HealthHandler) Ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), pingTimeout)
	defer cancel()

	status := http.StatusOK
	needs := make(map[string]string, len(h.needs))
	for name, need := range h.needs {
		needs[name] = "up"
		if err := need.Ping(ctx); err != nil {
			h.logger.WarnContext(ctx, "not ready", "need", name, "error", err)
			needs[name] = "down"
			status = http.StatusServiceUnavailable
		}
	}
	h.respond.data(w, r, status, map[string]any{"needs": needs, "schema_version": schema.Version})
}
