// Runs what works in the background: worker, pool, retry, shutdown, readiness, configuration, cache, lock, consumer.
package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"example.com/snippets/internal/domain"
	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

var errOnPurpose = errors.New("on purpose")

func silent() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

type jobFunc func(ctx context.Context) error

func (f jobFunc) Run(ctx context.Context) error { return f(ctx) }

func TestWorkerGoesOnAfterAFailureAndEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	runs := 0
	job := jobFunc(func(ctx context.Context) error {
		if _, bounded := ctx.Deadline(); !bounded {
			t.Error("a run has no limit")
		}
		if runs++; runs == 3 {
			cancel()
		}
		return errOnPurpose
	})
	if err := NewUserWorker(job, time.Millisecond, time.Minute, silent()).Run(ctx); err != nil {
		t.Errorf("worker ended with %v", err)
	}
	if runs != 3 {
		t.Errorf("worker ran %d times, want 3", runs)
	}
}

func TestPoolBoundsItselfAndReportsTheFailure(t *testing.T) {
	var running, most atomic.Int64
	items := make([]int, 50)
	err := processAll(context.Background(), items, func(context.Context, int) error {
		now := running.Add(1)
		for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
			continue
		}
		defer running.Add(-1)
		return nil
	})
	if err != nil || most.Load() > 8 {
		t.Errorf("pool = %v with up to %d at once", err, most.Load())
	}
	err = processAll(context.Background(), items, func(context.Context, int) error { return errOnPurpose })
	if !errors.Is(err, errOnPurpose) {
		t.Errorf("pool = %v, want the failure", err)
	}
}

func TestRetry(t *testing.T) {
	never := func(error) bool { return false }
	attempts := 0
	err := retry(context.Background(), 2, never, func(context.Context) error {
		if attempts++; attempts == 2 {
			return nil
		}
		return errOnPurpose
	})
	if err != nil || attempts != 2 {
		t.Errorf("retry = %v after %d attempts", err, attempts)
	}
	attempts = 0
	err = retry(context.Background(), 9, func(error) bool { return true }, func(context.Context) error {
		attempts++
		return errOnPurpose
	})
	if !errors.Is(err, errOnPurpose) || attempts != 1 {
		t.Errorf("retry of what is permanent = %v after %d attempts", err, attempts)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	err = retry(ended, 9, never, func(context.Context) error { return errOnPurpose })
	if !errors.Is(err, context.Canceled) || !errors.Is(err, errOnPurpose) {
		t.Errorf("retry after the end = %v, want both reasons", err)
	}
}

func TestServeEndsWithItsContextAndReportsWhatItCannotDo(t *testing.T) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if err := serve(ended, NewServer("127.0.0.1:0", http.NotFoundHandler(), silent()), time.Second); err != nil {
		t.Errorf("serve = %v", err)
	}
	if err := serve(context.Background(), NewServer("256.0.0.1:0", nil, silent()), time.Second); err == nil {
		t.Error("serve on an address that is none = nil")
	}
}

func TestReadiness(t *testing.T) {
	healthy := func(context.Context) error { return nil }
	broken := func(context.Context) error { return errOnPurpose }
	for want, checks := range map[int]map[string]Check{
		http.StatusOK:                 {"a": healthy, "b": healthy},
		http.StatusServiceUnavailable: {"a": healthy, "b": broken},
	} {
		recorder := httptest.NewRecorder()
		NewReadiness(checks, time.Second, silent())(recorder, httptest.NewRequest(http.MethodGet, "/ready", nil))
		if recorder.Code != want {
			t.Errorf("ready = %d %s, want %d", recorder.Code, recorder.Body, want)
		}
	}
}

