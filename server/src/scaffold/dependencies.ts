/**
 * Writes go.mod and go.sum of a new project. Which modules a combination of options needs, at which version, directly
 * or not, was found by `go mod tidy` over every combination and written down in templates/project/dependencies.json by
 * test/scaffold/lock.ts; here the lines that fit are picked. Nothing is resolved: generating works offline.
 */

/** One of these must hold. `always` does, `router=gin` when chosen, `router=gin&cache=redis` when both are. */
type Conditions = readonly string[];

export interface DependencyLock {
  readonly go: string;
  readonly modules: readonly {
    readonly path: string;
    readonly version: string;
    /** When the project imports it itself. */
    readonly direct: Conditions;
    /** When it is needed only by what the project imports. */
    readonly indirect: Conditions;
  }[];
  readonly sums: readonly { readonly line: string; readonly when: Conditions }[];
}

export function goModText(lock: DependencyLock, modulePath: string, chosen: ReadonlySet<string>): string {
  const direct: string[] = [];
  const indirect: string[] = [];
  for (const module of lock.modules) {
    if (holds(module.direct, chosen)) {
      direct.push(`\t${module.path} ${module.version}`);
    } else if (holds(module.indirect, chosen)) {
      indirect.push(`\t${module.path} ${module.version} // indirect`);
    }
  }
  return `module ${modulePath}\n\ngo ${lock.go}\n${requireBlock(direct)}${requireBlock(indirect)}`;
}

export function goSumText(lock: DependencyLock, chosen: ReadonlySet<string>): string {
  const lines = lock.sums.filter((sum) => holds(sum.when, chosen)).map((sum) => sum.line);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function requireBlock(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\nrequire (\n${lines.join('\n')}\n)\n`;
}

function holds(conditions: Conditions, chosen: ReadonlySet<string>): boolean {
  return conditions.some((condition) => conditionHolds(condition, chosen));
}

export function conditionHolds(condition: string, chosen: ReadonlySet<string>): boolean {
  return condition === 'always' || condition.split('&').every((value) => chosen.has(value));
}
