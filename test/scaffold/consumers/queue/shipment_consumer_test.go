package queue

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func TestShipmentRecordIsTriedAgainAndThenGivenUp(t *testing.T) {
	cluster, client := newCluster(t)
	var mu sync.Mutex
	tries := map[string]int{}
	consumer := newShipmentConsumer(t, cluster, func(_ context.Context, record *kgo.Record) error {
		mu.Lock()
		defer mu.Unlock()
		value := string(record.Value)
		tries[value]++
		if value == "poison" || value == "shaky" && tries[value] == 1 {
			return errors.New("cannot be read")
		}
		return nil
	})
	start(t, consumer.Run)
	for _, value := range []string{"shaky", "poison", "good"} {
		produce(t, client, value)
	}

	eventually(t, func() bool {
		mu.Lock()
		defer mu.Unlock()
		return tries["good"] == 1
	})
	mu.Lock()
	if tries["shaky"] != 2 || tries["poison"] != shipmentTries {
		t.Errorf("tries %v", tries)
	}
	mu.Unlock()
	client.AddConsumeTopics(shipmentDead)
	fetches := client.PollRecords(t.Context(), 1)
	dead := fetches.Records()
	if len(dead) != 1 || string(dead[0].Value) != "poison" || string(dead[0].Headers[0].Value) != "cannot be read" {
		t.Errorf("given up: %v, %v", dead, fetches.Err())
	}
}

func TestShipmentConsumerOutlivesAFetchThatFails(t *testing.T) {
	cluster, client := newCluster(t)
	handled := make(chan string, 1)
	consumer := newShipmentConsumer(t, cluster, func(_ context.Context, record *kgo.Record) error {
		handled <- string(record.Value)
		return nil
	})
	failed := make(chan struct{})
	cluster.ControlKey(int16(kmsg.Fetch), func(request kmsg.Request) (kmsg.Response, error, bool) {
		answer := request.ResponseKind().(*kmsg.FetchResponse)
		for _, topic := range request.(*kmsg.FetchRequest).Topics {
			refused := kmsg.NewFetchResponseTopic()
			refused.Topic, refused.TopicID = topic.Topic, topic.TopicID
			for _, partition := range topic.Partitions {
				one := kmsg.NewFetchResponseTopicPartition()
				one.Partition, one.ErrorCode = partition.Partition, kerr.TopicAuthorizationFailed.Code
				refused.Partitions = append(refused.Partitions, one)
			}
			answer.Topics = append(answer.Topics, refused)
		}
		close(failed)
		return answer, nil, true
	})
	start(t, consumer.Run)

	<-failed
	produce(t, client, "good")

	select {
	case <-handled:
	case <-time.After(30 * time.Second):
		t.Fatal("the consumer is gone")
	}
}

func TestShipmentConsumerForgetsNothingThatItWasToldToEndIn(t *testing.T) {
	cluster, client := newCluster(t)
	begun := make(chan string, 2)
	failing := newShipmentConsumer(t, cluster, func(_ context.Context, record *kgo.Record) error {
		begun <- string(record.Value)
		return errors.New("not yet")
	})
	produce(t, client, "1")
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- failing.Run(ctx) }()
	<-begun
	end()
	if err := <-ended; err != nil {
		t.Fatalf("Run = %v", err)
	}

	start(t, newShipmentConsumer(t, cluster, func(_ context.Context, record *kgo.Record) error {
		begun <- string(record.Value)
		return nil
	}).Run)

	if got := <-begun; got != "1" {
		t.Errorf("handled %s", got)
	}
}

func newCluster(t *testing.T) (*kfake.Cluster, *kgo.Client) {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, shipmentTopic, shipmentDead))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return cluster, client
}

func newShipmentConsumer(t *testing.T, cluster *kfake.Cluster, handle ShipmentHandler) *ShipmentConsumer {
	t.Helper()
	consumer, err := NewShipmentConsumer(slices.Clone(cluster.ListenAddrs()), handle, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return consumer
}

func produce(t *testing.T, client *kgo.Client, value string) {
	t.Helper()
	record := &kgo.Record{Topic: shipmentTopic, Value: []byte(value)}
	if err := client.ProduceSync(t.Context(), record).FirstErr(); err != nil {
		t.Fatal(err)
	}
}
