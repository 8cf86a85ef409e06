package queue

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Run with TEST_REDIS_URL, which names a Redis that may be emptied.

func TestUploadMessageOfASlowHandlerIsNobodyElses(t *testing.T) {
	client := emptyRedis(t)
	var both sync.WaitGroup
	both.Add(2)
	var mu sync.Mutex
	handled := map[string]int{}
	handle := func(_ context.Context, message redis.XMessage) error {
		mu.Lock()
		handled[message.ID]++
		mu.Unlock()
		// Each is held up until the other is handled as well: by the other consumer.
		both.Done()
		both.Wait()
		return nil
	}
	for _, name := range []string{"a", "b"} {
		start(t, NewUploadConsumer(client, name, handle, slog.New(slog.DiscardHandler)).Run)
	}
	first, second := publish(t, client, "1"), publish(t, client, "2")

	eventually(t, func() bool { return pending(t, client) == 0 && length(t, client, uploadStream) == 2 })
	mu.Lock()
	defer mu.Unlock()
	if handled[first] != 1 || handled[second] != 1 {
		t.Errorf("handled %v, want each once", handled)
	}
}

func TestUploadMessageThatAlwaysFailsIsGivenUp(t *testing.T) {
	client := emptyRedis(t)
	var mu sync.Mutex
	tries := map[any]int{}
	consumer := NewUploadConsumer(client, "a", func(_ context.Context, message redis.XMessage) error {
		mu.Lock()
		defer mu.Unlock()
		tries[message.Values["n"]]++
		if message.Values["n"] == "poison" {
			return errors.New("cannot be read")
		}
		return nil
	}, slog.New(slog.DiscardHandler))
	consumer.idle, consumer.limit, consumer.tries = time.Millisecond, time.Millisecond, 3
	publish(t, client, "poison")
	publish(t, client, "good")
	start(t, consumer.Run)

	eventually(t, func() bool { return length(t, client, uploadDead) == 1 && pending(t, client) == 0 })
	dead, err := client.XRange(t.Context(), uploadDead, "-", "+").Result()
	if err != nil || dead[0].Values["n"] != "poison" {
		t.Errorf("given up: %v, %v", dead, err)
	}
	mu.Lock()
	defer mu.Unlock()
	if tries["poison"] != 3 || tries["good"] != 1 {
		t.Errorf("tries %v", tries)
	}
}

func TestUploadConsumerOutlivesFailuresOfRedis(t *testing.T) {
	client := emptyRedis(t)
	handled := make(chan string, 1)
	consumer := NewUploadConsumer(client, "a", func(_ context.Context, message redis.XMessage) error {
		handled <- message.ID
		return nil
	}, slog.New(slog.DiscardHandler))
	start(t, consumer.Run)
	eventually(t, func() bool {
		return length(t, client, uploadStream) == 0 && client.Exists(t.Context(), uploadStream).Val() == 1
	})

	// Stream and group are gone, and the next command of the consumer fails.
	if err := client.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	id := publish(t, client, "1")

	select {
	case got := <-handled:
		if got != id {
			t.Errorf("handled %s, want %s", got, id)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the consumer is gone")
	}
}

func emptyRedis(t *testing.T) *redis.Client {
	t.Helper()
	options, err := redis.ParseURL(os.Getenv("TEST_REDIS_URL"))
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	t.Cleanup(func() { _ = client.Close() })
	if err := client.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	return client
}

func publish(t *testing.T, client *redis.Client, n string) string {
	t.Helper()
	id, err := client.XAdd(t.Context(), &redis.XAddArgs{Stream: uploadStream, Values: []string{"n", n}}).Result()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func pending(t *testing.T, client *redis.Client) int64 {
	t.Helper()
	found, err := client.XPending(t.Context(), uploadStream, uploadGroup).Result()
	if err != nil {
		return -1
	}
	groups, err := client.XInfoGroups(t.Context(), uploadStream).Result()
	if err != nil || groups[0].Lag != 0 {
		return -1
	}
	return found.Count
}

func length(t *testing.T, client *redis.Client, stream string) int64 {
	t.Helper()
	return client.XLen(t.Context(), stream).Val()
}
