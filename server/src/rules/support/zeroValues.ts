/**
 * What to return beside an error: the zero value of each other result, spelled as a reader of the file would spell it. Types that
 * are not known have none, and then a fix that needs it is not offered.
 */
import type { ParameterFact } from '../../go/facts.ts';
import type { Project, ProjectFile } from '../../model/project.ts';

interface Place {
  readonly project: Project;
  readonly file: ProjectFile;
}

/** The zero value of a type as written in the file; undefined when the type is not known. */
export function zeroValue(
  type: string,
  { project, file }: Place,
  typeParameters: ReadonlySet<string>,
): string | undefined {
  if (typeParameters.has(type)) return `*new(${type})`;
  if (/^(?:\*|\[\]|map\[|chan\b|<-chan\b|func\b|interface\b)/.test(type)) return 'nil';
  const behind = project.types.underlying(project.types.typeWritten(type, file), file);
  switch (behind.kind) {
    case 'basic':
      if (behind.name === 'bool') return 'false';
      if (behind.name === 'string') return '""';
      return behind.name.includes('Pointer') ? 'nil' : '0';
    case 'pointer':
    case 'slice':
    case 'map':
    case 'chan':
    case 'func':
    case 'interface':
      return 'nil';
    case 'struct':
    case 'array': {
      const written = asFormatted(type);
      return written === undefined ? undefined : `${written}{}`;
    }
    default:
      return undefined;
  }
}

/** A type as gofmt leaves it: facts hold `struct{A int}`. What it would break into several lines is nothing to write in a return statement. */
function asFormatted(type: string): string | undefined {
  const only = /^struct\{([^{};"`]+)\}$/.exec(type)?.[1];
  if (only !== undefined) return `struct{ ${only} }`;
  return /\b(?:struct|interface)\{[^}]/.test(type) ? undefined : type;
}

/**
 * `return 0, nil, <error>` for a function with these results, the last of which is an error.
 *
 * @param isResult whether a name means the result that is called so where the statement will stand: then it may stand for a zero value
 * that cannot be written
 */
export function returnStatement(
  results: readonly ParameterFact[],
  error: string,
  place: Place,
  typeParameters: ReadonlySet<string> = new Set(),
  isResult: (name: string) => boolean = () => false,
): string | undefined {
  const values: string[] = [];
  for (const { type, name } of results.slice(0, -1)) {
    const named = name !== '' && name !== '_' && isResult(name) ? name : undefined;
    const value = zeroValue(type, place, typeParameters) ?? named;
    if (value === undefined) return undefined;
    values.push(value);
  }
  return `return ${[...values, error].join(', ')}`;
}
