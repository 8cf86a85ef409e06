/**
 * The words Go teams use for the layers of each layout, and which layer may not look at which.
 *
 * A word stands here only if it names that layer in nearly every project that has the other words too. What two teams mean
 * differently (`service`, `ports`, `adapter`) is told apart by its company in `layout.ts`, or left without a direction.
 * Detection forbids only what no reading of the names allows; presets and teams may be stricter.
 */

export type RecognisedLayout = 'clean' | 'hexagonal' | 'ddd' | 'layered';

export interface Role {
  /** The name of the layer. */
  readonly name: string;
  readonly description: string;
  /** Directory names, lower case without `_` and `-`. */
  readonly words: readonly string[];
  /** Words that count only while none of `words` is there. */
  readonly weakWords?: readonly string[];
  /** Roles it may never import. */
  readonly forbids: readonly string[];
}

export interface LayoutWords {
  readonly layout: RecognisedLayout;
  readonly roles: readonly Role[];
  /** Sets of roles that together are convincing, with how much; the best fitting set counts. */
  readonly signatures: readonly { readonly roles: readonly string[]; readonly confidence: number }[];
}

const repositoryWords = ['repository', 'repositories', 'repo', 'repos', 'persistence'];
const storeWords = ['store', 'stores', 'storage', 'dao', 'datastore', 'dal'];
const deliveryWords = [
  'delivery',
  'deliveries',
  'handler',
  'handlers',
  'controller',
  'controllers',
  'transport',
  'transports',
];
const outerDeliveryWords = ['api', 'rest', 'restapi', 'http', 'grpc', 'web', 'presentation', 'presenter', 'presenters'];
const domainWords = ['domain', 'domains', 'entity', 'entities'];
const modelWords = ['model', 'models'];

export const layoutWords: readonly LayoutWords[] = [
  {
    layout: 'clean',
    roles: [
      {
        name: 'domain',
        description: 'Entities and business rules',
        words: domainWords,
        weakWords: modelWords,
        forbids: ['usecase', 'repository', 'delivery', 'adapter', 'infrastructure'],
      },
      {
        name: 'usecase',
        description: 'What the application does',
        words: ['usecase', 'usecases', 'interactor', 'interactors'],
        forbids: ['repository', 'delivery', 'adapter', 'infrastructure'],
      },
      {
        name: 'repository',
        description: 'Access to data',
        words: repositoryWords,
        weakWords: storeWords,
        forbids: ['delivery'],
      },
      {
        name: 'delivery',
        description: 'How the world reaches the application',
        words: deliveryWords,
        weakWords: outerDeliveryWords,
        forbids: ['repository'],
      },
      {
        name: 'adapter',
        description: 'Converts between use cases and the outside',
        words: ['adapter', 'adapters'],
        forbids: [],
      },
      {
        name: 'infrastructure',
        description: 'Frameworks and drivers',
        words: ['infrastructure', 'infrastructures', 'infra'],
        forbids: [],
      },
    ],
    signatures: [
      { roles: ['domain', 'usecase', 'repository', 'delivery'], confidence: 0.97 },
      { roles: ['domain', 'usecase', 'adapter', 'infrastructure'], confidence: 0.95 },
      { roles: ['usecase', 'repository', 'delivery'], confidence: 0.9 },
      { roles: ['domain', 'usecase', 'infrastructure'], confidence: 0.9 },
      { roles: ['domain', 'usecase', 'repository'], confidence: 0.9 },
      { roles: ['domain', 'usecase', 'delivery'], confidence: 0.9 },
      { roles: ['domain', 'usecase', 'adapter'], confidence: 0.9 },
      { roles: ['usecase', 'repository'], confidence: 0.6 },
      { roles: ['domain', 'usecase'], confidence: 0.6 },
    ],
  },
  {
    layout: 'hexagonal',
    roles: [
      {
        name: 'domain',
        description: 'Entities and business rules',
        words: domainWords,
        weakWords: modelWords,
        forbids: ['application', 'adapters', 'delivery', 'repository'],
      },
      // Interfaces of the core to some, the inbound side to others: nothing is said about it unless it lies in the core.
      { name: 'ports', description: 'Ports', words: ['port', 'ports'], forbids: [] },
      {
        name: 'application',
        description: 'Services of the core',
        words: ['application', 'app', 'usecase', 'usecases'],
        weakWords: ['service', 'services'],
        forbids: ['adapters', 'delivery', 'repository'],
      },
      {
        name: 'adapters',
        description: 'Everything that talks to the outside',
        words: ['adapter', 'adapters'],
        forbids: [],
      },
      { name: 'delivery', description: 'How the world reaches the application', words: deliveryWords, forbids: [] },
      { name: 'repository', description: 'Access to data', words: repositoryWords, forbids: [] },
    ],
    signatures: [
      { roles: ['domain', 'application', 'ports', 'adapters'], confidence: 0.95 },
      { roles: ['domain', 'application', 'adapters'], confidence: 0.9 },
      { roles: ['domain', 'application', 'ports', 'delivery'], confidence: 0.85 },
      { roles: ['domain', 'application', 'ports', 'repository'], confidence: 0.85 },
      { roles: ['ports', 'adapters', 'application'], confidence: 0.8 },
      { roles: ['ports', 'adapters', 'domain'], confidence: 0.8 },
      { roles: ['ports', 'adapters'], confidence: 0.6 },
    ],
  },
  {
    layout: 'ddd',
    roles: [
      {
        name: 'domain',
        description: 'Aggregates, value objects, domain services',
        words: ['domain', 'domains'],
        forbids: ['application', 'infrastructure', 'interfaces'],
      },
      {
        name: 'application',
        description: 'Commands, queries, orchestration',
        words: ['application'],
        weakWords: ['app'],
        forbids: ['infrastructure', 'interfaces'],
      },
      {
        name: 'infrastructure',
        description: 'Technical implementations',
        words: ['infrastructure', 'infrastructures', 'infra'],
        forbids: [],
      },
      {
        name: 'interfaces',
        description: 'How the world reaches the application',
        words: [
          'interfaces',
          'interface',
          'presentation',
          'transport',
          'delivery',
          'handlers',
          'handler',
          'controllers',
        ],
        weakWords: ['api', 'rest', 'userinterface', 'ui'],
        forbids: [],
      },
    ],
    signatures: [
      { roles: ['domain', 'application', 'infrastructure', 'interfaces'], confidence: 0.95 },
      { roles: ['domain', 'application', 'infrastructure'], confidence: 0.9 },
      { roles: ['application', 'infrastructure', 'interfaces'], confidence: 0.8 },
      { roles: ['domain', 'application', 'interfaces'], confidence: 0.8 },
      { roles: ['domain', 'infrastructure'], confidence: 0.5 },
    ],
  },
  {
    layout: 'layered',
    roles: [
      {
        name: 'model',
        description: 'Data of the business',
        words: [...modelWords, ...domainWords],
        forbids: ['repository', 'service', 'handler'],
      },
      {
        name: 'repository',
        description: 'Access to data',
        words: [...repositoryWords, 'dao', 'dal'],
        weakWords: storeWords,
        // Services that declare the interfaces they need are imported by what implements them: both directions are right.
        forbids: ['handler'],
      },
      {
        name: 'service',
        description: 'Business logic',
        words: ['service', 'services', 'logic', 'biz'],
        forbids: ['handler'],
      },
      {
        name: 'handler',
        description: 'How the world reaches the application',
        words: deliveryWords,
        weakWords: outerDeliveryWords,
        forbids: [],
      },
    ],
    signatures: [
      { roles: ['model', 'service', 'handler', 'repository'], confidence: 0.95 },
      { roles: ['service', 'handler', 'repository'], confidence: 0.9 },
      { roles: ['model', 'service', 'handler'], confidence: 0.6 },
      { roles: ['model', 'service', 'repository'], confidence: 0.6 },
    ],
  },
];

