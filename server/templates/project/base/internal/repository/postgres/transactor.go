// Package postgres keeps the domain's data in PostgreSQL.
package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// querier is what a pool and a transaction have in common.
type querier interface {
	Exec(ctx context.Context, sql string, arguments ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, arguments ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, arguments ...any) pgx.Row
}

type transactionKey struct{}

// Transactor runs work in a transaction that the repositories of this package
// find in the context.
type Transactor struct {
	pool *pgxpool.Pool
}

// NewTransactor returns a Transactor on the pool.
func NewTransactor(pool *pgxpool.Pool) *Transactor {
	return &Transactor{pool: pool}
}

// InTransaction commits when work returns nil and rolls back otherwise. Called
// inside a transaction it joins the one in progress.
func (t *Transactor) InTransaction(ctx context.Context, work func(ctx context.Context) error) (err error) {
	if _, inside := ctx.Value(transactionKey{}).(pgx.Tx); inside {
		return work(ctx)
	}
	tx, err := t.pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer func() {
		// The request may be over; the connection has to be given back clean.
		rollbackErr := tx.Rollback(context.WithoutCancel(ctx))
		if rollbackErr != nil && !errors.Is(rollbackErr, pgx.ErrTxClosed) {
			err = errors.Join(err, fmt.Errorf("roll back transaction: %w", rollbackErr))
		}
	}()
	if err := work(context.WithValue(ctx, transactionKey{}, tx)); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit transaction: %w", err)
	}
	return nil
}

// querierFrom returns the transaction in progress, or else the pool.
func querierFrom(ctx context.Context, pool *pgxpool.Pool) querier {
	if tx, inside := ctx.Value(transactionKey{}).(pgx.Tx); inside {
		return tx
	}
	return pool
}