func TestConfigTellsEveryMistakeAtOnce(t *testing.T) {
	lookup := func(variables map[string]string) func(string) (string, bool) {
		return func(name string) (string, bool) { value, found := variables[name]; return value, found }
	}
	config, err := Load(lookup(map[string]string{"DATABASE_URL": "postgres://", "SHUTDOWN_TIMEOUT": "3s", "LISTEN_ADDRESS": ":1"}))
	if err != nil || config.ShutdownTimeout != 3*time.Second || config.ListenAddress != ":1" || config.LogLevel != "info" {
		t.Errorf("config = %+v, %v", config, err)
	}
	_, err = Load(lookup(map[string]string{"SHUTDOWN_TIMEOUT": "soon"}))
	if !errors.Is(err, errMissingVariable) || len(err.Error()) == 0 {
		t.Errorf("config without a database = %v", err)
	}
}

type countingStore struct {
	user *domain.User
	gets int
}

func (s *countingStore) GetByID(context.Context, string) (*domain.User, error) {
	s.gets++
	return s.user, nil
}
func (s *countingStore) Update(context.Context, *domain.User) error { return nil }
func (s *countingStore) Delete(context.Context, string) error       { return nil }

func startRedis(t *testing.T) (*miniredis.Miniredis, *redis.Client) {
	t.Helper()
	server := miniredis.RunT(t)
	client, err := OpenRedis(context.Background(), "redis://"+server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return server, client
}

func TestCache(t *testing.T) {
	ctx := context.Background()
	server, client := startRedis(t)
	store := &countingStore{user: &domain.User{ID: "1", Name: "Ada", CreatedAt: time.Unix(1, 0).UTC()}}
	cached := NewCachedUserRepository(store, client, time.Minute, silent())
	for range 3 {
		user, err := cached.GetByID(ctx, "1")
		if err != nil || *user != *store.user {
			t.Fatalf("cached = %+v, %v", user, err)
		}
	}
	if store.gets != 1 {
		t.Errorf("the store was asked %d times, want once", store.gets)
	}
	if ttl := server.TTL("user:v1:1"); ttl < time.Minute || ttl > 67*time.Second {
		t.Errorf("lifetime = %s", ttl)
	}
	if err := cached.Update(ctx, store.user); err != nil || server.Exists("user:v1:1") {
		t.Errorf("after update %v the copy is still there", err)
	}
	server.Close()
	if user, err := cached.GetByID(ctx, "1"); err != nil || user.Name != "Ada" {
		t.Errorf("without a cache: %+v, %v", user, err)
	}
	if err := cached.Delete(ctx, "1"); err != nil {
		t.Errorf("delete without a cache: %v", err)
	}
}

func TestLock(t *testing.T) {
	ctx := context.Background()
	_, client := startRedis(t)
	err := WithLock(ctx, client, "a", time.Minute, func(ctx context.Context) error {
		return WithLock(ctx, client, "a", time.Minute, func(context.Context) error { return nil })
	})
	if !errors.Is(err, ErrLockHeld) {
		t.Errorf("second holder = %v", err)
	}
	if err := WithLock(ctx, client, "a", time.Minute, func(context.Context) error { return nil }); err != nil {
		t.Errorf("after release = %v", err)
	}
}

func TestConsumer(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, client := startRedis(t)
	for _, value := range []string{"bad", "good"} {
		if err := client.XAdd(ctx, &redis.XAddArgs{Stream: "users", Values: map[string]any{"value": value}}).Err(); err != nil {
			t.Fatal(err)
		}
	}
	handle := func(_ context.Context, message redis.XMessage) error {
		if message.Values["value"] == "bad" {
			return errOnPurpose
		}
		return nil
	}
	consumer := NewUserConsumer(client, "one", handle, silent())
	if err := client.XGroupCreateMkStream(ctx, "users", "workers", "0").Err(); err != nil {
		t.Fatal(err)
	}
	if err := consumer.consume(ctx); err != nil {
		t.Fatal(err)
	}
	pending, err := client.XPending(ctx, "users", "workers").Result()
	if err != nil || pending.Count != 1 {
		t.Errorf("pending = %+v, %v; want the bad one", pending, err)
	}
	cancel()
	if err := consumer.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("run after the end = %v", err)
	}
}
