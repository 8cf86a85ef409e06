package server

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc/status"
)

// Metrics counts and times calls by method. Calls of methods that nobody
// registered reach no interceptor, so the label takes no invented values. Streams are
// counted when they end and not timed: how long one is open says nothing of its speed.
func Metrics(registry prometheus.Registerer) (Interceptor, error) {
	calls := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "grpc_requests_total",
		Help: "Total number of gRPC calls",
	}, []string{"method", "code"})
	durations := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "grpc_request_duration_seconds",
		Help:    "gRPC call duration in seconds",
		Buckets: prometheus.DefBuckets,
	}, []string{"method"})
	for _, collector := range []prometheus.Collector{calls, durations} {
		if err := registry.Register(collector); err != nil {
			return nil, fmt.Errorf("register gRPC metrics: %w", err)
		}
	}
	return func(ctx context.Context, call Call, next func(context.Context) error) error {
		start := time.Now()
		err := next(ctx)
		calls.WithLabelValues(call.Method, status.Code(err).String()).Inc()
		if !call.Stream {
			durations.WithLabelValues(call.Method).Observe(time.Since(start).Seconds())
		}
		return err
	}, nil
}
