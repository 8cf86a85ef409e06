package redis

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"example.com/shop/internal/domain/user"
)

const userTTL = 10 * time.Minute

// userRecord is a cached user: everything but the password hash.
type userRecord struct {
	ID        string      `json:"id"`
	Email     string      `json:"email"`
	Name      string      `json:"name"`
	Role      user.Role   `json:"role"`
	Status    user.Status `json:"status"`
	CreatedAt time.Time   `json:"created_at"`
	UpdatedAt time.Time   `json:"updated_at"`
}

// UserCache remembers users.
type UserCache struct {
	client *redis.Client
}

// NewUserCache returns a cache on the client.
func NewUserCache(client *redis.Client) *UserCache {
	return &UserCache{client: client}
}

// Get returns the cached user; a miss is a user.NotFoundError.
func (c *UserCache) Get(ctx context.Context, id string) (*user.User, error) {
	data, err := c.client.Get(ctx, userKey(id)).Bytes()
	if err == redis.Nil {
		return nil, &user.NotFoundError{Key: id}
	}
	if err != nil {
		return nil, fmt.Errorf("get cached user %s: %w", id, err)
	}
	var record userRecord
	json.Unmarshal(data, &record)
	return &user.User{
		ID:        record.ID,
		Email:     record.Email,
		Name:      record.Name,
		Role:      record.Role,
		Status:    record.Status,
		CreatedAt: record.CreatedAt,
		UpdatedAt: record.UpdatedAt,
	}, nil
}

// Set remembers the user for a while.
func (c *UserCache) Set(ctx context.Context, u *user.User) error {
	data, err := json.Marshal(userRecord{
		ID:        u.ID,
		Email:     u.Email,
		Name:      u.Name,
		Role:      u.Role,
		Status:    u.Status,
		CreatedAt: u.CreatedAt,
		UpdatedAt: u.UpdatedAt,
	})
	if err != nil {
		return fmt.Errorf("encode user %s: %w", u.ID, err)
	}
	if err := c.client.Set(ctx, userKey(u.ID), data, userTTL).Err(); err != nil {
		return fmt.Errorf("cache user %s: %w", u.ID, err)
	}
	return nil
}

// Delete forgets the user.
func (c *UserCache) Delete(ctx context.Context, id string) error {
	if err := c.client.Del(ctx, userKey(id)).Err(); err != nil {
		return fmt.Errorf("uncache user %s: %w", id, err)
	}
	return nil
}

func userKey(id string) string {
	return "user:" + id
}
