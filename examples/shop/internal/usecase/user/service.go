// Package user is what people can do with their accounts.
package user

import (
	"context"
	"fmt"
	"log/slog"

	"example.com/shop/internal/domain/user"
)

// Repository stores users.
type Repository interface {
	Create(ctx context.Context, u *user.User) error
	GetByID(ctx context.Context, id string) (*user.User, error)
	GetByEmail(ctx context.Context, email string) (*user.User, error)
	Update(ctx context.Context, u *user.User) error
}

// Lister reads users page by page.
type Lister interface {
	List(ctx context.Context, limit, offset int) ([]*user.User, error)
	Count(ctx context.Context) (int, error)
}

// Store is all that the service needs of the database.
type Store interface {
	Repository
	Lister
}

// Cache remembers users for a while; a miss is a user.NotFoundError.
type Cache interface {
	Get(ctx context.Context, id string) (*user.User, error)
	Set(ctx context.Context, u *user.User) error
	Delete(ctx context.Context, id string) error
}

// Hasher keeps passwords out of the database.
type Hasher interface {
	Hash(password string) (string, error)
	Matches(hash, password string) (bool, error)
}

// Service is the application logic around users.
type Service struct {
	store  Store
	cache  Cache
	hasher Hasher
	logger *slog.Logger
}

// NewService wires the service.
func NewService(store Store, cache Cache, hasher Hasher, logger *slog.Logger) *Service {
	return &Service{store: store, cache: cache, hasher: hasher, logger: logger}
}

// RegisterInput is what somebody without an account has to tell.
type RegisterInput struct {
	Email    string
	Name     string
	Password string
}

// Register opens an account.
func (s *Service) Register(ctx context.Context, in RegisterInput) (*user.User, error) {
	if err := user.CheckPassword(in.Password); err != nil {
		return nil, fmt.Errorf("register: %w", err)
	}
	hash, err := s.hasher.Hash(in.Password)
	if err != nil {
		return nil, fmt.Errorf("hash password: %w", err)
	}
	u, err := user.New(in.Email, in.Name, hash)
	if err != nil {
		return nil, fmt.Errorf("register: %w", err)
	}
	if err := s.store.Create(ctx, u); err != nil {
		return nil, fmt.Errorf("register %s: %w", u.Email, err)
	}
	return u, nil
}

// Authenticate returns the active user with this email and password.
func (s *Service) Authenticate(ctx context.Context, email, password string) (*user.User, error) {
	u, err := s.store.GetByEmail(ctx, email)
	if user.IsNotFound(err) {
		return nil, fmt.Errorf("authenticate: %w", user.ErrInvalidCredentials)
	}
	if err != nil {
		return nil, fmt.Errorf("authenticate: %w", err)
	}
	matches, err := s.hasher.Matches(u.PasswordHash, password)
	if err != nil {
		return nil, fmt.Errorf("check password of user %s: %w", u.ID, err)
	}
	if !matches || !u.IsActive() {
		return nil, fmt.Errorf("authenticate: %w", user.ErrInvalidCredentials)
	}
	return u, nil
}

// Get returns one user, from the cache where possible. A cache that fails costs
// time, never the answer.
func (s *Service) Get(ctx context.Context, id string) (*user.User, error) {
	cached, err := s.cache.Get(ctx, id)
	if err == nil {
		return cached, nil
	}
	if !user.IsNotFound(err) {
		s.logger.WarnContext(ctx, "user cache does not answer", "user_id", id, "error", err)
	}

	u, err := s.store.GetByID(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("get user %s: %w", id, err)
	}
	if err := s.cache.Set(ctx, u); err != nil {
		s.logger.WarnContext(ctx, "user is not cached", "user_id", id, "error", err)
	}
	return u, nil
}

// IsActive reports whether the user exists and may place orders.
func (s *Service) IsActive(ctx context.Context, id string) (bool, error) {
	u, err := s.Get(ctx, id)
	if user.IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return u.IsActive(), nil
}

// Rename changes the display name.
func (s *Service) Rename(ctx context.Context, id, name string) (*user.User, error) {
	u, err := s.store.GetByID(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("get user %s: %w", id, err)
	}
	if err := u.Rename(name); err != nil {
		return nil, fmt.Errorf("rename user %s: %w", id, err)
	}
	if err := s.store.Update(ctx, u); err != nil {
		return nil, fmt.Errorf("update user %s: %w", id, err)
	}
	s.forget(ctx, id)
	return u, nil
}

// Deactivate closes the account.
func (s *Service) Deactivate(ctx context.Context, id string) error {
	u, err := s.store.GetByID(ctx, id)
	if err != nil {
		return err
	}
	if err := u.Deactivate(); err != nil {
		return fmt.Errorf("deactivate user %s: %w", id, err)
	}
	if err := s.store.Update(ctx, u); err != nil {
		return fmt.Errorf("update user %s: %w", id, err)
	}
	s.forget(ctx, id)
	return nil
}

// forget drops the cached user, so that the next reader sees the change.
func (s *Service) forget(ctx context.Context, id string) {
	if err := s.cache.Delete(context.Background(), id); err != nil {
		s.logger.WarnContext(ctx, "stale user stays cached", "user_id", id, "error", err)
	}
}
