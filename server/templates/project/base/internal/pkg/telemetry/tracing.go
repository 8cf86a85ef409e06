// Package telemetry sets up traces and metrics.
package telemetry

import (
	"context"
	"fmt"
	"os"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Where traces can go.
const (
	ExporterNone   = "none"
	ExporterStdout = "stdout"
	ExporterOTLP   = "otlp"
)

// StartTracing makes the global tracer provider send spans to the exporter. The
// returned function sends what is left and stops.
func StartTracing(
	ctx context.Context, service, exporter string, sampleRatio float64,
) (stop func(ctx context.Context) error, err error) {
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(
		propagation.TraceContext{}, propagation.Baggage{}))
	if exporter == ExporterNone {
		return func(context.Context) error { return nil }, nil
	}
	spans, err := newExporter(ctx, exporter)
	if err != nil {
		return nil, fmt.Errorf("open %s trace exporter: %w", exporter, err)
	}
	described, err := resource.Merge(resource.Default(), resource.NewSchemaless(
		attribute.String("service.name", service)))
	if err != nil {
		return nil, fmt.Errorf("describe service %s: %w", service, err)
	}
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(spans),
		sdktrace.WithResource(described),
		sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(sampleRatio))),
	)
	otel.SetTracerProvider(provider)
	return provider.Shutdown, nil
}

func newExporter(ctx context.Context, exporter string) (sdktrace.SpanExporter, error) {
	if exporter == ExporterOTLP {
		return otlptracehttp.New(ctx)
	}
	return stdouttrace.New(stdouttrace.WithWriter(os.Stdout))
}
