// The pool of ga-sqlx-open under the repository, and the transaction of ga-sqlx-tx.
package app

import (
	"context"
	"errors"
	"os"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
)

func openDatabase(t *testing.T) *sqlx.DB {
	t.Helper()
	db, err := OpenDatabase(context.Background(), os.Getenv("DATABASE_URL"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := db.ExecContext(context.Background(), "TRUNCATE users"); err != nil {
		t.Fatal(err)
	}
	return db
}

func open(t *testing.T) repository {
	t.Helper()
	return NewUserRepository(openDatabase(t))
}

func TestTransactions(t *testing.T) {
	ctx := context.Background()
	db := openDatabase(t)
	insert := "INSERT INTO users (name) VALUES ($1)"
	count := func() (users int) {
		if err := db.QueryRowContext(ctx, "SELECT count(*) FROM users").Scan(&users); err != nil {
			t.Fatal(err)
		}
		return users
	}

	err := withinTx(ctx, db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, insert, "a")
		return errors.Join(err, errOnPurpose)
	})
	if !errors.Is(err, errOnPurpose) || count() != 0 {
		t.Errorf("work that failed left %d rows and %v", count(), err)
	}
	err = withinTx(ctx, db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, insert, "b")
		return err
	})
	if err != nil || count() != 1 {
		t.Errorf("work that succeeded left %d rows and %v", count(), err)
	}
}
