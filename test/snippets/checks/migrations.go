package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing/fstest"

	"github.com/golang-migrate/migrate/v4"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// MigrationCase is one migration and what surrounds it.
type MigrationCase struct {
	Name string `json:"name"`
	// Tool is golang-migrate or goose.
	Tool string `json:"tool"`
	// Files are the migration's files by name.
	Files map[string]string `json:"files"`
	// Before makes the tables the migration changes.
	Before string `json:"before"`
	// Probe runs after the first up and fails if the migration did not do what it should.
	Probe string `json:"probe"`
}

// QueryCase is a set of statements that must be valid against a table.
type QueryCase struct {
	Name    string   `json:"name"`
	Before  string   `json:"before"`
	Queries []string `json:"queries"`
}

// checkMigration goes up, down and up again: down must restore what was before, the second up what the first one made.
func checkMigration(ctx context.Context, databaseURL, schema string, migration MigrationCase) (err error) {
	db, err := openSchema(ctx, databaseURL, schema)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	if _, err := db.ExecContext(ctx, migration.Before); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	before, err := describe(ctx, db, schema)
	if err != nil {
		return err
	}
	up, down, err := directions(ctx, db, migration)
	if err != nil {
		return err
	}
	if err := up(); err != nil {
		return fmt.Errorf("up: %w", err)
	}
	made, err := describe(ctx, db, schema)
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, migration.Probe); err != nil {
		return fmt.Errorf("probe after up: %w", err)
	}
	if err := down(); err != nil {
		return fmt.Errorf("down: %w", err)
	}
	restored, err := describe(ctx, db, schema)
	if err != nil {
		return err
	}
	if restored != before {
		return fmt.Errorf("down does not restore the schema; before:\n%s\nafter:\n%s", before, restored)
	}
	if err := up(); err != nil {
		return fmt.Errorf("up again: %w", err)
	}
	again, err := describe(ctx, db, schema)
	if err != nil {
		return err
	}
	if again != made {
		return fmt.Errorf("the second up makes something else; first:\n%s\nsecond:\n%s", made, again)
	}
	return nil
}

// checkQueries lets PostgreSQL parse and plan the statements without running them.
func checkQueries(ctx context.Context, databaseURL, schema string, query QueryCase) (err error) {
	db, err := openSchema(ctx, databaseURL, schema)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	if _, err := db.ExecContext(ctx, query.Before); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	for _, text := range query.Queries {
		statement, err := db.PrepareContext(ctx, text)
		if err != nil {
			return fmt.Errorf("prepare %s: %w", text, err)
		}
		if err := statement.Close(); err != nil {
			return fmt.Errorf("close %s: %w", text, err)
		}
	}
	return nil
}

func directions(ctx context.Context, db *sql.DB, migration MigrationCase) (up, down func() error, err error) {
	files := fstest.MapFS{}
	for name, text := range migration.Files {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	if migration.Tool == "goose" {
		provider, err := goose.NewProvider(goose.DialectPostgres, db, files)
		if err != nil {
			return nil, nil, fmt.Errorf("new goose provider: %w", err)
		}
		up = func() error { _, err := provider.Up(ctx); return err }
		down = func() error { _, err := provider.DownTo(ctx, 0); return err }
		return up, down, nil
	}
	source, err := iofs.New(files, ".")
	if err != nil {
		return nil, nil, fmt.Errorf("new source: %w", err)
	}
	driver, err := migratepgx.WithInstance(db, &migratepgx.Config{})
	if err != nil {
		return nil, nil, fmt.Errorf("new driver: %w", err)
	}
	migrator, err := migrate.NewWithInstance("iofs", source, "postgres", driver)
	if err != nil {
		return nil, nil, fmt.Errorf("new migrator: %w", err)
	}
	return migrator.Up, migrator.Down, nil
}

// openSchema makes an empty schema and returns connections that see nothing else of ours.
func openSchema(ctx context.Context, databaseURL, schema string) (*sql.DB, error) {
	address, err := url.Parse(databaseURL)
	if err != nil {
		return nil, fmt.Errorf("parse database URL: %w", err)
	}
	query := address.Query()
	query.Set("search_path", schema)
	address.RawQuery = query.Encode()
	db, err := sql.Open("pgx", address.String())
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if _, err := db.ExecContext(ctx, "DROP SCHEMA IF EXISTS "+schema+" CASCADE; CREATE SCHEMA "+schema); err != nil {
		return nil, errors.Join(fmt.Errorf("create schema: %w", err), db.Close())
	}
	return db, nil
}

// describe lists all that a migration can make in a schema, except the tables in which the tools keep their books.
func describe(ctx context.Context, db *sql.DB, schema string) (string, error) {
	const statement = `
		WITH relation AS (
			SELECT c.oid, c.relname FROM pg_class c
			WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r'
				AND c.relname NOT IN ('schema_migrations', 'goose_db_version')
		)
		SELECT 'column ' || r.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
			|| CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
			|| COALESCE(' default ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
		FROM relation r
		JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
		UNION ALL
		SELECT 'constraint ' || r.relname || '.' || k.conname || ' ' || pg_get_constraintdef(k.oid)
		FROM relation r JOIN pg_constraint k ON k.conrelid = r.oid
		UNION ALL
		SELECT 'index ' || pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END
		FROM relation r JOIN pg_index i ON i.indrelid = r.oid
		UNION ALL
		SELECT 'trigger ' || pg_get_triggerdef(t.oid)
		FROM relation r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
		UNION ALL
		SELECT 'function ' || pg_get_functiondef(f.oid) FROM pg_proc f WHERE f.pronamespace = $1::regnamespace
		UNION ALL
		SELECT 'enum ' || t.typname || ' ' || string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)
		FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
		WHERE t.typnamespace = $1::regnamespace GROUP BY t.typname
		ORDER BY line`

	rows, err := db.QueryContext(ctx, statement, schema)
	if err != nil {
		return "", fmt.Errorf("describe schema: %w", err)
	}
	defer rows.Close()

	var lines []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return "", fmt.Errorf("scan description: %w", err)
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		return "", fmt.Errorf("read description: %w", err)
	}
	return strings.Join(lines, "\n"), nil
}
