// Package migrator applies and reverts migrations.
package migrator

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Migrator changes the schema of one database. It holds a lock in the database
// while it does, so two at once wait for each other.
type Migrator struct {
	provider *goose.Provider
}

// Open connects to the database and reads the migrations. No statement of theirs
// waits for a lock longer than the timeout.
func Open(databaseURL string, lockTimeout time.Duration, files fs.FS) (*Migrator, error) {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, fmt.Errorf("make migration lock: %w", err)
	}
	db, err := connect(databaseURL, lockTimeout)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
	if err != nil {
		return nil, fmt.Errorf("prepare migrations: %w", err)
	}
	return &Migrator{provider: provider}, nil
}

// connect opens the database so that a statement which waits for a lock longer than
// the timeout fails. Behind a statement that waits for a table everybody else who
// wants the table waits as well: a failed migration is better than a standstill.
func connect(databaseURL string, lockTimeout time.Duration) (*sql.DB, error) {
	config, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return nil, fmt.Errorf("parse database URL: %w", err)
	}
	config.RuntimeParams["lock_timeout"] = strconv.FormatInt(lockTimeout.Milliseconds(), 10)
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(2)
	return db, nil
}

// Up applies every migration that is not applied.
func (m *Migrator) Up(ctx context.Context) error {
	if _, err := m.provider.Up(ctx); err != nil {
		return fmt.Errorf("apply migrations: %w", err)
	}
	return nil
}

// Down reverts the last migrations.
func (m *Migrator) Down(ctx context.Context, steps int) error {
	for range steps {
		if _, err := m.provider.Down(ctx); err != nil {
			return fmt.Errorf("revert migration: %w", err)
		}
	}
	return nil
}

// Version returns the version of the schema, 0 before the first migration.
func (m *Migrator) Version(ctx context.Context) (int64, error) {
	version, err := m.provider.GetDBVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("read version: %w", err)
	}
	return version, nil
}

// Close gives the connection and the lock back.
func (m *Migrator) Close() error {
	if err := m.provider.Close(); err != nil {
		return fmt.Errorf("close migrations: %w", err)
	}
	return nil
}
