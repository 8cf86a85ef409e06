/**
 * Layouts and rule sets that a configuration can build on by name. A layout is written as a configuration file would be,
 * so a team can copy it and go on from there; nothing here is special but its name.
 *
 * The names of directories are the canonical ones and their common spellings, below `internal/`, below `pkg/` for teams
 * without `internal/`, or at the root. What a real project calls its layers is found out by `layout.ts` and written down
 * by `go-architect init`; a preset does not guess.
 */

import { infrastructureModuleOf, infrastructureWord } from './infrastructure.ts';
import type { ConfigInput, LayerInput } from './schema.ts';

export const layoutNames = ['clean', 'hexagonal', 'ddd', 'layered', 'modular'] as const;
export type LayoutName = (typeof layoutNames)[number];

export const ruleSetNames = ['recommended', 'strict'] as const;
export type RuleSetName = (typeof ruleSetNames)[number];

export function isLayoutName(name: string): name is LayoutName {
  return (layoutNames as readonly string[]).includes(name);
}

export function isRuleSetName(name: string): name is RuleSetName {
  return (ruleSetNames as readonly string[]).includes(name);
}

/** Tests wire real things together, so presets hold them to nothing. A team that wants more writes `tests` itself. */
const freeTests = { imports: { layers: '*' } } as const;

const outsideStandardPackages = ['database/sql', 'net/http'];

/**
 * What the innermost layer of a layout must not build on, wherever nobody says more: databases, HTTP, brokers. Values from
 * elsewhere (identifiers, decimals, validation) are left to the team.
 *
 * @param allowed standard packages and modules of these that it may build on all the same
 */
export function innermostImports(
  layer: string,
  allowed: readonly string[] = [],
): Pick<NonNullable<LayerInput['imports']>, 'std' | 'external'> {
  if (layer !== 'domain') return {};
  const std = { deny: outsideStandardPackages.filter((path) => !allowed.includes(path)) };
  const modules = allowed.filter((path) => !outsideStandardPackages.includes(path));
  const external = { deny: [infrastructureWord], ...(modules.length > 0 ? { allow: ['*', ...modules] } : {}) };
  return { ...(std.deny.length > 0 ? { std } : {}), external };
}

/** What of an import the innermost layer must not build on: a standard package, or the module that a package is part of. */
export function deniedInnermost(path: string): string | undefined {
  return outsideStandardPackages.includes(path) ? path : infrastructureModuleOf(path);
}

export function layoutPreset(name: LayoutName): Pick<ConfigInput, 'layers'> {
  return { layers: layouts[name] };
}

/** What layers of one name may import wherever detection or a preset speaks of them. */
export interface LayerDirection {
  readonly name: string;
  readonly description: string;
  readonly imports: readonly string[] | '*';
}

/** From the inside out: the direction in which each layout lets its layers look. */
export const layoutDirections: Readonly<Record<LayoutName, readonly LayerDirection[]>> = {
  clean: [
    { name: 'domain', description: 'Entities and business rules', imports: ['platform'] },
    { name: 'usecase', description: 'What the application does', imports: ['domain', 'platform'] },
    { name: 'repository', description: 'Access to data', imports: ['domain', 'usecase', 'platform'] },
    {
      name: 'delivery',
      description: 'How the world reaches the application',
      imports: ['usecase', 'domain', 'platform'],
    },
    { name: 'platform', description: 'Helpers without business knowledge', imports: [] },
    { name: 'main', description: 'Entry points that wire everything', imports: '*' },
  ],
  hexagonal: [
    { name: 'domain', description: 'Entities and business rules', imports: ['platform'] },
    { name: 'ports', description: 'Interfaces of the core', imports: ['domain', 'platform'] },
    { name: 'application', description: 'Services of the core', imports: ['domain', 'ports', 'platform'] },
    {
      name: 'adapters',
      description: 'Everything that talks to the outside',
      imports: ['application', 'ports', 'domain', 'platform'],
    },
    { name: 'platform', description: 'Helpers without business knowledge', imports: [] },
    { name: 'main', description: 'Entry points that wire everything', imports: '*' },
  ],
  ddd: [
    { name: 'domain', description: 'Aggregates, value objects, domain services', imports: ['platform'] },
    { name: 'application', description: 'Commands, queries, orchestration', imports: ['domain', 'platform'] },
    {
      name: 'infrastructure',
      description: 'Technical implementations',
      imports: ['application', 'domain', 'platform'],
    },
    {
      name: 'interfaces',
      description: 'How the world reaches the application',
      imports: ['application', 'domain', 'platform'],
    },
    { name: 'platform', description: 'Helpers without business knowledge', imports: [] },
    { name: 'main', description: 'Entry points that wire everything', imports: '*' },
  ],
  layered: [
    { name: 'model', description: 'Data of the business', imports: ['platform'] },
    { name: 'repository', description: 'Access to data', imports: ['model', 'platform'] },
    { name: 'service', description: 'Business logic', imports: ['repository', 'model', 'platform'] },
    {
      name: 'handler',
      description: 'How the world reaches the application',
      imports: ['service', 'repository', 'model', 'platform'],
    },
    { name: 'platform', description: 'Helpers without business knowledge', imports: [] },
    { name: 'main', description: 'Entry points that wire everything', imports: '*' },
  ],
  modular: [
    { name: 'domain', description: 'Entities and business rules of a module', imports: ['platform'] },
    { name: 'usecase', description: 'What a module does', imports: ['domain', 'platform'] },
    { name: 'repository', description: 'Access to data of a module', imports: ['domain', 'usecase', 'platform'] },
    { name: 'delivery', description: 'How the world reaches a module', imports: ['usecase', 'domain', 'platform'] },
    { name: 'platform', description: 'Helpers without business knowledge', imports: [] },
    { name: 'main', description: 'Entry points that wire everything', imports: '*' },
  ],
};

