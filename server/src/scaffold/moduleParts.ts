/**
 * Single files that any Go module may want: a Dockerfile for its commands and a CI workflow. What the module has (commands,
 * drivers in go.mod, its Go version) decides what they say. It needs no structure of ours and reads no Go.
 */
import { type GoMod, parseGoMod } from '../go/goMod.ts';
import { failure, type GeneratedFile, type Result, success } from './result.ts';
import { soundText } from './soundness.ts';
import { renderTemplate } from './template.ts';
import type { Templates } from './templates.ts';

export interface ModuleSurvey {
  readonly goMod: string;
  readonly hasSum: boolean;
  /** The folders below cmd/ that hold a main.go. */
  readonly commands: readonly string[];
  /** Whether the module's root holds a main.go. */
  readonly mainAtRoot: boolean;
  /** Whether cmd/ itself holds a main.go. */
  readonly mainInCmd?: boolean;
  /** A workflow that is there and tests the module. */
  readonly workflow?: string | undefined;
  /** The folder of the module in its repository; `''` where it is the root. */
  readonly within?: string;
  /** A Dockerfile where others keep theirs. */
  readonly dockerfile?: string | undefined;
  readonly hasDockerIgnore?: boolean;
}

/** Multi-stage, cached, static, not root, with what the daemon is not sent. The first of several commands, or `api` among them, is what a container runs. */
export function newDockerfile(survey: ModuleSurvey, templates: Templates): Result<readonly GeneratedFile[]> {
  const module = readModule(survey);
  if (!module.ok) {
    return module;
  }
  const { commands, mainAtRoot, mainInCmd, dockerfile, hasDockerIgnore } = survey;
  if (dockerfile !== undefined) {
    const message = `nothing was written, because ${dockerfile} is there already; change it, or move it away and ask again`;
    return failure({ option: 'project', message });
  }
  const [first] = commands;
  const isInCmd = first === undefined && mainInCmd === true;
  if (first === undefined && !mainAtRoot && !isInCmd) {
    return failure({
      option: 'module',
      message: 'there is nothing for a container to run: neither a main.go here nor one in cmd/ or a folder below it',
    });
  }
  const data = {
    goMinor: minorOf(module.value.goVersion),
    hasSum: survey.hasSum,
    packages: isInCmd ? ['./cmd'] : first === undefined ? ['.'] : ['./cmd/...'],
    main: isInCmd
      ? 'cmd'
      : first === undefined
        ? binaryName(module.value.modulePath)
        : commands.includes('api')
          ? 'api'
          : first,
  };
  return success([
    file('deployments/docker/Dockerfile', 'parts/Dockerfile.eta', data, templates),
    // What is there says what its author wants left out, be it more or less.
    ...(hasDockerIgnore === true ? [] : [file('.dockerignore', 'parts/dockerignore', {}, templates)]),
  ]);
}

/** Where the workflow of a module stands. GitHub reads them at the root of a repository alone, where modules below share the folder. */
export function workflowPath(within: string): string {
  return `.github/workflows/ci${within === '' ? '' : `-${within.replaceAll(/[^A-Za-z0-9]+/g, '-')}`}.yml`;
}

/** Lint, vet, build and test on GitHub, with the servers that the module's drivers speak to. Its path is relative to the repository. */
export function newWorkflow(survey: ModuleSurvey, templates: Templates): Result<readonly GeneratedFile[]> {
  const module = readModule(survey);
  if (!module.ok) {
    return module;
  }
  if (survey.workflow !== undefined) {
    const message = `nothing was written, because ${survey.workflow} is there already and tests this module; a second workflow would do so twice`;
    return failure({ option: 'project', message });
  }
  const requires = (path: string) =>
    module.value.requirements.some((one) => !one.indirect && one.path.startsWith(path));
  const { within = '', hasSum } = survey;
  const data = {
    within,
    hasSum,
    inModule: (name: string) => (within === '' ? name : `${within}/${name}`),
    postgres: requires('github.com/jackc/pgx') || requires('github.com/lib/pq'),
    redis: requires('github.com/redis/go-redis') || requires('github.com/go-redis/redis'),
  };
  return success([file(workflowPath(within), 'parts/ci.yml.eta', data, templates)]);
}

function readModule({ goMod }: ModuleSurvey): Result<GoMod> {
  const module = parseGoMod(goMod);
  return module.modulePath === ''
    ? failure({
        option: 'module',
        message: 'go.mod names no module; begin it with a line such as: module github.com/acme/shop',
      })
    : success(module);
}

/** Images are tagged by minor version; a go.mod that says none means the oldest that still knows the flags used. */
function minorOf(version: string): string {
  return /^[0-9]+\.[0-9]+/.exec(version)?.[0] ?? '1.24';
}

/** What `go build -o DIR/ .` calls the binary: the last element of the module path that is no version. */
function binaryName(modulePath: string): string {
  const elements = modulePath.split('/').filter((element) => !/^v[0-9]+$/.test(element));
  return elements[elements.length - 1] ?? modulePath;
}

function file(
  path: string,
  name: string,
  data: Readonly<Record<string, unknown>>,
  templates: Templates,
): GeneratedFile {
  const text = templates.get(name) ?? templates.get(name.replace(/\.eta$/, '')) ?? templates.get(`${name}.eta`);
  if (text === undefined) {
    throw new Error(`the installation is incomplete: ${name} is missing from the templates`);
  }
  const content = renderTemplate(name, text, data);
  return { path, content: soundText(name, path, content), mode: 0o644 };
}
