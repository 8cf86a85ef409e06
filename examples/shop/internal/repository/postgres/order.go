package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/shop/internal/domain/order"
)

// OrderRepository stores orders with their items.
type OrderRepository struct {
	pool *pgxpool.Pool
}

// NewOrderRepository returns a repository on the pool.
func NewOrderRepository(pool *pgxpool.Pool) *OrderRepository {
	return &OrderRepository{pool: pool}
}

// Create stores a new order and sets its ID and timestamp.
func (r *OrderRepository) Create(ctx context.Context, o *order.Order) error {
	tx, err := r.pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback(ctx) }() // after a commit this does nothing

	total := o.Total()
	const insertOrder = `
		INSERT INTO orders (user_id, status, total_cents, currency)
		VALUES ($1, $2, $3, $4)
		RETURNING id, created_at`
	row := tx.QueryRow(ctx, insertOrder, o.UserID, o.Status, total.Cents, total.Currency)
	if err := row.Scan(&o.ID, &o.CreatedAt); err != nil {
		return fmt.Errorf("insert order: %w", err)
	}
	columns := []string{"order_id", "position", "sku", "quantity", "unit_price_cents", "currency"}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"order_items"}, columns, pgx.CopyFromSlice(len(o.Items), func(i int) ([]any, error) {
		item := o.Items[i]
		return []any{o.ID, i, item.SKU, item.Quantity, item.UnitPrice.Cents, item.UnitPrice.Currency}, nil
	}))
	if err != nil {
		return fmt.Errorf("insert items of order %s: %w", o.ID, err)
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit order %s: %w", o.ID, err)
	}
	return nil
}

// GetByID returns the order with this ID and its items.
func (r *OrderRepository) GetByID(ctx context.Context, id string) (*order.Order, error) {
	const query = `
		SELECT id, user_id, status, fulfilled_at, created_at
		FROM orders WHERE id = $1`
	var o order.Order
	err := r.pool.QueryRow(ctx, query, id).Scan(&o.ID, &o.UserID, &o.Status, &o.FulfilledAt, &o.CreatedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, &order.NotFoundError{Resource: "order", Key: id}
	}
	if err != nil {
		return nil, fmt.Errorf("select order %s: %w", id, err)
	}
	if o.Items, err = r.items(ctx, id); err != nil {
		return nil, err
	}
	return &o, nil
}

// ListByUser returns the newest orders of a user.
func (r *OrderRepository) ListByUser(ctx context.Context, userID string, limit int) ([]order.Summary, error) {
	const query = `
		SELECT id, status, total_cents, currency, created_at
		FROM orders WHERE user_id = $1 ORDER BY created_at DESC LIMIT $2`
	rows, err := r.pool.Query(ctx, query, userID, limit)
	if err != nil {
		return nil, fmt.Errorf("select orders of user %s: %w", userID, err)
	}

	var summaries []order.Summary
	for rows.Next() {
		var s order.Summary
		var status string
		if err := rows.Scan(&s.ID, &status, &s.Total.Cents, &s.Total.Currency, &s.CreatedAt); err != nil {
			return nil, fmt.Errorf("scan order: %w", err)
		}
		if s.Status, err = order.ParseStatus(status); err != nil {
			return nil, fmt.Errorf("read order %s: %w", s.ID, err)
		}
		summaries = append(summaries, s)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("iterate orders of user %s: %w", userID, err)
	}
	return summaries, nil
}

// PendingBefore returns the oldest orders still pending that were placed before the deadline.
func (r *OrderRepository) PendingBefore(ctx context.Context, deadline time.Time, limit int) ([]string, error) {
	const query = `
		SELECT id FROM orders
		WHERE status = 'pending' AND created_at < $1 ORDER BY created_at LIMIT $2`
	rows, err := r.pool.Query(ctx, query, deadline, limit)
	if err != nil {
		return nil, fmt.Errorf("select stale orders: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("collect stale orders: %w", err)
	}
	return ids, nil
}

// UpdateStatus stores how far the order has come, and the change in its history.
func (r *OrderRepository) UpdateStatus(ctx context.Context, o *order.Order) error {
	tx, err := r.pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	const update = `UPDATE orders SET status = $2, fulfilled_at = $3 WHERE id = $1`
	if _, err := tx.Exec(ctx, update, o.ID, o.Status, o.FulfilledAt); err != nil {
		return fmt.Errorf("update order %s: %w", o.ID, err)
	}
	const remember = `INSERT INTO order_history (order_id, status) VALUES ($1, $2)`
	if _, err := tx.Exec(ctx, remember, o.ID, o.Status); err != nil {
		return fmt.Errorf("remember status of order %s: %w", o.ID, err)
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit order %s: %w", o.ID, err)
	}
	return nil
}

// items returns the lines of an order as they were entered.
func (r *OrderRepository) items(ctx context.Context, orderID string) ([]order.Item, error) {
	const query = `
		SELECT sku, quantity, unit_price_cents, currency
		FROM order_items WHERE order_id = $1 ORDER BY position LIMIT $2`
	rows, err := r.pool.Query(ctx, query, orderID, order.MaxItems)
	if err != nil {
		return nil, fmt.Errorf("select items of order %s: %w", orderID, err)
	}
	defer rows.Close()

	var items []order.Item
	for rows.Next() {
		var item order.Item
		if err := rows.Scan(&item.SKU, &item.Quantity, &item.UnitPrice.Cents, &item.UnitPrice.Currency); err != nil {
			return nil, fmt.Errorf("scan item of order %s: %w", orderID, err)
		}
		items = append(items, item)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("iterate items of order %s: %w", orderID, err)
	}
	return items, nil
}
