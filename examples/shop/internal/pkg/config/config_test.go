package config_test

import (
	"testing"
	"time"

	"example.com/shop/internal/pkg/config"
)

func setRequired(t *testing.T) {
	t.Helper()
	t.Setenv("DATABASE_URL", "postgres://primary/shop")
	t.Setenv("REDIS_URL", "redis://cache/0")
	t.Setenv("TOKEN_SECRET", "secret")
}

func TestLoad_Defaults(t *testing.T) {
	setRequired(t)

	cfg, err := config.Load()
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	if cfg.ReplicaURL != cfg.DatabaseURL {
		t.Errorf("got replica %q, want the primary", cfg.ReplicaURL)
	}
	if cfg.OrderTimeout != 24*time.Hour {
		t.Errorf("got order timeout %s, want a day", cfg.OrderTimeout)
	}
}

func TestLoad_RefusesABrokenDuration(t *testing.T) {
	setRequired(t)
	t.Setenv("SHUTDOWN_TIMEOUT", "soon")

	if _, err := config.Load(); err == nil {
		t.Error("got no error for SHUTDOWN_TIMEOUT=soon")
	}
}
