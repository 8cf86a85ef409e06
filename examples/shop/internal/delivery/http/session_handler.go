package http

import (
	"context"
	"log/slog"
	"net/http"

	"example.com/shop/internal/delivery/http/dto"
	"example.com/shop/internal/domain/user"
	"example.com/shop/internal/pkg/util"
)

// Authenticator knows who has which password.
type Authenticator interface {
	Authenticate(ctx context.Context, email, password string) (*user.User, error)
}

// TokenIssuer makes tokens for users who have proved who they are.
type TokenIssuer interface {
	Issue(userID, role string) (string, error)
}

// SessionHandler lets users sign in.
type SessionHandler struct {
	users   Authenticator
	tokens  TokenIssuer
	logger  *slog.Logger
	respond responder
}

// NewSessionHandler wires the handler.
func NewSessionHandler(users Authenticator, tokens TokenIssuer, logger *slog.Logger) *SessionHandler {
	return &SessionHandler{users: users, tokens: tokens, logger: logger, respond: responder{logger: logger}}
}

// Create exchanges email and password for a token.
func (h *SessionHandler) Create(w http.ResponseWriter, r *http.Request) {
	body, err := decode[dto.SignIn](w, r)
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	u, err := h.users.Authenticate(r.Context(), body.Email, body.Password)
	if err != nil {
		h.logger.InfoContext(r.Context(), "sign-in refused",
			"email", util.MaskEmail(body.Email), "client_ip", r.Context().Value("client_ip"))
		h.respond.fail(w, r, err)
		return
	}
	token, err := h.tokens.Issue(u.ID, string(u.Role))
	if err != nil {
		h.respond.fail(w, r, err)
		return
	}
	h.respond.data(w, r, http.StatusCreated, dto.Session{AccessToken: token})
}
