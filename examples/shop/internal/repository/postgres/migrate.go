package postgres

import (
	"context"
	"fmt"
	"io"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// migration is one step of the schema: 000001_create_users.up.sql and its like.
type migration struct {
	name string
	sql  string
}

// Migrate applies the migrations in files that this database has not seen yet.
func Migrate(ctx context.Context, pool *pgxpool.Pool, files fs.FS) error {
	migrations, err := readMigrations(files)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	const table = `CREATE TABLE IF NOT EXISTS schema_migrations (
		name       TEXT PRIMARY KEY,
		applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
	)`
	if _, err := pool.Exec(ctx, table); err != nil {
		return fmt.Errorf("create schema_migrations: %w", err)
	}
	for _, m := range migrations {
		if err := apply(pool, ctx, m); err != nil {
			return fmt.Errorf("apply %s: %w", m.name, err)
		}
	}
	return nil
}

// readMigrations returns the migrations in the order of their numbers.
func readMigrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "*.up.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	migrations := make([]migration, 0, len(names))
	for _, name := range names {
		file, err := files.Open(name)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", name, err)
		}
		defer file.Close()

		sql, err := io.ReadAll(file)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		migrations = append(migrations, migration{name: name, sql: string(sql)})
	}
	return migrations, nil
}

// apply runs one migration and remembers it, both or neither.
func apply(pool *pgxpool.Pool, ctx context.Context, m migration) error {
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		const remember = `INSERT INTO schema_migrations (name) VALUES ($1) ON CONFLICT DO NOTHING`
		tag, err := tx.Exec(ctx, remember, m.name)
		if err != nil {
			return fmt.Errorf("remember: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		if _, err := tx.Exec(ctx, m.sql); err != nil {
			return fmt.Errorf("execute: %w", err)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("in transaction: %w", err)
	}
	return nil
}
