// Command api serves the shop's HTTP API.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	delivery "example.com/shop/internal/delivery/http"
	"example.com/shop/internal/pkg/auth"
	"example.com/shop/internal/pkg/config"
	"example.com/shop/internal/pkg/logger"
	"example.com/shop/internal/repository/postgres"
	"example.com/shop/internal/repository/redis"
	orderusecase "example.com/shop/internal/usecase/order"
	userusecase "example.com/shop/internal/usecase/user"
)

const (
	tokenTTL          = time.Hour
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 2 * time.Minute
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		slog.ErrorContext(ctx, "api stopped", "error", err)
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
	if err := postgres.Migrate(ctx, pool, os.DirFS(cfg.MigrationsDir)); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	replica, err := postgres.OpenReplica(cfg.ReplicaURL)
	if err != nil {
		return fmt.Errorf("connect to replica: %w", err)
	}
	defer replica.Close()
	client, err := redis.NewClient(ctx, cfg.RedisURL)
	if err != nil {
		return fmt.Errorf("connect to redis: %w", err)
	}
	defer client.Close()

	events := redis.NewOrderQueue(client, "api")
	users := userusecase.NewService(postgres.NewUserRepository(pool), redis.NewUserCache(client), auth.NewPasswordHasher(), log)
	orders := orderusecase.NewService(postgres.NewOrderRepository(pool), users, events, log)
	reports := orderusecase.NewReports(postgres.NewStatistics(replica), redis.NewReportCache(client), cfg.Currency, log)
	tokens := auth.NewTokens(cfg.TokenSecret, tokenTTL, time.Now)
	needs := map[string]delivery.Pinger{"postgres": pool, "redis": events}
	registry := prometheus.NewRegistry()

	return serve(ctx, cfg, log, delivery.NewRouter(delivery.Handlers{
		Users:    delivery.NewUserHandler(users, log),
		Sessions: delivery.NewSessionHandler(users, tokens, log),
		Orders:   delivery.NewOrderHandler(orders, log),
		Reports:  delivery.NewReportHandler(reports, log),
		Health:   delivery.NewHealthHandler(needs, log),
		Metrics:  promhttp.HandlerFor(registry, promhttp.HandlerOpts{}),
	}, tokens, delivery.NewMetrics(registry), log))
}

// serve answers requests until the context ends, and then those still under way.
func serve(ctx context.Context, cfg config.Config, log *slog.Logger, handler http.Handler) error {
	server := &http.Server{
		Addr:              cfg.HTTPAddr,
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
	}
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		log.InfoContext(gctx, "api listens", "addr", cfg.HTTPAddr)
		if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("listen on %s: %w", cfg.HTTPAddr, err)
		}
		return nil
	})
	g.Go(func() error {
		<-gctx.Done()
		shutdownCtx, cancel := context.WithTimeout(context.WithoutCancel(gctx), cfg.ShutdownTimeout)
		defer cancel()
		if err := server.Shutdown(shutdownCtx); err != nil {
			return fmt.Errorf("shut down: %w", err)
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
