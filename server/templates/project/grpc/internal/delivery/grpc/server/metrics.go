package server

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
)

// Metrics counts and times calls by method. Calls of methods that nobody
// registered reach no interceptor, so the label takes no invented values.
func Metrics(registry prometheus.Registerer) (grpc.UnaryServerInterceptor, error) {
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
	return func(
		ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler,
	) (any, error) {
		start := time.Now()
		answer, err := handler(ctx, request)
		calls.WithLabelValues(info.FullMethod, status.Code(err).String()).Inc()
		durations.WithLabelValues(info.FullMethod).Observe(time.Since(start).Seconds())
		return answer, err
	}, nil
}
