package httpserver

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestShutdownWaitsForRequestsInProgress(t *testing.T) {
	t.Parallel()

	started := make(chan struct{})
	finish := make(chan struct{})
	server := &http.Server{
		ReadHeaderTimeout: time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			close(started)
			<-finish
			if _, err := io.WriteString(w, "done"); err != nil {
				t.Errorf("write answer: %v", err)
			}
		}),
	}
	listener := listen(t)
	ctx, end := context.WithCancel(t.Context())
	drained := make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		ended <- serve(ctx, server, listener, Options{
			Drain:           func() { close(drained) },
			ShutdownTimeout: 5 * time.Second,
		})
	}()
	answer := make(chan string, 1)
	go func() { answer <- get(t, listener.Addr().String()) }()

	<-started
	end()
	<-drained
	close(finish)

	assert.Equal(t, "done", <-answer)
	require.NoError(t, <-ended)
}

func TestShutdownGivesUpAfterTheTimeout(t *testing.T) {
	t.Parallel()

	started := make(chan struct{})
	finish := make(chan struct{})
	defer close(finish)
	server := &http.Server{
		ReadHeaderTimeout: time.Second,
		Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			close(started)
			<-finish
		}),
	}
	listener := listen(t)
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, server, listener, Options{ShutdownTimeout: time.Millisecond}) }()
	go func() {
		connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", listener.Addr().String())
		if err == nil {
			_, err = io.WriteString(connection, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
		}
		if err != nil {
			t.Errorf("send request: %v", err)
		}
	}()

	<-started
	end()

	require.ErrorIs(t, <-ended, context.DeadlineExceeded)
}

func TestRunReportsAnAddressInUse(t *testing.T) {
	t.Parallel()

	listener := listen(t)

	err := Run(t.Context(), &http.Server{
		Addr:              listener.Addr().String(),
		ReadHeaderTimeout: time.Second,
	}, Options{})

	require.ErrorContains(t, err, "listen on")
}

func listen(t *testing.T) net.Listener {
	t.Helper()

	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() {
		// It is closed already when the server has shut down.
		_ = listener.Close()
	})
	return listener
}

func get(t *testing.T, address string) string {
	t.Helper()

	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address, http.NoBody)
	if err != nil {
		t.Errorf("make request: %v", err)
		return ""
	}
	client := &http.Client{Timeout: 10 * time.Second}
	answer, err := client.Do(request)
	if err != nil {
		t.Errorf("send request: %v", err)
		return ""
	}
	defer func() { assert.NoError(t, answer.Body.Close()) }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Errorf("read answer: %v", err)
	}
	return string(body)
}
