package redis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"example.com/shop/internal/domain/order"
)

const (
	orderStream  = "orders"
	orderGroup   = "fulfilment"
	maxStreamLen = 100_000
	maxWait      = 5 * time.Second
)

// ErrQueueEmpty says that no event arrived in time.
var ErrQueueEmpty = errors.New("queue is empty")

// eventRecord is an event as it travels.
type eventRecord struct {
	OrderID  string    `json:"order_id"`
	PlacedAt time.Time `json:"placed_at"`
}

// OrderQueue carries events from the API to the worker, each at least once.
type OrderQueue struct {
	client   *redis.Client
	consumer string
}

// NewOrderQueue returns a queue read under the name of this consumer.
func NewOrderQueue(client *redis.Client, consumer string) *OrderQueue {
	return &OrderQueue{client: client, consumer: consumer}
}

// Ping reports why the queue cannot be reached.
func (q *OrderQueue) Ping(ctx context.Context) error {
	if err := q.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("ping redis: %w", err)
	}
	return nil
}

// Publish appends an event.
func (q *OrderQueue) Publish(ctx context.Context, event order.Event) error {
	payload, err := json.Marshal(eventRecord{OrderID: event.OrderID, PlacedAt: event.PlacedAt})
	if err != nil {
		return fmt.Errorf("encode event of order %s: %w", event.OrderID, err)
	}
	entry := &redis.XAddArgs{
		Stream: orderStream,
		MaxLen: maxStreamLen,
		Approx: true,
		Values: map[string]any{"payload": payload},
	}
	if err := q.client.XAdd(ctx, entry).Err(); err != nil {
		return fmt.Errorf("append event of order %s: %w", event.OrderID, err)
	}
	return nil
}

// Subscribe makes sure that there is something to receive from.
func (q *OrderQueue) Subscribe(ctx context.Context) error {
	err := q.client.XGroupCreateMkStream(ctx, orderStream, orderGroup, "0").Err()
	if err != nil && !redis.HasErrorPrefix(err, "BUSYGROUP") {
		return fmt.Errorf("create group %s: %w", orderGroup, err)
	}
	return nil
}

// Receive returns the oldest event that this consumer has not acknowledged, or waits
// a while for a new one.
func (q *OrderQueue) Receive(ctx context.Context) (order.Event, error) {
	event, err := q.read(ctx, "0")
	if errors.Is(err, ErrQueueEmpty) {
		return q.read(ctx, ">")
	}
	return event, err
}

// Ack says that the event is dealt with.
func (q *OrderQueue) Ack(ctx context.Context, eventID string) error {
	return q.client.XAck(ctx, orderStream, orderGroup, eventID).Err()
}

func (q *OrderQueue) read(ctx context.Context, after string) (order.Event, error) {
	streams, err := q.client.XReadGroup(ctx, &redis.XReadGroupArgs{
		Group:    orderGroup,
		Consumer: q.consumer,
		Streams:  []string{orderStream, after},
		Count:    1,
		Block:    maxWait,
	}).Result()
	if errors.Is(err, redis.Nil) {
		return order.Event{}, ErrQueueEmpty
	}
	if err != nil {
		return order.Event{}, fmt.Errorf("read group %s: %w", orderGroup, err)
	}
	if len(streams) == 0 || len(streams[0].Messages) == 0 {
		return order.Event{}, ErrQueueEmpty
	}
	return decodeEvent(streams[0].Messages[0])
}

func decodeEvent(message redis.XMessage) (order.Event, error) {
	payload, _ := message.Values["payload"].(string)
	var record eventRecord
	if err := json.Unmarshal([]byte(payload), &record); err != nil {
		return order.Event{}, fmt.Errorf("decode event %s: %v", message.ID, err)
	}
	return order.Event{ID: message.ID, OrderID: record.OrderID, PlacedAt: record.PlacedAt}, nil
}
