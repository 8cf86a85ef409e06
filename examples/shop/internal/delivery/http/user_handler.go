package http

import (
	"context"
	"log/slog"
	"net/http"

	"example.com/shop/internal/delivery/http/dto"
	"example.com/shop/internal/domain/user"
	userusecase "example.com/shop/internal/usecase/user"
)

// UserService is what the handlers need of the use cases around users.
type UserService interface {
	Register(ctx context.Context, in userusecase.RegisterInput) (*user.User, error)
	Get(ctx context.Context, id string) (*user.User, error)
	List(ctx context.Context, page, limit int) ([]*user.User, int, error)
	Rename(ctx context.Context, id, name string) (*user.User, error)
	Deactivate(ctx context.Context, id string) error
}

// UserHandler answers requests about users.
type UserHandler struct {
	users   UserService
	respond responder
}

// NewUserHandler wires the handler.
func NewUserHandler(users UserService, logger *slog.Logger) *UserHandler {
	return &UserHandler{users: users, respond: responder{logger: logger}}
}

// Register opens an account.
func (h *UserHandler) Register(w http.ResponseWriter, r *http.Request) {
	body, err := decode[dto.Register](w, r)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	u, err := h.users.Register(r.Context(), userusecase.RegisterInput(body))
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	h.respond.data(w, r, http.StatusCreated, dto.FromUser(u))
}

// List answers with one page of users; only admins may see it.
func (h *UserHandler) List(w http.ResponseWriter, r *http.Request) {
	if !claimsOf(r).IsAdmin() {
		h.respond.fail(w, r, errForbidden)
		return
	}
	page, limit, err := pageOf(r)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	users, total, err := h.users.List(r.Context(), page, limit)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	h.respond.page(w, r, dto.FromUsers(users), pageMeta{Page: page, Limit: limit, Total: total})
}

// Get answers with one user.
func (h *UserHandler) Get(w http.ResponseWriter, r *http.Request) {
	id, err := ownID(r)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	u, err := h.users.Get(r.Context(), id)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	h.respond.data(w, r, http.StatusOK, dto.FromUser(u))
}

// Rename changes the display name.
func (h *UserHandler) Rename(w http.ResponseWriter, r *http.Request) {
	id, err := ownID(r)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	body, err := decode[dto.Rename](w, r)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	u, err := h.users.Rename(r.Context(), id, body.Name)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	h.respond.data(w, r, http.StatusOK, dto.FromUser(u))
}

// Deactivate closes the account.
func (h *UserHandler) Deactivate(w http.ResponseWriter, r *http.Request) {
	id, err := ownID(r)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	if err := h.users.Deactivate(r.Context(), id); err != nil {
		h.respond.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// ownID returns the user ID in the path, if the sender may act for that user.
func ownID(r *http.Request) (string, error) {
	id, err := pathID(r)
	if err != nil {
		return "", err
	}
	if !claimsOf(r).MayActFor(id) {
		return "", errForbidden
	}
	return id, nil
}
