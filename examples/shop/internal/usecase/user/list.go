package user

import (
	"context"
	"fmt"

	"example.com/shop/internal/delivery/http/dto"
	"example.com/shop/internal/domain/user"
)

// List returns one page of users, newest first, and how many there are in all.
func (s *Service) List(ctx context.Context, page, limit int) ([]*user.User, int, error) {
	limit = min(max(limit, 1), dto.MaxPageSize)
	page = max(page, 1)

	users, err := s.store.List(ctx, limit, (page-1)*limit)
	if err != nil {
		return nil, 0, fmt.Errorf("list users: %w", err)
	}
	total, err := s.store.Count(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("count users: %w", err)
	}
	return users, total, nil
}
