/** What `explain --format json` prints; its schema is `schemas/explain-result.schema.json`. */
import type { ImportRules, LayerPattern, Rationale, Selection } from '../config/config.ts';
import { seenFromRoot } from '../config/rationale.ts';
import type { FileExplanation } from '../model/explain.ts';
import type { RuleMeta } from '../rules/rule.ts';
import { relativePath } from './report.ts';

export function ruleJson({ id, title, severity, recommended }: RuleMeta<unknown>, page: string): string {
  return printed({ kind: 'rule', rule: { id, title, severity, recommended, page } });
}

export function filesJson(explanations: readonly FileExplanation[], cwd: string): string {
  return printed({ kind: 'files', files: explanations.map((each) => explainedFile(each, cwd)) });
}

export interface ChainStep {
  readonly package: string;
  readonly layer: string | undefined;
  /** Relative to the working directory. */
  readonly file: string;
  readonly line: number;
}

export function chainJson(from: string, to: string, steps: readonly ChainStep[]): string {
  return printed({ kind: 'chain', from, to, depends: steps.length > 0, steps });
}

function printed(result: object): string {
  return `${JSON.stringify({ version: 1, ...result }, undefined, 2)}\n`;
}

function explainedFile(explanation: FileExplanation, cwd: string): object {
  const { answer, path, packagePath, module, source, role, mayImport } = explanation;
  const { siblings, mayBeImportedBy, importedBy, slices, remarks } = explanation;
  const claimed = answer.kind === 'layer' ? answer : undefined;
  return {
    file: relativePath(cwd, path),
    package: packagePath,
    module,
    source,
    role,
    ...(claimed ? { layer: layerJson(claimed.pattern) } : {}),
    ...(answer.kind === 'tie' ? { tie: answer.patterns.map(named) } : {}),
    losers: (claimed?.losers ?? []).map(({ pattern, why }) => ({ ...named(pattern), why })),
    mayImport,
    siblings,
    mayBeImportedBy,
    importedBy,
    slices,
    remarks,
  };
}

function named({ layer, pattern }: LayerPattern) {
  return { layer: layer.name, pattern: pattern.text };
}

function layerJson({ layer, pattern, origin }: LayerPattern): object {
  const { name, description, imports, testImports, blackBoxTestImports } = layer;
  return {
    name,
    description,
    pattern: pattern.text,
    decidedBy: origin.label,
    imports: selections(imports),
    tests: selections(testImports),
    blackBoxTests: selections(blackBoxTestImports),
  };
}

function selections({ layers, std, external, why }: ImportRules): object {
  return {
    ...(layers ? { layers: selected(layers) } : {}),
    ...(std ? { standard: selected(std) } : {}),
    ...(external ? { thirdParty: selected(external) } : {}),
    ...written(why),
  };
}

function selected({ allow, deny, why, explained }: Selection): object {
  const entries = explained?.map(({ list, path, why }) => ({ list, name: path, ...written(why) }));
  return { allow, deny, ...written(why), ...(entries ? { explained: entries } : {}) };
}

/** What is absent is left out when it is printed. */
function written(why: Rationale | undefined): object {
  if (why === undefined) return {};
  const { reason, link } = seenFromRoot(why);
  return { reason, link };
}
