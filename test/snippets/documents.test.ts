/**
 * Every snippet that is neither Go nor SQL is read, however it is filled in, by the program that will read it one day or
 * by the nearest there is: BuildKit's parser, Docker Compose's loader, the Kubernetes types, GitHub's workflow parser,
 * make, an OpenAPI validator, a protocol compiler and the GraphQL reference.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema, validateSchema } from 'graphql';
import { parseAllDocuments } from 'yaml';
import { check, type Document } from './checks.ts';
import { readSnippets } from './collection.ts';
import { type DocumentContext, documentContexts } from './documentContexts.ts';
import { problemsOfManifests } from './kubernetes.ts';
import { variantsOf } from './variants.ts';

const snippets = readSnippets().filter(({ languages }) => !languages.includes('go') && !languages.includes('sql'));

const documents = snippets.flatMap((snippet) => {
  const { whole } = contextOf(snippet.prefix);
  return variantsOf(snippet).map(({ name, text }) => ({
    prefix: snippet.prefix,
    name: `${snippet.prefix}/${name}`,
    text: whole ? whole(text) : text,
  }));
});

/** What a reader has to say against one document; nothing if it is as it should be. */
type Reader = (document: Document) => string | undefined | Promise<string | undefined>;

describe('Snippets for containers, clusters, workflows and interfaces', function () {
  // With an empty build cache the toolchain first compiles some hundred dependencies.
  this.timeout(1_800_000);

  let fromGo = new Map<string, string>();
  let manifests = new Map<string, string>();

  before(async () => {
    fromGo = await check({
      dockerfiles: documentsFor('dockerfile'),
      compose: documentsFor('compose'),
      protocols: documentsFor('protocol'),
    });
    manifests = problemsOfManifests(documentsFor('kubernetes'));
  });

  const readers: Record<DocumentContext['reader'], Reader> = {
    dockerfile: ({ name }) => fromGo.get(name),
    compose: (document) => problemsOfYaml(document.text) ?? fromGo.get(document.name),
    protocol: ({ name }) => fromGo.get(name),
    kubernetes: (document) => problemsOfYaml(document.text) ?? manifests.get(document.name),
    workflow: (document) => problemsOfYaml(document.text) ?? problemsOfWorkflow(document),
    openapi: (document) => problemsOfYaml(document.text) ?? problemsOfOpenApi(document.text),
    makefile: ({ text }) => problemsOfMakefile(text),
    graphql: ({ text }) => problemsOfGraphql(text),
  };

  it('have a context each, and no context is left over', () => {
    assert.deepEqual(Object.keys(documentContexts).sort(), snippets.map(({ prefix }) => prefix).sort());
  });

  for (const { prefix } of snippets) {
    const { reader } = contextOf(prefix);
    it(`${prefix} is a ${reader} document, however it is filled in`, async () => {
      const own = documents.filter((document) => document.prefix === prefix);
      assert.notEqual(own.length, 0);
      for (const document of own) {
        assert.equal(await readers[reader](document), undefined, `${document.name} expands to:\n${document.text}`);
      }
    });
  }

  describe('are read by readers that see what is wrong:', () => {
    const broken: Record<DocumentContext['reader'], string> = {
      dockerfile: 'FROM scratch\nRUNN true\n',
      compose: 'services:\n  api:\n    imagee: x\n',
      protocol: 'syntax = "proto3";\nmessage A {\n  B b = 1;\n}\n',
      kubernetes: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  portss: []\n',
      workflow: 'on: push\njobs:\n  a:\n    runs-on: x\n    stepss: []\n',
      openapi: 'openapi: 3.1.0\ninfo:\n  title: a\npaths: {}\n',
      makefile: 'all:\nnot a recipe\n',
      graphql: 'type Query {\n  a: Missing\n}\n',
    };
    const name = 'broken';

    before(async () => {
      const document = (reader: DocumentContext['reader']) => [{ name, text: broken[reader] }];
      for (const kind of ['dockerfile', 'compose', 'protocol'] as const) {
        const problems = await check({ dockerfiles: [], [`${kind}${kind === 'compose' ? '' : 's'}`]: document(kind) });
        fromGo.set(`${name} ${kind}`, problems.get(name) ?? '');
      }
      manifests.set(`${name} kubernetes`, problemsOfManifests(document('kubernetes')).get(name) ?? '');
    });

    for (const reader of Object.keys(broken) as DocumentContext['reader'][]) {
      it(reader, async () => {
        assert.ok(await readers[reader]({ name: `${name} ${reader}`, text: broken[reader] }));
      });
    }
  });
});

function contextOf(prefix: string): DocumentContext {
  const context = documentContexts[prefix];
  if (!context) throw new Error(`${prefix}: say in documentContexts.ts who reads this snippet`);
  return context;
}

function documentsFor(reader: DocumentContext['reader']): Document[] {
  return documents
    .filter(({ prefix }) => contextOf(prefix).reader === reader)
    .map(({ name, text }) => ({ name, text }));
}

function problemsOfYaml(text: string): string | undefined {
  const problems = parseAllDocuments(text).flatMap((document) => [...document.errors, ...document.warnings]);
  return problems.length > 0 ? problems.map(({ message }) => message).join('\n') : undefined;
}

async function problemsOfWorkflow({ name, text }: Document): Promise<string | undefined> {
  // Both this parser and the validator below are published for `import` only, and the tests run as CommonJS.
  const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } = await import('@actions/workflow-parser');
  const { context, value } = parseWorkflow({ name: `${name}.yaml`, content: text }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  const problems = context.errors.getErrors();
  return problems.length > 0 ? problems.map(({ message }) => message).join('\n') : undefined;
}

async function problemsOfOpenApi(text: string): Promise<string | undefined> {
  const { Validator } = await import('@seriousme/openapi-schema-validator');
  const validator = new Validator();
  const result = await validator.validate(text);
  if (!result.valid) return JSON.stringify(result.errors);
  const dangling = [...text.matchAll(/\$ref: "#\/([^"]+)"/g)]
    .map(([, path]) => path!)
    .filter((path) => {
      let at: unknown = validator.specification;
      for (const key of path.split('/')) at = (at as Record<string, unknown> | undefined)?.[key];
      return at === undefined;
    });
  return dangling.length > 0 ? `refers to what is not there: ${dangling.join(', ')}` : undefined;
}

function problemsOfMakefile(text: string): string | undefined {
  const targets = [...text.matchAll(/^\.PHONY: (\S+)$/gm)].map(([, target]) => target!);
  const folder = mkdtempSync(join(tmpdir(), 'go-architect-make-'));
  const file = join(folder, 'Makefile');
  writeFileSync(file, text);
  const result = spawnSync('make', ['--dry-run', '--warn-undefined-variables', `--file=${file}`, ...targets], {
    encoding: 'utf8',
    // Node's pipes are sockets, and a bash that finds one for its standard input may take itself for a remote shell
    // and read the user's start-up files, whose complaints are none of the snippet's.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DATABASE_URL: 'postgres://localhost/app' },
  });
  rmSync(folder, { recursive: true, force: true });
  if (result.error) throw result.error;
  return result.status === 0 && result.stderr === '' ? undefined : `make ended with ${result.status}: ${result.stderr}`;
}

function problemsOfGraphql(text: string): string | undefined {
  try {
    const problems = validateSchema(buildSchema(text));
    return problems.length > 0 ? problems.map(String).join('\n') : undefined;
  } catch (problem) {
    return String(problem);
  }
}
