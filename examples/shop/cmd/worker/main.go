// Command worker fulfils orders from the queue and withdraws those that wait too long.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"example.com/shop/internal/delivery/queue"
	"example.com/shop/internal/pkg/auth"
	"example.com/shop/internal/pkg/config"
	"example.com/shop/internal/pkg/logger"
	"example.com/shop/internal/repository/postgres"
	"example.com/shop/internal/repository/redis"
	orderusecase "example.com/shop/internal/usecase/order"
	userusecase "example.com/shop/internal/usecase/user"
)

const expiryInterval = 10 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		slog.ErrorContext(ctx, "worker stopped", "error", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	cfg, err := config.Load()
	if err != nil {
		return fmt.Errorf("load configuration: %w", err)
	}
	log := logger.New(os.Stdout, cfg.LogLevel)

	pool, err := postgres.NewPool(ctx, cfg.DatabaseURL)
	if err != nil {
		return fmt.Errorf("connect to postgres: %w", err)
	}
	defer pool.Close()
	client, err := redis.NewClient(ctx, cfg.RedisURL)
	if err != nil {
		return fmt.Errorf("connect to redis: %w", err)
	}
	defer client.Close()

	name, err := os.Hostname()
	if err != nil {
		return fmt.Errorf("name the consumer: %w", err)
	}
	events := redis.NewOrderQueue(client, name)
	if err := events.Subscribe(ctx); err != nil {
		return fmt.Errorf("subscribe: %w", err)
	}

	repository := postgres.NewOrderRepository(pool)
	users := userusecase.NewService(postgres.NewUserRepository(pool), redis.NewUserCache(client), auth.NewPasswordHasher(), log)
	orders := orderusecase.NewService(repository, users, events, log)
	expiry := orderusecase.NewExpiry(repository, orders)
	consumer := queue.NewConsumer(events, orderusecase.NewFulfilment(repository, time.Now, log), log)

	log.InfoContext(ctx, "worker runs", "consumer", name)
	var g errgroup.Group
	g.Go(func() error {
		consumer.Run(ctx)
		return nil
	})
	g.Go(func() error {
		expire(ctx, expiry, cfg.OrderTimeout, log)
		return nil
	})
	if err := g.Wait(); err != nil {
		return fmt.Errorf("work: %w", err)
	}
	return nil
}

// expire withdraws stale orders now and then, until the context ends.
func expire(ctx context.Context, expiry *orderusecase.Expiry, timeout time.Duration, log *slog.Logger) {
	ticker := time.NewTicker(expiryInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			if err := expiry.Run(ctx, now.Add(-timeout)); err != nil {
				log.ErrorContext(ctx, "orders do not expire", "error", err)
			}
		}
	}
}
