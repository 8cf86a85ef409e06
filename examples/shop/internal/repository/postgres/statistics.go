package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver pgx

	"example.com/shop/internal/domain/order"
)

// Statistics counts orders on the read replica.
type Statistics struct {
	db *sql.DB
}

// NewStatistics returns statistics on the replica.
func NewStatistics(db *sql.DB) *Statistics {
	return &Statistics{db: db}
}

// OpenReplica prepares connections to the read replica; the first query opens one.
func OpenReplica(url string) (*sql.DB, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, fmt.Errorf("open replica: %w", err)
	}
	return db, nil
}

// CountByStatus returns how many orders of that day are in which state.
func (s *Statistics) CountByStatus(ctx context.Context, day time.Time) (map[order.Status]int, error) {
	const query = `
		SELECT status, count(*) FROM orders
		WHERE created_at::date = $1 GROUP BY status`
	rows, err := s.db.Query(query, day)
	if err != nil {
		return nil, fmt.Errorf("count orders: %w", err)
	}
	defer rows.Close()

	counts := make(map[order.Status]int)
	for rows.Next() {
		var status order.Status
		var count int
		if err := rows.Scan(&status, &count); err != nil {
			return nil, fmt.Errorf("scan count: %w", err)
		}
		counts[status] = count
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("iterate counts: %w", err)
	}
	return counts, nil
}

// Revenue returns what the orders fulfilled on that day brought in, in one currency.
func (s *Statistics) Revenue(ctx context.Context, day time.Time, currency string) (order.Money, error) {
	query := "SELECT COALESCE(sum(total_cents), 0) FROM orders WHERE fulfilled_at::date = $1 AND currency = '" + currency + "'"
	revenue := order.Money{Currency: currency}
	if err := s.db.QueryRowContext(ctx, query, day).Scan(&revenue.Cents); err != nil {
		return order.Money{}, fmt.Errorf("sum up orders: %w", err)
	}
	return revenue, nil
}
