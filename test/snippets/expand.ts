/**
 * Expands a snippet as VS Code does when a user inserts it and tabs through to the end: variables first, then every
 * tab stop in order, each with its default or with the text given for it, transforms applied on leaving it. Parsing and
 * transforming is VS Code's own engine, which monaco-editor publishes; only the tabbing is done here, because in the
 * editor it belongs to the cursor. Indentation of the place of insertion is not simulated: every test inserts at column 1.
 */
import * as engine from 'monaco-editor/editor/contrib/snippet/browser/snippetParser.js';

export interface Expansion {
  /** What TM_FILENAME_BASE and TM_DIRECTORY are made of, such as `/home/dev/app/internal/domain/user.go`. */
  readonly path: string;
  /** Text typed or chosen at a tab stop instead of its default. */
  readonly typed?: ReadonlyMap<number, string>;
}

export function expand(body: string, { path, typed = new Map() }: Expansion): string {
  const snippet = parse(body);
  snippet.resolveVariables({ resolve: ({ name }) => valueOfVariable(name, path) });
  const stops = [...snippet.placeholders].filter((stop) => !stop.isFinalTabstop);
  stops.sort((a, b) => a.index - b.index);
  for (const stop of stops) {
    const text = typed.get(stop.index);
    if (text !== undefined) replaceContent(stop, text);
  }
  for (const stop of stops) {
    if (stop.transform) replaceContent(stop, stop.transform.resolve(stop.toString()));
  }
  return snippet.toString();
}

/** The text as it stands before the first tab: defaults are in place, transforms of tab stops are not yet applied. */
export function insert(body: string, path: string): string {
  const snippet = parse(body);
  snippet.resolveVariables({ resolve: ({ name }) => valueOfVariable(name, path) });
  return snippet.toString();
}

export interface TabStop {
  readonly index: number;
  readonly choices: readonly string[];
}

/** The tab stops that offer a choice, with all they offer, once each. */
export function choicesOf(body: string): TabStop[] {
  const found = new Map<number, TabStop>();
  for (const { index, choice } of parse(body).placeholders) {
    if (choice) found.set(index, { index, choices: choice.options.map((option) => option.value) });
  }
  return [...found.values()];
}

export function tabStopIndexes(body: string): number[] {
  return [...new Set(parse(body).placeholders.map((stop) => stop.index))].sort((a, b) => a - b);
}

export function variablesOf(body: string): string[] {
  const names: string[] = [];
  walkAll(body, (marker) => {
    if (marker instanceof engine.Variable) names.push(marker.name);
  });
  return names;
}

/** How each variable with a transform is taken apart. */
export function variablePatternsOf(body: string): { name: string; pattern: string }[] {
  const found: { name: string; pattern: string }[] = [];
  walkAll(body, (marker) => {
    if (marker instanceof engine.Variable && marker.transform) {
      found.push({ name: marker.name, pattern: marker.transform.regexp.source });
    }
  });
  return found;
}

/** The case modifiers that the transforms use, such as `camelcase`. */
export function caseModifiersOf(body: string): string[] {
  const names: string[] = [];
  walkAll(body, (marker) => {
    if (!(marker instanceof engine.Placeholder || marker instanceof engine.Variable)) return;
    for (const part of marker.transform?.children ?? []) {
      if (part instanceof engine.FormatString && part.shorthandName) names.push(part.shorthandName);
    }
  });
  return names;
}

function walkAll(body: string, visit: (marker: engine.Marker) => void): void {
  parse(body).walk((marker) => {
    visit(marker);
    return true;
  });
}

function parse(body: string): engine.TextmateSnippet {
  return new engine.SnippetParser().parse(body, false, false);
}

function replaceContent(stop: engine.Placeholder, text: string): void {
  const content = new engine.Text(text);
  content.parent = stop;
  stop._children = [content];
}

function valueOfVariable(name: string, path: string): string | undefined {
  const slash = path.lastIndexOf('/');
  const base = path.slice(slash + 1);
  if (name === 'TM_FILENAME') return base;
  if (name === 'TM_FILENAME_BASE') return base.includes('.') ? base.slice(0, base.lastIndexOf('.')) : base;
  if (name === 'TM_DIRECTORY') return path.slice(0, slash);
  return undefined;
}
