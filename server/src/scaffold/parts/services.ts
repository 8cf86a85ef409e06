/**
 * The parts around a service, in any layout: middleware, health endpoints, graceful shutdown, metrics, workers. They depend
 * on nothing of the module, take what they need, and are wired by whoever puts the module together; the next steps say with
 * which line, in the module's router.
 */
import { failure, type Result } from '../result.ts';
import { metricKindProblem, metricName, metricNameProblem } from './metricNames.ts';
import {
  directoryProblems,
  getsFor,
  nameProblems,
  namesOf,
  opensPackage,
  type Part,
  type PartOptions,
  partOf,
  rendered,
} from './part.ts';
import { folderCalled, helperFolder, placeFor } from './placement.ts';
import type { Survey } from './survey.ts';

export const middlewareKinds = ['access-log', 'timeout', 'recovery', 'body-limit', 'security-headers'] as const;

export function newMiddleware(options: PartOptions, survey: Survey): Result<Part> {
  const problems = nameProblems(options);
  if (problems.length > 0) {
    return failure(...problems);
  }
  const kind = options.kind ?? middlewareKinds[0];
  const folder = options.directory ?? folderCalled(['middleware', 'middlewares'], survey) ?? besideHandlers(survey);
  const data = { ...common(options, folder, survey), kind };
  const file = rendered(`${folder}/${data.snake}.go`, 'middleware.go', data, survey);
  const argument = {
    timeout: '(30*time.Second)',
    'body-limit': '(1<<20)',
    'security-headers': '',
  }[kind];
  const made = `${data.package}.${data.pascal}${argument ?? '(logger)'}`;
  const use = {
    gin: `handler := ${made}(engine), and serve handler in place of engine`,
    chi: `router.Use(${made})`,
    echo: `e.Use(echo.WrapMiddleware(${made}))`,
    nethttp: `handler := ${made}(mux), and serve handler in place of mux`,
    mux: `router.Use(${made})`,
    fiber: `app.Use(adaptor.HTTPMiddleware(${made}))`,
  }[survey.router];
  const next = survey.isOurs
    ? [`in cmd/api/run.go, add to the list of httpMiddlewares: ${made},`]
    : [`where the routes are put together, add: ${use}`];
  return partOf([file], next, survey);
}

function besideHandlers(survey: Survey): string {
  const place = placeFor('delivery', '', undefined, survey);
  const handlers = place.ok ? place.value.folder : 'internal/handler';
  const parent = handlers.slice(0, Math.max(handlers.lastIndexOf('/'), 0));
  return parent === '' ? 'middleware' : `${parent}/middleware`;
}

export function newHealth(options: PartOptions, survey: Survey): Result<Part> {
  const problems = nameProblems({ ...options, name: 'Health' });
  if (problems.length > 0) {
    return failure(...problems);
  }
  if (survey.isOurs) {
    return partOf([], ['/health and /ready are there: internal/pkg/health, internal/delivery/http/handler'], survey);
  }
  const folder = options.directory ?? helperFolder('health', survey);
  const data = { log: survey.log };
  const files = [
    rendered(`${folder}/health.go`, 'health.go', data, survey),
    rendered(`${folder}/health_test.go`, 'health_test.go', data, survey),
  ];
  const ready =
    'health.Ready(map[string]health.Check{"database": db.PingContext, "process": draining.Check}, time.Second, logger)';
  const routes = {
    gin: [`engine.GET("/health", gin.WrapF(health.Live))`, `engine.GET("/ready", gin.WrapF(${ready}))`],
    chi: ['router.Get("/health", health.Live)', `router.Get("/ready", ${ready})`],
    echo: [
      'e.GET("/health", echo.WrapHandler(http.HandlerFunc(health.Live)))',
      `e.GET("/ready", echo.WrapHandler(${ready}))`,
    ],
    nethttp: ['mux.HandleFunc("GET /health", health.Live)', `mux.HandleFunc("GET /ready", ${ready})`],
    mux: ['router.HandleFunc("/health", health.Live)', `router.HandleFunc("/ready", ${ready})`],
    fiber: [
      'app.Get("/health", adaptor.HTTPHandlerFunc(health.Live))',
      `app.Get("/ready", adaptor.HTTPHandlerFunc(${ready}))`,
    ],
  }[survey.router];
  const draining = [
    'where the process is put together: draining := &health.Draining{}',
    'and where it ends, before its servers do: draining.Begin(), which is the Drain of: go-architect new shutdown',
  ];
  return partOf(files, ['where the routes are put together, add:', ...routes, ...draining], survey);
}

