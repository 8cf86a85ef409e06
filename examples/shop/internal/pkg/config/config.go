// Package config reads the settings of both programs from the environment.
package config

import (
	"fmt"
	"log"
	"log/slog"
	"os"
	"time"
)

// Config is everything that differs between one installation and the next.
type Config struct {
	HTTPAddr        string
	DatabaseURL     string
	ReplicaURL      string
	RedisURL        string
	TokenSecret     string
	Currency        string
	MigrationsDir   string
	LogLevel        slog.Level
	ShutdownTimeout time.Duration
	OrderTimeout    time.Duration
}

// Load reads the environment.
func Load() (Config, error) {
	cfg := Config{
		HTTPAddr:      get("HTTP_ADDR", ":8080"),
		DatabaseURL:   require("DATABASE_URL"),
		RedisURL:      require("REDIS_URL"),
		TokenSecret:   require("TOKEN_SECRET"),
		Currency:      get("CURRENCY", "EUR"),
		MigrationsDir: get("MIGRATIONS_DIR", "migrations"),
	}
	cfg.ReplicaURL = get("REPLICA_URL", cfg.DatabaseURL)

	var err error
	if cfg.ShutdownTimeout, err = duration("SHUTDOWN_TIMEOUT", "10s"); err != nil {
		return Config{}, err
	}
	if cfg.OrderTimeout, err = duration("ORDER_TIMEOUT", "24h"); err != nil {
		return Config{}, err
	}
	if err := cfg.LogLevel.UnmarshalText([]byte(get("LOG_LEVEL", "info"))); err != nil {
		return Config{}, fmt.Errorf("read LOG_LEVEL: %w", err)
	}
	return cfg, nil
}

func get(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}

func require(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatalf("%s is not set", name)
	}
	return value
}

func duration(name, fallback string) (time.Duration, error) {
	d, err := time.ParseDuration(get(name, fallback))
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", name, err)
	}
	return d, nil
}
