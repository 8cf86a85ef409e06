// The pool of ga-pgx-pool under the repository, and what only pgx has.
package app

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"example.com/snippets/internal/domain"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

func openPool(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool, err := OpenPool(context.Background(), os.Getenv("DATABASE_URL"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	if _, err := pool.Exec(context.Background(), "TRUNCATE users"); err != nil {
		t.Fatal(err)
	}
	return pool
}

func open(t *testing.T) repository {
	t.Helper()
	return NewUserRepository(openPool(t))
}

func TestLoad(t *testing.T) {
	ctx := context.Background()
	users := NewUserRepository(openPool(t))
	now := time.Now()
	items := []*domain.User{newUser(t, "A", now), newUser(t, "B", now)}
	if loaded, err := users.Load(ctx, items); err != nil || loaded != 2 {
		t.Fatalf("load = %d, %v", loaded, err)
	}
	if _, err := users.GetByID(ctx, items[1].ID); err != nil {
		t.Error(err)
	}
}

func TestTransactions(t *testing.T) {
	ctx := context.Background()
	pool := openPool(t)
	insert := "INSERT INTO users (name) VALUES ($1)"
	count := func() (users int) {
		if err := pool.QueryRow(ctx, "SELECT count(*) FROM users").Scan(&users); err != nil {
			t.Fatal(err)
		}
		return users
	}

	err := withinTx(ctx, pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, insert, "a")
		return errors.Join(err, errOnPurpose)
	})
	if !errors.Is(err, errOnPurpose) || count() != 0 {
		t.Errorf("work that failed left %d rows and %v", count(), err)
	}
	transactor := NewTransactor(pool)
	err = transactor.WithinTx(ctx, func(ctx context.Context) error {
		_, err := querierFrom(ctx, pool).Exec(ctx, insert, "b")
		return errors.Join(err, transactor.WithinTx(ctx, func(context.Context) error { return errOnPurpose }))
	})
	if !errors.Is(err, errOnPurpose) || count() != 0 {
		t.Errorf("a nested failure left %d rows and %v", count(), err)
	}
	err = withinTx(ctx, pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, insert, "c")
		return err
	})
	if err != nil || count() != 1 {
		t.Errorf("work that succeeded left %d rows and %v", count(), err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = withinTx(ctx, pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, insert, "d"); err != nil {
				t.Error(err)
			}
			panic("on purpose")
		})
	}()
	if count() != 1 {
		t.Errorf("a panic left %d rows", count())
	}
}
