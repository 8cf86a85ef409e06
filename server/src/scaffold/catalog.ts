/** What can be generated, in the words that `new --list` and the editor's picker show. */
import { partDefinitions } from './parts/catalog.ts';

export interface Generator {
  readonly name: string;
  readonly title: string;
  readonly usage: string;
}

export const generators: readonly Generator[] = [
  {
    name: 'project',
    title: 'A new Go backend: API, worker, migrations, tests, deployment',
    usage: 'new project NAME --module PATH',
  },
  {
    name: 'feature',
    title: 'An entity through every layer of any module with a layout',
    usage: 'new feature NAME --field name:type …',
  },
  {
    name: 'migration',
    title: 'The next migration, up and down, in the form of the tool of its folder',
    usage: 'new migration NAME [--directory PATH]',
  },
  {
    name: 'dockerfile',
    title: 'A small image, not root, for the commands of any Go module',
    usage: 'new dockerfile',
  },
  {
    name: 'ci',
    title: 'A GitHub workflow that lints, builds and tests any Go module',
    usage: 'new ci',
  },
  ...partDefinitions.map(({ name, title, usage }) => ({ name, title, usage })),
];
