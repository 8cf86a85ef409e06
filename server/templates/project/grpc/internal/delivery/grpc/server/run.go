package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"google.golang.org/grpc"
)

// Options says how to end. It is the order of the HTTP side: not ready any more,
// calls are still accepted for a while, those in progress are finished. What would
// never finish is let go in between.
type Options struct {
	// Drain is called first when the process ends; it should make the health
	// service say NOT_SERVING.
	Drain func()
	// ShutdownDelay is how long calls are still accepted after that, because
	// clients and load balancers take a while to notice.
	ShutdownDelay time.Duration
	// Release is called after the delay; it should end the streams that clients keep
	// open for good, such as watches of the health service.
	Release func()
	// ShutdownTimeout is how long calls in progress may then take.
	ShutdownTimeout time.Duration
}

// Run serves until the context is done and every call has its answer.
func Run(ctx context.Context, server *grpc.Server, address string, options Options) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	return serve(ctx, server, listener, options)
}

func serve(ctx context.Context, server *grpc.Server, listener net.Listener, options Options) error {
	address := listener.Addr().String()
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve gRPC on %s: %w", address, err)
	case <-ctx.Done():
	}
	if err := shutDown(server, options); err != nil {
		return fmt.Errorf("shut down gRPC server on %s: %w", address, err)
	}
	// A server that is stopped before it began to serve says so.
	if err := <-served; err != nil && !errors.Is(err, grpc.ErrServerStopped) {
		return fmt.Errorf("serve gRPC on %s: %w", address, err)
	}
	return nil
}

func shutDown(server *grpc.Server, options Options) error {
	if options.Drain != nil {
		options.Drain()
	}
	if options.ShutdownDelay > 0 {
		delay := time.NewTimer(options.ShutdownDelay)
		defer delay.Stop()
		<-delay.C
	}
	if options.Release != nil {
		options.Release()
	}
	finished := make(chan struct{})
	go func() {
		server.GracefulStop()
		close(finished)
	}()
	deadline := time.NewTimer(options.ShutdownTimeout)
	defer deadline.Stop()
	select {
	case <-finished:
		return nil
	case <-deadline.C:
		// Cuts off the calls that are left, so that GracefulStop returns.
		server.Stop()
		<-finished
		return context.DeadlineExceeded
	}
}