/** Directories that say nothing about the layout: every project may have them. */
export const neutralWords: ReadonlySet<string> = new Set([
  'bootstrap',
  'build',
  'cmd',
  'common',
  'conf',
  'config',
  'configs',
  'configuration',
  'configurations',
  'constant',
  'constants',
  'container',
  'context',
  'core',
  'db',
  'database',
  'deploy',
  'deployments',
  'di',
  'docs',
  'dto',
  'dtos',
  'e2e',
  'env',
  'errors',
  'event',
  'events',
  'example',
  'examples',
  'fixtures',
  'gen',
  'generated',
  'helper',
  'helpers',
  'i18n',
  'init',
  'integrationtest',
  'internal',
  'kernel',
  'lib',
  'libs',
  'log',
  'logger',
  'logging',
  'logs',
  'main',
  'metrics',
  'middleware',
  'middlewares',
  'migration',
  'migrations',
  'mock',
  'mocks',
  'monitoring',
  'observability',
  'pb',
  'pkg',
  'platform',
  'proto',
  'protos',
  'registry',
  'router',
  'routers',
  'routes',
  'scripts',
  'seed',
  'seeds',
  'server',
  'servers',
  'shared',
  'swagger',
  'telemetry',
  'test',
  'testhelper',
  'testhelpers',
  'tests',
  'testutil',
  'testutils',
  'thirdparty',
  'tools',
  'types',
  'util',
  'utility',
  'utils',
  'validator',
  'validators',
  'version',
  'wire',
]);

/** Directories that hold no part of the product: what lies below them is never taken for its layout. */
export const foreignWords: ReadonlySet<string> = new Set([
  'benchmark',
  'benchmarks',
  'contrib',
  'demo',
  'docs',
  'e2e',
  'example',
  'examples',
  'experimental',
  'fixtures',
  'hack',
  'integration',
  'integrationtest',
  'mock',
  'mocks',
  'sample',
  'samples',
  'scripts',
  'template',
  'templates',
  'test',
  'testing',
  'tests',
  'testutil',
  'testutils',
  'thirdparty',
  'tool',
  'tools',
  'tutorial',
  'tutorials',
]);

/** Directories inside a layer that put things together and so see everything. */
export const wiringWords: ReadonlySet<string> = new Set([
  'app',
  'bootstrap',
  'cmd',
  'container',
  'di',
  'fx',
  'init',
  'ioc',
  'main',
  'registry',
  'route',
  'router',
  'routers',
  'routes',
  'routing',
  'server',
  'servers',
  'setup',
  'wire',
  'wiring',
]);

/** How a directory's name is compared: `use_case`, `use-case` and `UseCase` are one word. */
export function plainWord(directory: string): string {
  return directory.toLowerCase().replaceAll(/[_-]/g, '');
}
