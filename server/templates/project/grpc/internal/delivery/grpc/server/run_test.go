package server

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
)

func TestShutdownSaysSoFirstAndStillAnswers(t *testing.T) {
	t.Parallel()

	states := health.NewServer()
	drained := make(chan struct{})
	running := start(t, New(nil, nil, states), Options{
		Drain: func() {
			states.Shutdown()
			close(drained)
		},
		ShutdownDelay:   time.Second,
		ShutdownTimeout: 5 * time.Second,
	})
	answer, err := running.check(t.Context())
	require.NoError(t, err)
	require.Equal(t, healthpb.HealthCheckResponse_SERVING, answer.GetStatus())

	running.end()
	<-drained
	answer, err = running.check(t.Context())

	require.NoError(t, err, "during the delay calls are still answered")
	assert.Equal(t, healthpb.HealthCheckResponse_NOT_SERVING, answer.GetStatus())
	require.NoError(t, <-running.ended)
	_, err = running.check(t.Context())
	assert.Equal(t, codes.Unavailable, status.Code(err))
}

func TestShutdownWaitsForCallsInProgress(t *testing.T) {
	t.Parallel()

	slow := &slowCall{started: make(chan struct{}), finish: make(chan struct{})}
	drained := make(chan struct{})
	running := start(t, New(nil, nil, health.NewServer(), slow.intercept), Options{
		Drain:           func() { close(drained) },
		ShutdownTimeout: 5 * time.Second,
	})
	answered := make(chan error, 1)
	go func() {
		_, err := running.check(t.Context())
		answered <- err
	}()

	<-slow.started
	running.end()
	<-drained
	close(slow.finish)

	require.NoError(t, <-answered)
	require.NoError(t, <-running.ended)
}

func TestShutdownTellsWatchersAndLetsThemGo(t *testing.T) {
	t.Parallel()

	states := NewHealth()
	running := start(t, New(nil, nil, states), Options{
		Drain:           states.Shutdown,
		ShutdownDelay:   100 * time.Millisecond,
		Release:         states.Release,
		ShutdownTimeout: time.Minute,
	})
	watches := make([]healthpb.Health_WatchClient, 0, 2)
	for service, want := range map[string]healthpb.HealthCheckResponse_ServingStatus{
		"":        healthpb.HealthCheckResponse_SERVING,
		"unknown": healthpb.HealthCheckResponse_SERVICE_UNKNOWN,
	} {
		watch, err := running.client.Watch(t.Context(), &healthpb.HealthCheckRequest{Service: service})
		require.NoError(t, err)
		answer, err := watch.Recv()
		require.NoError(t, err)
		require.Equal(t, want, answer.GetStatus())
		watches = append(watches, watch)
	}
	begun := time.Now()

	running.end()

	require.NoError(t, <-running.ended, "nothing had to be cut off")
	assert.Less(t, time.Since(begun), 30*time.Second)
	told := 0
	for _, watch := range watches {
		answer, err := watch.Recv()
		if err == nil {
			assert.Equal(t, healthpb.HealthCheckResponse_NOT_SERVING, answer.GetStatus())
			told++
			_, err = watch.Recv()
		}
		assert.Equal(t, codes.Canceled, status.Code(err))
	}
	assert.Equal(t, 1, told, "the service that was known")
}

func TestShutdownGivesUpAfterTheTimeout(t *testing.T) {
	t.Parallel()

	slow := &slowCall{started: make(chan struct{}), finish: make(chan struct{})}
	running := start(t, New(nil, nil, health.NewServer(), slow.intercept), Options{ShutdownTimeout: time.Millisecond})
	answered := make(chan error, 1)
	go func() {
		_, err := running.check(t.Context())
		answered <- err
	}()

	<-slow.started
	running.end()

	require.Error(t, <-answered)
	close(slow.finish)
	require.ErrorIs(t, <-running.ended, context.DeadlineExceeded)
}

func TestRunReportsAnAddressInUse(t *testing.T) {
	t.Parallel()

	err := Run(t.Context(), New(nil, nil, health.NewServer()), "127.0.0.1:port", Options{})

	require.ErrorContains(t, err, "listen on")
}

// slowCall holds a call up until it may finish.
type slowCall struct {
	started chan struct{}
	finish  chan struct{}
}

func (s *slowCall) intercept(ctx context.Context, _ Call, next func(context.Context) error) error {
	close(s.started)
	<-s.finish
	return next(ctx)
}

type runningServer struct {
	end    context.CancelFunc
	ended  chan error
	client healthpb.HealthClient
}

func start(t *testing.T, server *grpc.Server, options Options) *runningServer {
	t.Helper()

	listener := bufconn.Listen(1 << 20)
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, server, listener, options) }()
	connection, err := grpc.NewClient("passthrough:///server",
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }))
	require.NoError(t, err)
	t.Cleanup(func() {
		end()
		assert.NoError(t, connection.Close())
	})
	return &runningServer{end: end, ended: ended, client: healthpb.NewHealthClient(connection)}
}

func (r *runningServer) check(ctx context.Context) (*healthpb.HealthCheckResponse, error) {
	return r.client.Check(ctx, &healthpb.HealthCheckRequest{})
}
