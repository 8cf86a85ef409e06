/** Tracing for the process and consumers of queues: what depends on libraries of which a module has one or takes one. */
import { failure, type Result } from '../result.ts';
import { getsFor, nameProblems, opensPackage, type Part, type PartOptions, partOf, rendered } from './part.ts';
import { folderCalled, helperFolder } from './placement.ts';
import { common, moduleName, workerFolder } from './services.ts';
import type { Survey } from './survey.ts';

export const consumerKinds = ['redis', 'rabbitmq', 'kafka'] as const;

export function newTracing(options: PartOptions, survey: Survey): Result<Part> {
  const problems = nameProblems({ ...options, name: 'Tracing' });
  if (problems.length > 0) {
    return failure(...problems);
  }
  if (survey.isOurs) {
    return partOf([], ['traces are sent already: internal/pkg/telemetry/tracing.go'], survey);
  }
  const words = ['telemetry', 'tracing', 'observability', 'monitoring'];
  const folder = (options.directory ?? folderCalled(words, survey) ?? helperFolder('telemetry', survey)).replace(
    /\/$/,
    '',
  );
  const path = `${folder}/tracing.go`;
  const exporters = 'go.opentelemetry.io/otel/exporters/otlp/otlptrace';
  const exporter = survey.requires(`${exporters}/otlptracegrpc`) ? 'otlptracegrpc' : 'otlptracehttp';
  const data = {
    ...common({ ...options, name: 'Tracing' }, folder, survey),
    isNew: opensPackage(path, survey),
    exporter,
  };
  const next = [
    ...getsFor(survey, 'go.opentelemetry.io/otel', 'go.opentelemetry.io/otel/sdk', `${exporters}/${exporter}`),
    `at the start of the process: stop, err := ${data.package}.StartTracing(ctx, "${moduleName(survey.module)}", 0.1)`,
    'and at its end: stop(context.WithoutCancel(ctx))',
    'around the handler: otelhttp.NewHandler(handler, "http"), of go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp',
  ];
  return partOf([rendered(path, 'tracing.go', data, survey)], next, survey);
}

const clients: Readonly<Record<string, string>> = {
  redis: 'github.com/redis/go-redis/v9',
  rabbitmq: 'github.com/rabbitmq/amqp091-go',
  kafka: 'github.com/twmb/franz-go',
};

export function newConsumer(options: PartOptions, survey: Survey): Result<Part> {
  const problems = nameProblems(options);
  if (problems.length > 0) {
    return failure(...problems);
  }
  const required = consumerKinds.find((kind) => survey.requires((clients[kind] ?? '').replace(/\/v\d+$/, '')));
  const kind = options.kind ?? required ?? consumerKinds[0];
  const words = ['consumer', 'consumers', 'worker', 'workers', 'queue', 'messaging'];
  const folder = (options.directory ?? workerFolder(words, survey)).replace(/\/$/, '');
  const data = { ...common(options, folder, survey), kind };
  const path = `${folder}/${data.snake}_consumer.go`;
  const text = rendered(path, 'consumer.go', { ...data, isNew: opensPackage(path, survey) }, survey);
  const made = {
    redis: `${data.package}.New${data.pascal}Consumer(client, hostname, handle, logger)`,
    rabbitmq: `${data.package}.New${data.pascal}Consumer(channel, "${data.path}", handle, logger)`,
    kafka: `consumer, err := ${data.package}.New${data.pascal}Consumer(brokers, handle, logger)`,
  }[kind];
  const next = [
    ...getsFor(survey, clients[kind] ?? ''),
    `where the process is put together: ${made}, and run it until the context is done`,
  ];
  return partOf([text], next, survey);
}
