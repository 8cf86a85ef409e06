// Package httpserver runs an HTTP server until the process is told to end, and
// ends it without dropping a request.
package httpserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Options says how to run and how to end.
type Options struct {
	// TLSCertFile and TLSKeyFile are empty where something in front of the
	// process ends TLS.
	TLSCertFile string
	TLSKeyFile  string
	// Drain is called first when the process ends; it should make the process
	// not ready.
	Drain func()
	// ShutdownDelay is how long requests are still accepted after that, because
	// load balancers take a while to notice.
	ShutdownDelay time.Duration
	// ShutdownTimeout is how long requests in progress may then take.
	ShutdownTimeout time.Duration
}

// Run serves until the context is done and every request has its answer.
func Run(ctx context.Context, server *http.Server, options Options) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", server.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", server.Addr, err)
	}
	return serve(ctx, server, listener, options)
}

func serve(ctx context.Context, server *http.Server, listener net.Listener, options Options) error {
	served := make(chan error, 1)
	go func() {
		if options.TLSCertFile != "" {
			served <- server.ServeTLS(listener, options.TLSCertFile, options.TLSKeyFile)
			return
		}
		served <- server.Serve(listener)
	}()
	select {
	case err := <-served:
		return fmt.Errorf("serve on %s: %w", server.Addr, err)
	case <-ctx.Done():
	}
	if err := shutDown(context.WithoutCancel(ctx), server, options); err != nil {
		return fmt.Errorf("shut down server on %s: %w", server.Addr, err)
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve on %s: %w", server.Addr, err)
	}
	return nil
}

func shutDown(ctx context.Context, server *http.Server, options Options) error {
	if options.Drain != nil {
		options.Drain()
	}
	if options.ShutdownDelay > 0 {
		delay := time.NewTimer(options.ShutdownDelay)
		defer delay.Stop()
		<-delay.C
	}
	ctx, cancel := context.WithTimeout(ctx, options.ShutdownTimeout)
	defer cancel()
	return server.Shutdown(ctx)
}
