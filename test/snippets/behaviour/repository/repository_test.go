// Runs the repository snippets of one driver, all in one package, against PostgreSQL. The driver's own file gives open.
package app

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"example.com/snippets/internal/domain"
	"github.com/google/uuid"
)

type repository interface {
	Create(ctx context.Context, user *domain.User) error
	CreateBatch(ctx context.Context, users []*domain.User) error
	GetByID(ctx context.Context, id string) (*domain.User, error)
	List(ctx context.Context, query domain.ListQuery) ([]*domain.User, int, error)
	ListAfter(ctx context.Context, after UserCursor, limit int) ([]*domain.User, UserCursor, error)
	Update(ctx context.Context, user *domain.User) error
	Delete(ctx context.Context, id string) error
}

func newUser(t *testing.T, name string, at time.Time) *domain.User {
	t.Helper()
	user, err := domain.NewUser(uuid.NewString(), name, at)
	if err != nil {
		t.Fatal(err)
	}
	return user
}

func TestRepository(t *testing.T) {
	ctx := context.Background()
	users := open(t)
	start := time.Now().UTC().Truncate(time.Second).Add(-time.Hour)

	ada := newUser(t, "Ada", start)
	if err := users.Create(ctx, ada); err != nil {
		t.Fatalf("create: %v", err)
	}
	err := users.Create(ctx, newUser(t, "Ada", start))
	if !errors.Is(err, domain.ErrConflict) {
		t.Errorf("create of a taken name = %v, want a conflict", err)
	}

	found, err := users.GetByID(ctx, ada.ID)
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	if found.Name != "Ada" || !found.CreatedAt.Equal(start) {
		t.Errorf("get = %+v, want what was created", found)
	}
	if _, err := users.GetByID(ctx, uuid.NewString()); !errors.Is(err, domain.ErrNotFound) {
		t.Errorf("get of nothing = %v, want not found", err)
	}

	if err := ada.ChangeName("Ada Lovelace", start.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := users.Update(ctx, ada); err != nil {
		t.Fatalf("update: %v", err)
	}
	if found, err = users.GetByID(ctx, ada.ID); err != nil || found.Name != "Ada Lovelace" {
		t.Errorf("after update: %+v, %v", found, err)
	}
	if err := users.Update(ctx, newUser(t, "Nobody", start)); !errors.Is(err, domain.ErrNotFound) {
		t.Errorf("update of nothing = %v, want not found", err)
	}

	var batch []*domain.User
	for number := range 5 {
		batch = append(batch, newUser(t, fmt.Sprintf("User %d", number), start.Add(time.Duration(number+1)*time.Minute)))
	}
	if err := users.CreateBatch(ctx, batch); err != nil {
		t.Fatalf("create batch: %v", err)
	}
	twice := []*domain.User{newUser(t, "Once", start), newUser(t, "User 3", start)}
	if err := users.CreateBatch(ctx, twice); err == nil {
		t.Error("a batch with a taken name was accepted")
	}
	if _, err := users.GetByID(ctx, twice[0].ID); !errors.Is(err, domain.ErrNotFound) {
		t.Errorf("a batch that failed left its first item behind: %v", err)
	}

	page, total, err := users.List(ctx, domain.ListQuery{Page: 2, Limit: 2, Sort: "name", Filter: map[string]string{"status": "active"}})
	if err != nil {
		t.Fatalf("list: %v", err)
	}
	if total != 6 || len(page) != 2 || page[0].Name != "User 1" {
		t.Errorf("second page by name = %d of %d beginning with %q, want 2 of 6 beginning with User 1", len(page), total, page[0].Name)
	}
	if _, total, err = users.List(ctx, domain.ListQuery{Limit: 2, Filter: map[string]string{"status": "inactive"}}); err != nil || total != 0 {
		t.Errorf("list of inactive = %d, %v", total, err)
	}

	var names []string
	cursor := NewUserCursor(time.Now())
	for {
		page, next, err := users.ListAfter(ctx, cursor, 4)
		if err != nil {
			t.Fatalf("list after: %v", err)
		}
		if len(page) == 0 {
			break
		}
		for _, user := range page {
			names = append(names, user.Name)
		}
		cursor = next
	}
	if got, want := fmt.Sprint(names), "[User 4 User 3 User 2 User 1 User 0 Ada Lovelace]"; got != want {
		t.Errorf("by keyset: %s, want %s", got, want)
	}

	if err := users.Delete(ctx, ada.ID); err != nil {
		t.Fatalf("delete: %v", err)
	}
	if _, err := users.GetByID(ctx, ada.ID); !errors.Is(err, domain.ErrNotFound) {
		t.Errorf("get after delete = %v, want not found", err)
	}
	if err := users.Delete(ctx, ada.ID); !errors.Is(err, domain.ErrNotFound) {
		t.Errorf("second delete = %v, want not found", err)
	}
}

var errOnPurpose = errors.New("on purpose")
