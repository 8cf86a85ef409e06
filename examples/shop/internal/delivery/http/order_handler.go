package http

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"example.com/shop/internal/delivery/http/dto"
	"example.com/shop/internal/domain/order"
)

// OrderService is what the handlers need of the use cases around orders.
type OrderService interface {
	Place(ctx context.Context, userID string, items []order.Item) (*order.Order, error)
	Get(ctx context.Context, id string) (*order.Order, error)
	ListByUser(ctx context.Context, userID string, limit int) ([]order.Summary, error)
	Cancel(ctx context.Context, id string) (*order.Order, error)
}

// OrderHandler answers requests about orders.
type OrderHandler struct {
	orders  OrderService
	respond responder
}

// NewOrderHandler wires the handler.
func NewOrderHandler(orders OrderService, logger *slog.Logger) *OrderHandler {
	return &OrderHandler{orders: orders, respond: responder{logger: logger}}
}

// Place orders something.
func (h *OrderHandler) Place(w http.ResponseWriter, r *http.Request) {
	userID, err := ownID(r)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	body, err := decode[dto.PlaceOrder](w, r)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	o, err := h.orders.Place(r.Context(), userID, body.ToItems())
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	h.respond.data(w, r, http.StatusCreated, dto.FromOrder(o))
}

// ListByUser answers with the newest orders of a user.
func (h *OrderHandler) ListByUser(w http.ResponseWriter, r *http.Request) {
	userID, err := ownID(r)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	_, limit, err := pageOf(r)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	summaries, err := h.orders.ListByUser(r.Context(), userID, limit)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	h.respond.data(w, r, http.StatusOK, dto.FromSummaries(summaries))
}

// Get answers with one order.
func (h *OrderHandler) Get(w http.ResponseWriter, r *http.Request) {
	o, err := h.own(r)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	h.respond.data(w, r, http.StatusOK, dto.FromOrder(o))
}

// Cancel withdraws an order.
func (h *OrderHandler) Cancel(w http.ResponseWriter, r *http.Request) {
	o, err := h.own(r)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	cancelled, err := h.orders.Cancel(r.Context(), o.ID)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	h.respond.data(w, r, http.StatusOK, dto.FromOrder(cancelled))
}

// own returns the order in the path, if the sender may act for its customer. To
// everybody else it does not exist.
func (h *OrderHandler) own(r *http.Request) (*order.Order, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	o, err := h.orders.Get(r.Context(), id)
	if err != nil {
		return nil, fmt.Errorf("find order %s: %w", id, err)
	}
	if !claimsOf(r).MayActFor(o.UserID) {
		return nil, &order.NotFoundError{Resource: "order", Key: id}
	}
	return o, nil
}
