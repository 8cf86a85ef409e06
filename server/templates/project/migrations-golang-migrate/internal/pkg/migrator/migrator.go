// Package migrator applies and reverts migrations.
package migrator

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"time"

	"github.com/golang-migrate/migrate/v4"
	driver "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Migrator changes the schema of one database. It holds a lock in the database
// while it does, for which a second one waits no longer than for any other.
type Migrator struct {
	migrate *migrate.Migrate
}

// Open connects to the database and reads the migrations. No statement of theirs
// waits for a lock longer than the timeout.
func Open(databaseURL string, lockTimeout time.Duration, files fs.FS) (*Migrator, error) {
	source, err := iofs.New(files, ".")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	db, err := connect(databaseURL, lockTimeout)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	target, err := driver.WithInstance(db, &driver.Config{})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("connect to database: %w", err), db.Close())
	}
	instance, err := migrate.NewWithInstance("iofs", source, "pgx5", target)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prepare migrations: %w", err), db.Close())
	}
	return &Migrator{migrate: instance}, nil
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
	defer m.stopWith(ctx)()
	if err := m.migrate.Up(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return fmt.Errorf("apply migrations: %w", err)
	}
	return nil
}

// Down reverts the last migrations.
func (m *Migrator) Down(ctx context.Context, steps int) error {
	defer m.stopWith(ctx)()
	if err := m.migrate.Steps(-steps); err != nil {
		return fmt.Errorf("revert %d migrations: %w", steps, err)
	}
	return nil
}

// Version returns the version of the schema, 0 before the first migration.
func (m *Migrator) Version(_ context.Context) (int64, error) {
	version, dirty, err := m.migrate.Version()
	if errors.Is(err, migrate.ErrNilVersion) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read version: %w", err)
	}
	if dirty {
		return 0, &DirtyError{Version: version}
	}
	return int64(version), nil //nolint:gosec // versions count up from 1
}

// Close gives the connection and the lock back.
func (m *Migrator) Close() error {
	sourceErr, databaseErr := m.migrate.Close()
	if err := errors.Join(sourceErr, databaseErr); err != nil {
		return fmt.Errorf("close migrations: %w", err)
	}
	return nil
}

// DirtyError says that a migration failed half way and a person has to look.
type DirtyError struct {
	Version uint
}

func (e *DirtyError) Error() string {
	return fmt.Sprintf("migration %d failed half way; mend the schema, then set the version in schema_migrations", e.Version)
}

// stopWith lets the migration in progress finish, and no other begin, when the
// context ends.
func (m *Migrator) stopWith(ctx context.Context) (release func() bool) {
	return context.AfterFunc(ctx, func() { m.migrate.GracefulStop <- true })
}
