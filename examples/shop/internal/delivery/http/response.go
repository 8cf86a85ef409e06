package http

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"example.com/shop/internal/pkg/requestid"
)

// success is the envelope of every answer that is not an error.
type success struct {
	Data any `json:"data"`
	Meta any `json:"meta"`
}

// failure is the envelope of every error.
type failure struct {
	Error problem `json:"error"`
	Meta  meta    `json:"meta"`
}

type meta struct {
	RequestID string    `json:"request_id"`
	Timestamp time.Time `json:"timestamp"`
}

type pageMeta struct {
	Page       int `json:"page"`
	Limit      int `json:"limit"`
	Total      int `json:"total"`
	TotalPages int `json:"total_pages"`
}

// responder writes answers in their envelopes.
type responder struct {
	logger *slog.Logger
}

func (p responder) data(w http.ResponseWriter, r *http.Request, status int, data any) {
	p.write(w, r, status, success{Data: data, Meta: metaOf(r)})
}

func (p responder) page(w http.ResponseWriter, r *http.Request, data any, page pageMeta) {
	page.TotalPages = (page.Total + page.Limit - 1) / page.Limit
	p.write(w, r, http.StatusOK, success{Data: data, Meta: page})
}

// fail answers with what the error means to a client; what it means to us is logged.
func (p responder) fail(w http.ResponseWriter, r *http.Request, err error) {
	problem := problemOf(err)
	if problem.status >= http.StatusInternalServerError {
		p.logger.ErrorContext(r.Context(), "request failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	p.write(w, r, problem.status, failure{Error: problem, Meta: metaOf(r)})
}

func (p responder) write(w http.ResponseWriter, r *http.Request, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		p.logger.WarnContext(r.Context(), "response is not written", "error", err)
	}
}

func metaOf(r *http.Request) meta {
	return meta{RequestID: requestid.FromContext(r.Context()), Timestamp: time.Now().UTC()}
}
