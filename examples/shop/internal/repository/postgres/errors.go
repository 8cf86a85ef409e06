package postgres

import "github.com/jackc/pgx/v5/pgconn"

// uniqueViolation is SQLSTATE 23505.
const uniqueViolation = "23505"

// isUniqueViolation reports whether the row exists already.
func isUniqueViolation(err error) bool {
	pgErr, ok := err.(*pgconn.PgError)
	return ok && pgErr.Code == uniqueViolation
}
