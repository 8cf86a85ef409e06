/**
 * Judges Kubernetes manifests offline by the types and the schemas that `kubernetes-models` makes from the cluster's own
 * definition. The types see fields that do not exist, the schemas see values that are not allowed; neither alone sees both.
 */
import { join } from 'node:path';
import * as appsV1 from 'kubernetes-models/apps/v1';
import * as autoscalingV2 from 'kubernetes-models/autoscaling/v2';
import * as batchV1 from 'kubernetes-models/batch/v1';
import * as networkingV1 from 'kubernetes-models/networking.k8s.io/v1';
import * as policyV1 from 'kubernetes-models/policy/v1';
import * as coreV1 from 'kubernetes-models/v1';
import ts from 'typescript';
import { parse } from 'yaml';
import type { Document } from './checks.ts';
import { repositoryRoot } from './collection.ts';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

type Model = new (manifest: Manifest) => { validate(): void };

const models: Readonly<Record<string, unknown>> = {
  'apps/v1': appsV1,
  'autoscaling/v2': autoscalingV2,
  'batch/v1': batchV1,
  'networking.k8s.io/v1': networkingV1,
  'policy/v1': policyV1,
  v1: coreV1,
};

/** The problems of each document that has any, by its name. */
export function problemsOfManifests(documents: readonly Document[]): Map<string, string> {
  const problems = new Map<string, string[]>();
  const report = (name: string, problem: string) => problems.set(name, [...(problems.get(name) ?? []), problem]);
  const manifests = documents.map(({ name, text }) => ({ name, manifest: parse(text) as Manifest }));
  for (const { name, manifest } of manifests) {
    const problem = problemOfValues(manifest);
    if (problem) report(name, problem);
  }
  const { source, lines } = typedSource(manifests);
  for (const { line, message } of typeErrors(source)) report(lines[line] ?? 'all', message);
  return new Map([...problems].map(([name, found]) => [name, found.join('\n')]));
}

function problemOfValues(manifest: Manifest): string | undefined {
  const ofVersion = models[manifest.apiVersion] as Readonly<Record<string, Model>> | undefined;
  const KindOfManifest = ofVersion?.[manifest.kind];
  if (!KindOfManifest) return `nothing is known of ${manifest.apiVersion} ${manifest.kind}`;
  try {
    new KindOfManifest(manifest).validate();
    return undefined;
  } catch (problem) {
    return String(problem);
  }
}

/** One line for each manifest, a literal of its type, so that TypeScript checks it for fields the type has not. */
function typedSource(manifests: readonly { readonly name: string; readonly manifest: Manifest }[]): {
  source: string;
  lines: string[];
} {
  const lines = manifests.map(({ manifest }, index) => {
    const type = `import('kubernetes-models/${manifest.apiVersion}').I${manifest.kind}`;
    return `export const manifest${index}: ${type} = ${JSON.stringify(manifest)};`;
  });
  return { source: lines.join('\n'), lines: manifests.map(({ name }) => name) };
}

function typeErrors(source: string): { line: number; message: string }[] {
  const path = join(repositoryRoot, 'test', 'snippets', 'manifests.generated.ts');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === path || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === path ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  const program = ts.createProgram([path], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => ({
    line: file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : -1,
    message: ts.flattenDiagnosticMessageText(messageText, '\n'),
  }));
}
