package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/shop/internal/domain/user"
)

// UserRepository stores users.
type UserRepository struct {
	pool *pgxpool.Pool
}

// NewUserRepository returns a repository on the pool.
func NewUserRepository(pool *pgxpool.Pool) *UserRepository {
	return &UserRepository{pool: pool}
}

// Create stores a new user and sets its ID and timestamps.
func (r *UserRepository) Create(ctx context.Context, u *user.User) error {
	const query = `
		INSERT INTO users (email, name, password_hash, role, status)
		VALUES ($1, $2, $3, $4, $5)
		RETURNING id, created_at, updated_at`
	row := r.pool.QueryRow(ctx, query, u.Email, u.Name, u.PasswordHash, u.Role, u.Status)
	err := row.Scan(&u.ID, &u.CreatedAt, &u.UpdatedAt)
	if isUniqueViolation(err) {
		return fmt.Errorf("insert user %s: %w", u.Email, user.ErrEmailTaken)
	}
	if err != nil {
		return fmt.Errorf("insert user %s: %w", u.Email, err)
	}
	return nil
}

// GetByID returns the user with this ID.
func (r *UserRepository) GetByID(ctx context.Context, id string) (*user.User, error) {
	const query = `
		SELECT id, email, name, password_hash, role, status, created_at, updated_at
		FROM users WHERE id = $1`
	return findUser(r.pool.QueryRow(ctx, query, id), id)
}

// GetByEmail returns the user with this email.
func (r *UserRepository) GetByEmail(ctx context.Context, email string) (*user.User, error) {
	const query = `
		SELECT id, email, name, password_hash, role, status, created_at, updated_at
		FROM users WHERE email = $1`
	return findUser(r.pool.QueryRow(ctx, query, email), email)
}

// List returns users, newest first.
func (r *UserRepository) List(ctx context.Context, limit, offset int) ([]*user.User, error) {
	const query = `
		SELECT id, email, name, password_hash, role, status, created_at, updated_at
		FROM users ORDER BY created_at DESC, id LIMIT $1 OFFSET $2`
	rows, err := r.pool.Query(ctx, query, limit, offset)
	if err != nil {
		return nil, fmt.Errorf("select users: %w", err)
	}
	defer rows.Close()

	users := make([]*user.User, 0, limit)
	for rows.Next() {
		u, err := scanUser(rows)
		if err != nil {
			return nil, err
		}
		users = append(users, u)
	}
	return users, nil
}

// Count returns the number of users.
func (r *UserRepository) Count(ctx context.Context) (int, error) {
	var count int
	if err := r.pool.QueryRow(ctx, `SELECT count(*) FROM users`).Scan(&count); err != nil {
		return 0, fmt.Errorf("count users: %w", err)
	}
	return count, nil
}

// Update stores what can change about a user.
func (r *UserRepository) Update(ctx context.Context, u *user.User) error {
	const query = `
		UPDATE users SET name = $2, role = $3, status = $4, updated_at = now()
		WHERE id = $1
		RETURNING updated_at`
	err := r.pool.QueryRow(ctx, query, u.ID, u.Name, u.Role, u.Status).Scan(&u.UpdatedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return &user.NotFoundError{Key: u.ID}
	}
	if err != nil {
		return fmt.Errorf("update user %s: %w", u.ID, err)
	}
	return nil
}

// findUser reads the one row that has this key.
func findUser(row pgx.Row, key string) (*user.User, error) {
	u, err := scanUser(row)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, &user.NotFoundError{Key: key}
	}
	return u, err
}

func scanUser(row pgx.Row) (*user.User, error) {
	var u user.User
	err := row.Scan(&u.ID, &u.Email, &u.Name, &u.PasswordHash, &u.Role, &u.Status, &u.CreatedAt, &u.UpdatedAt)
	if err != nil {
		return nil, fmt.Errorf("scan user: %w", err)
	}
	return &u, nil
}
