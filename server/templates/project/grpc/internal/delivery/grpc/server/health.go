package server

import (
	"context"
	"sync"

	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

// Health is the health service of gRPC, with watchers that can be let go: they never
// end their streams themselves, and a server that ends waits for every stream.
type Health struct {
	*health.Server

	released chan struct{}
	once     sync.Once
}

// NewHealth returns a Health that says SERVING.
func NewHealth() *Health {
	return &Health{Server: health.NewServer(), released: make(chan struct{})}
}

// Release ends every watch. Shutdown comes first, and tells the watchers why.
func (h *Health) Release() {
	h.once.Do(func() { close(h.released) })
}

// Watch tells a client the state, and each that follows until Release.
func (h *Health) Watch(request *healthpb.HealthCheckRequest, stream healthpb.Health_WatchServer) error {
	ctx, hangUp := context.WithCancel(stream.Context())
	defer hangUp()
	go func() {
		select {
		case <-h.released:
			hangUp()
		case <-ctx.Done():
		}
	}()
	return h.Server.Watch(request, &watch{Health_WatchServer: stream, ctx: ctx})
}

// watch is a stream that ends with a context of ours.
type watch struct {
	healthpb.Health_WatchServer
	ctx context.Context
}

func (w *watch) Context() context.Context {
	return w.ctx
}
