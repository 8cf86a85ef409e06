/** Every part that fits itself to a module's code, with what it asks for: the command line and the editor read it here. */
import type { FlatTree } from '../../go/tree.ts';
import { inOwnLines } from '../lineEnds.ts';
import { type Result, success } from '../result.ts';
import type { Templates } from '../templates.ts';
import { newCache } from './caches.ts';
import { newCompose, newKubernetes } from './deployment.ts';
import { newGrpc } from './grpc.ts';
import { newHandler } from './handlers.ts';
import { newEntity, newUseCase } from './layers.ts';
import { metricKinds, metricNameProblem } from './metricNames.ts';
import { consumerKinds, newConsumer, newTracing } from './observed.ts';
import type { Part, PartMaker, PartOptions } from './part.ts';
import { newRepository } from './repositories.ts';
import { middlewareKinds, newHealth, newMetric, newMiddleware, newShutdown, newWorker } from './services.ts';
import { type ModuleReader, surveyModule } from './survey.ts';

export interface PartDefinition {
  readonly name: string;
  readonly title: string;
  readonly usage: string;
  /** Whether it is made for something that has a name. */
  readonly named: boolean;
  /** Why a text cannot be its name, where that is no Go type. */
  readonly nameProblem?: (name: string) => string | undefined;
  /** Whether fields have to be said, or may be. */
  readonly fields?: 'needed' | 'possible';
  /** Values of `--kind`, the default first. */
  readonly kinds?: readonly string[];
  readonly options: readonly ('port' | 'directory')[];
  readonly make: PartMaker;
}

/** A part in a module, in the line ends of the module. */
export function partIn(
  definition: PartDefinition,
  options: PartOptions,
  reader: ModuleReader,
  templates: Templates,
  parse: (text: string) => FlatTree,
): Result<Part> {
  const survey = surveyModule(reader, templates, parse);
  const made = survey.ok ? definition.make(options, survey.value) : survey;
  return made.ok ? success({ ...made.value, changes: inOwnLines(made.value.changes, reader) }) : made;
}

export const partDefinitions: readonly PartDefinition[] = [
  {
    name: 'entity',
    title: 'An entity with its rules, in the domain of any module',
    usage: 'new entity NAME --field name:type …',
    named: true,
    fields: 'needed',
    options: ['directory'],
    make: newEntity,
  },
  {
    name: 'usecase',
    title: 'The use cases of an entity, over a port',
    usage: 'new usecase NAME',
    named: true,
    fields: 'possible',
    options: ['directory'],
    make: newUseCase,
  },
  {
    name: 'repository',
    title: 'A repository for a port that is there, with the SQL its methods say',
    usage: 'new repository NAME [--port folder.Interface]',
    named: true,
    fields: 'possible',
    options: ['port', 'directory'],
    make: newRepository,
  },
  {
    name: 'handler',
    title: "HTTP handlers of an entity, in the module's router",
    usage: 'new handler NAME',
    named: true,
    fields: 'possible',
    options: ['directory'],
    make: newHandler,
  },
  {
    name: 'grpc',
    title: 'A gRPC service over the use cases of an entity: contract, code, server, test',
    usage: 'new grpc NAME [--port folder.Interface]',
    named: true,
    options: ['port', 'directory'],
    make: newGrpc,
  },
  {
    name: 'middleware',
    title: 'HTTP middleware that works with every router',
    usage: `new middleware NAME [--kind ${middlewareKinds.join('|')}]`,
    named: true,
    kinds: middlewareKinds,
    options: ['directory'],
    make: newMiddleware,
  },
  {
    name: 'health',
    title: 'Endpoints that say whether the process lives and can work',
    usage: 'new health',
    named: false,
    options: ['directory'],
    make: newHealth,
  },
  {
    name: 'shutdown',
    title: 'An HTTP server that finishes requests in progress',
    usage: 'new shutdown',
    named: false,
    options: ['directory'],
    make: newShutdown,
  },
  {
    name: 'metric',
    title: 'A Prometheus metric with the code that observes it',
    usage: `new metric NAME [--kind ${metricKinds.join('|')}]`,
    named: true,
    nameProblem: metricNameProblem,
    kinds: metricKinds,
    options: ['directory'],
    make: newMetric,
  },
  {
    name: 'worker',
    title: 'A worker that does a job at an interval',
    usage: 'new worker NAME',
    named: true,
    options: ['directory'],
    make: newWorker,
  },
  {
    name: 'cache',
    title: 'A cache in front of a repository, in Redis',
    usage: 'new cache NAME [--port folder.Interface]',
    named: true,
    options: ['port', 'directory'],
    make: newCache,
  },
  {
    name: 'compose',
    title: 'The commands of any module and their servers on one machine',
    usage: 'new compose',
    named: false,
    options: [],
    make: newCompose,
  },
  {
    name: 'kubernetes',
    title: 'Kubernetes manifests for the commands of any module',
    usage: 'new kubernetes',
    named: false,
    options: [],
    make: newKubernetes,
  },
  {
    name: 'tracing',
    title: 'OpenTelemetry traces over OTLP',
    usage: 'new tracing',
    named: false,
    options: ['directory'],
    make: newTracing,
  },
  {
    name: 'consumer',
    title: 'A consumer of a queue: Redis streams, RabbitMQ or Kafka',
    usage: `new consumer NAME [--kind ${consumerKinds.join('|')}]`,
    named: true,
    kinds: consumerKinds,
    options: ['directory'],
    make: newConsumer,
  },
];