export function newShutdown(options: PartOptions, survey: Survey): Result<Part> {
  const problems = nameProblems({ ...options, name: 'Server' });
  if (problems.length > 0) {
    return failure(...problems);
  }
  if (survey.isOurs) {
    return partOf([], ['requests in progress are finished already: internal/pkg/httpserver'], survey);
  }
  const folder = options.directory ?? helperFolder('httpserver', survey);
  const files = [
    rendered(`${folder}/httpserver.go`, 'shutdown.go', {}, survey),
    rendered(`${folder}/httpserver_test.go`, 'shutdown_test.go', {}, survey),
  ];
  const next = [
    'in main, in place of ListenAndServe:',
    'ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)',
    'defer stop()',
    'options := httpserver.Options{Drain: draining.Begin, Delay: 5 * time.Second, Grace: 20 * time.Second}',
    'err := httpserver.Run(ctx, httpserver.New(":8080", handler), options)',
    'where draining is what makes /ready answer 503, as go-architect new health has it',
  ];
  return partOf(files, next, survey);
}

export function newMetric(options: PartOptions, survey: Survey): Result<Part> {
  const named = metricNameProblem(options.name) ?? metricKindProblem(options.name, options.kind);
  const problems = [
    ...(named === undefined ? [] : [{ option: 'name', message: named }]),
    ...directoryProblems(options.directory),
  ];
  if (problems.length > 0) {
    return failure(...problems);
  }
  const words = ['metrics', 'metric', 'telemetry', 'observability', 'monitoring'];
  const folder = options.directory ?? folderCalled(words, survey) ?? helperFolder('metrics', survey);
  const namespace = moduleName(survey.module).replaceAll(/[^a-z0-9]+/g, '_');
  const { name, kind, metric } = metricName(options.name, options.kind, namespace);
  const data = { ...common({ ...options, name }, folder, survey), kind, namespace, metric };
  const file = rendered(`${folder}/${data.snake}.go`, 'metric.go', data, survey);
  const next = [
    ...getsFor(survey, 'github.com/prometheus/client_golang'),
    `it is exported as ${namespace}_${metric}`,
    `where the process is put together: ${data.camel} := ${data.package}.New${data.pascal}Metrics(registry)`,
  ];
  return partOf([file], next, survey);
}

export function newWorker(options: PartOptions, survey: Survey): Result<Part> {
  const problems = nameProblems(options);
  if (problems.length > 0) {
    return failure(...problems);
  }
  const folder = options.directory ?? workerFolder(['worker', 'workers', 'job', 'jobs'], survey);
  const data = common(options, folder, survey);
  const files = [
    rendered(`${folder}/${data.snake}.go`, 'worker.go', data, survey),
    rendered(`${folder}/${data.snake}_test.go`, 'worker_test.go', data, survey),
  ];
  const logger = survey.isOurs ? 'log' : 'logger';
  const made = `${data.package}.New${data.pascal}Worker(job, time.Minute, 30*time.Second, ${logger})`;
  const { place, group, context } = processGroup(survey);
  return partOf(files, [`${place}: ${group}.Go(func() error { return ${made}.Run(${context}) })`], survey);
}

/**
 * Where loops run beside each other, by the names they have there. They run with the context of their group, which ends
 * when one of them fails, and not with the one it was made from.
 */
export function processGroup({ reader, isOurs }: Survey): { place: string; group: string; context: string } {
  const groups = reader.goFiles
    .filter((path) => !path.endsWith('_test.go') && (!isOurs || path === workerPath))
    .flatMap((path) =>
      [...(reader.read(path) ?? '').matchAll(/\b(\w+), *(\w+) *:?= *errgroup\.WithContext\(/g)].map(
        ([, group = '', context = '']) => ({ place: `in ${path}, beside the other ${group}.Go`, group, context }),
      ),
    );
  const [only, ...others] = groups;
  return only !== undefined && others.length === 0 && only.context !== '_'
    ? only
    : { place: 'where the process is put together', group: 'group', context: 'ctx' };
}

const workerPath = 'cmd/worker/run.go';

/** Work that arrives without a request is delivery as well, where the module has that layer in so many words. */
export function workerFolder(words: readonly string[], survey: Survey): string {
  const standard = survey.isOurs ? 'internal/delivery/' : 'internal/';
  return folderCalled(words, survey) ?? `${standard}${words[0] ?? ''}`;
}

/** What the templates of parts in a folder of their own know. */
export function common(options: PartOptions, folder: string, survey: Survey) {
  const existing = survey.shape(folder.replace(/\/$/, '')).name;
  const base = folder.replace(/\/$/, '').split('/').pop() ?? '';
  return {
    ...namesOf(options),
    package: existing === '' ? base.toLowerCase().replaceAll(/[^a-z0-9]/g, '') : existing,
    isNew: opensPackage(`${folder.replace(/\/$/, '')}/${namesOf(options).snake}.go`, survey),
    log: survey.log,
  };
}

/** The last element of a module path that is no version: what `go build` calls the binary. */
export function lastElement(module: string): string {
  const elements = module.split('/').filter((element) => !/^v[0-9]+$/.test(element));
  return elements[elements.length - 1] ?? module;
}

export function moduleName(module: string): string {
  return lastElement(module).toLowerCase();
}