const platform = ['internal/pkg/**', 'internal/platform/**', 'pkg/**'];
const main = ['cmd/**', '.'];

const layouts: Readonly<Record<LayoutName, Record<string, LayerInput>>> = {
  clean: layers('clean', {
    domain: below('internal', 'domain', 'entity', 'entities'),
    usecase: below('internal', 'usecase', 'usecases'),
    repository: below('internal', 'repository', 'repositories'),
    delivery: below('internal', 'delivery', 'handler', 'handlers', 'controller', 'controllers'),
    platform,
    main,
  }),
  hexagonal: layers('hexagonal', {
    domain: [...below('internal/core', 'domain'), ...below('internal', 'domain')],
    ports: [...below('internal/core', 'ports', 'port'), ...below('internal', 'ports', 'port')],
    application: [
      ...below('internal/core', 'services', 'service', 'application', 'usecases', 'usecase'),
      ...below('internal', 'application', 'app'),
    ],
    adapters: below('internal', 'adapters', 'adapter'),
    platform,
    main,
  }),
  ddd: layers('ddd', {
    domain: below('internal', 'domain'),
    application: below('internal', 'application', 'app'),
    infrastructure: below('internal', 'infrastructure', 'infra'),
    interfaces: below('internal', 'interfaces', 'interface', 'presentation'),
    platform,
    main,
  }),
  layered: layers('layered', {
    model: below('internal', 'model', 'models', 'entity', 'entities'),
    repository: below('internal', 'repository', 'repositories', 'store', 'storage', 'dao'),
    service: below('internal', 'service', 'services'),
    handler: below('internal', 'handler', 'handlers', 'controller', 'controllers', 'api'),
    platform,
    main,
  }),
  modular: layers('modular', {
    domain: inModules('domain', 'entity', 'model'),
    usecase: inModules('usecase', 'usecases', 'application', 'app', 'service'),
    repository: inModules('repository', 'infrastructure', 'infra', 'storage'),
    delivery: inModules('delivery', 'handler', 'transport', 'interfaces'),
    platform,
    main,
  }),
};

function layers(layout: LayoutName, paths: Readonly<Record<string, string[]>>): Record<string, LayerInput> {
  return Object.fromEntries(
    layoutDirections[layout].map(({ name, description, imports }) => [
      name,
      {
        description,
        paths: paths[name] ?? [],
        imports: { layers: imports === '*' ? '*' : [...imports], ...innermostImports(name) },
        tests: { imports: { ...freeTests.imports } },
      },
    ]),
  );
}

/** Each directory below the given one and, for those without it, at the root. */
function below(parent: string, ...directories: string[]): string[] {
  const short = parent === 'internal' ? '' : `${parent.replace(/^internal\//, '')}/`;
  return directories.flatMap((directory) => [`${parent}/${directory}/**`, `${short}${directory}/**`]);
}

function inModules(...directories: string[]): string[] {
  return directories.flatMap((directory) => [
    `internal/*/${directory}/**`,
    `internal/modules/*/${directory}/**`,
    `modules/*/${directory}/**`,
  ]);
}
