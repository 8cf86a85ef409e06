// Package database connects to PostgreSQL.
package database

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Options sizes the pool and bounds how long things may take.
type Options struct {
	URL              string
	MaxConns         int32
	MinConns         int32
	MaxConnLifetime  time.Duration
	MaxConnIdleTime  time.Duration
	ConnectTimeout   time.Duration
	StatementTimeout time.Duration
}

// Open returns a pool of connections. It does not wait for the server: a
// process may start before its database and is not ready until both are up.
func Open(ctx context.Context, options Options) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(options.URL)
	if err != nil {
		return nil, fmt.Errorf("parse database URL: %w", err)
	}
	config.MaxConns = options.MaxConns
	config.MinConns = options.MinConns
	config.MaxConnLifetime = options.MaxConnLifetime
	config.MaxConnLifetimeJitter = options.MaxConnLifetime / 10
	config.MaxConnIdleTime = options.MaxConnIdleTime
	config.ConnConfig.ConnectTimeout = options.ConnectTimeout
	config.ConnConfig.RuntimeParams["statement_timeout"] =
		strconv.FormatInt(options.StatementTimeout.Milliseconds(), 10)
	config.ConnConfig.Tracer = otelpgx.NewTracer()
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database pool: %w", err)
	}
	return pool, nil
}
