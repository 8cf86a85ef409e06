package http

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"example.com/shop/internal/delivery/http/dto"
	"example.com/shop/internal/domain/order"
)

// Reporter sums up days.
type Reporter interface {
	Daily(ctx context.Context, day time.Time) (*order.Report, error)
}

// ReportHandler answers admins who want figures.
type ReportHandler struct {
	reports Reporter
	respond responder
}

// NewReportHandler wires the handler.
func NewReportHandler(reports Reporter, logger *slog.Logger) *ReportHandler {
	return &ReportHandler{reports: reports, respond: responder{logger: logger}}
}

// Daily answers with the report of the day in the path.
func (h *ReportHandler) Daily(w http.ResponseWriter, r *http.Request) {
	if !claimsOf(r).IsAdmin() {
		h.respond.fail(w, r, errForbidden)
		return
	}
	day, err := time.Parse(time.DateOnly, r.PathValue("day"))
	if err != nil {
		h.respond.fail(w, r, &badRequestError{reason: "The day must look like 2025-03-01", cause: err})
		return
	}
	report, err := h.reports.Daily(r.Context(), day)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	h.respond.data(w, r, http.StatusOK, dto.FromReport(report))
}
