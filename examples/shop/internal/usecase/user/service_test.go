package user_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"example.com/shop/internal/domain/user"
	userusecase "example.com/shop/internal/usecase/user"
)

// store keeps users in memory and counts how often it is read.
type store struct {
	users map[string]*user.User
	reads int
}

func (s *store) Create(_ context.Context, u *user.User) error {
	for _, other := range s.users {
		if other.Email == u.Email {
			return user.ErrEmailTaken
		}
	}
	u.ID = "user-" + u.Email
	s.users[u.ID] = u
	return nil
}

func (s *store) GetByID(_ context.Context, id string) (*user.User, error) {
	s.reads++
	if u, ok := s.users[id]; ok {
		found := *u
		return &found, nil
	}
	return nil, &user.NotFoundError{Key: id}
}

func (s *store) GetByEmail(_ context.Context, email string) (*user.User, error) {
	for _, u := range s.users {
		if u.Email == email {
			return u, nil
		}
	}
	return nil, &user.NotFoundError{Key: email}
}

func (s *store) Update(_ context.Context, u *user.User) error {
	s.users[u.ID] = u
	return nil
}

func (s *store) List(_ context.Context, limit, _ int) ([]*user.User, error) {
	users := make([]*user.User, 0, limit)
	for _, u := range s.users {
		users = append(users, u)
	}
	return users[:min(limit, len(users))], nil
}

func (s *store) Count(context.Context) (int, error) {
	return len(s.users), nil
}

// cache keeps users in memory, or fails when it has an error.
type cache struct {
	users map[string]*user.User
	err   error
}

func (c *cache) Get(_ context.Context, id string) (*user.User, error) {
	if c.err != nil {
		return nil, c.err
	}
	if u, ok := c.users[id]; ok {
		return u, nil
	}
	return nil, &user.NotFoundError{Key: id}
}

func (c *cache) Set(_ context.Context, u *user.User) error {
	if c.err == nil {
		c.users[u.ID] = u
	}
	return c.err
}

func (c *cache) Delete(_ context.Context, id string) error {
	delete(c.users, id)
	return c.err
}

// hasher reverses nothing and hides nothing; good enough to tell passwords apart.
type hasher struct{}

func (hasher) Hash(password string) (string, error) { return "hash of " + password, nil }

func (hasher) Matches(hash, password string) (bool, error) { return hash == "hash of "+password, nil }

func newService() (*userusecase.Service, *store, *cache) {
	s := &store{users: map[string]*user.User{}}
	c := &cache{users: map[string]*user.User{}}
	return userusecase.NewService(s, c, hasher{}, slog.New(slog.DiscardHandler)), s, c
}

func register(t *testing.T, service *userusecase.Service) *user.User {
	t.Helper()
	u, err := service.Register(t.Context(), userusecase.RegisterInput{
		Email: "ada@example.com", Name: "Ada", Password: "correct horse",
	})
	if err != nil {
		t.Fatalf("Register: %v", err)
	}
	return u
}

func TestService_RegisterRefusesATakenEmail(t *testing.T) {
	t.Parallel()
	service, _, _ := newService()
	register(t, service)

	_, err := service.Register(t.Context(), userusecase.RegisterInput{
		Email: "ada@example.com", Name: "Another Ada", Password: "battery staple",
	})

	if !errors.Is(err, user.ErrEmailTaken) {
		t.Errorf("got %v, want %v", err, user.ErrEmailTaken)
	}
}

func TestService_Authenticate(t *testing.T) {
	t.Parallel()
	service, _, _ := newService()
	registered := register(t, service)

	u, err := service.Authenticate(t.Context(), "ada@example.com", "correct horse")
	if err != nil || u.ID != registered.ID {
		t.Errorf("got %v, %v, want %s", u, err, registered.ID)
	}
	for _, password := range []string{"wrong", ""} {
		if _, err := service.Authenticate(t.Context(), "ada@example.com", password); !errors.Is(err, user.ErrInvalidCredentials) {
			t.Errorf("password %q: got %v, want %v", password, err, user.ErrInvalidCredentials)
		}
	}
	if _, err := service.Authenticate(t.Context(), "eve@example.com", "correct horse"); !errors.Is(err, user.ErrInvalidCredentials) {
		t.Errorf("unknown email: got %v, want %v", err, user.ErrInvalidCredentials)
	}
}

func TestService_GetReadsTheStoreOnce(t *testing.T) {
	t.Parallel()
	service, store, _ := newService()
	u := register(t, service)

	for range 3 {
		if _, err := service.Get(t.Context(), u.ID); err != nil {
			t.Fatalf("Get: %v", err)
		}
	}

	if store.reads != 1 {
		t.Errorf("got %d reads of the store, want 1", store.reads)
	}
}

func TestService_GetSurvivesABrokenCache(t *testing.T) {
	t.Parallel()
	service, _, cache := newService()
	u := register(t, service)
	cache.err = errors.New("connection refused")

	if _, err := service.Get(t.Context(), u.ID); err != nil {
		t.Errorf("Get: %v", err)
	}
}

func TestService_RenameIsSeenAtOnce(t *testing.T) {
	t.Parallel()
	service, _, _ := newService()
	u := register(t, service)
	if _, err := service.Get(t.Context(), u.ID); err != nil {
		t.Fatalf("Get: %v", err)
	}

	if _, err := service.Rename(t.Context(), u.ID, "Countess"); err != nil {
		t.Fatalf("Rename: %v", err)
	}

	renamed, err := service.Get(t.Context(), u.ID)
	if err != nil || renamed.Name != "Countess" {
		t.Errorf("got %v, %v, want Countess", renamed, err)
	}
}

func TestService_DeactivatedUsersMayNotOrder(t *testing.T) {
	t.Parallel()
	service, _, _ := newService()
	u := register(t, service)

	if err := service.Deactivate(t.Context(), u.ID); err != nil {
		t.Fatalf("Deactivate: %v", err)
	}

	for _, id := range []string{u.ID, "nobody"} {
		if active, err := service.IsActive(t.Context(), id); active || err != nil {
			t.Errorf("%s: got %t, %v, want false", id, active, err)
		}
	}
}

func TestService_ListKeepsPagesSmall(t *testing.T) {
	t.Parallel()
	service, _, _ := newService()
	register(t, service)

	users, total, err := service.List(t.Context(), 0, 1_000_000)

	if err != nil || len(users) != 1 || total != 1 {
		t.Errorf("got %d of %d users, %v, want 1 of 1", len(users), total, err)
	}
}
