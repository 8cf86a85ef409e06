package server

import (
	"context"

	"google.golang.org/grpc"
)

// Call is a call as interceptors see it.
type Call struct {
	// Method is its full name, such as /user.v1.UserService/GetUser.
	Method string
	// Stream says that it lasts for as long as both sides like, instead of being one
	// request and one answer.
	Stream bool
}

// Interceptor works around a call, which next makes; what next returns is how it ended.
// It is written once and used for both kinds of calls, so that no stream gets past what
// every other call has to pass.
type Interceptor func(ctx context.Context, call Call, next func(context.Context) error) error

// through returns the options of a server whose calls pass the interceptors in this order.
func through(interceptors []Interceptor) []grpc.ServerOption {
	unary := make([]grpc.UnaryServerInterceptor, 0, len(interceptors))
	stream := make([]grpc.StreamServerInterceptor, 0, len(interceptors))
	for _, interceptor := range interceptors {
		unary = append(unary, interceptor.unary)
		stream = append(stream, interceptor.stream)
	}
	return []grpc.ServerOption{grpc.ChainUnaryInterceptor(unary...), grpc.ChainStreamInterceptor(stream...)}
}

func (i Interceptor) unary(
	ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler,
) (any, error) {
	var answer any
	err := i(ctx, Call{Method: info.FullMethod}, func(ctx context.Context) error {
		var err error
		answer, err = handler(ctx, request)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func (i Interceptor) stream(
	service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler,
) error {
	return i(stream.Context(), Call{Method: info.FullMethod, Stream: true}, func(ctx context.Context) error {
		return handler(service, &streamWith{ServerStream: stream, ctx: ctx})
	})
}

// streamWith is a stream with the context that an interceptor gave it.
type streamWith struct {
	grpc.ServerStream

	ctx context.Context
}

func (s *streamWith) Context() context.Context {
	return s.ctx
}
