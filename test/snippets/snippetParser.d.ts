// The part of VS Code's snippet engine that the tests use. monaco-editor ships the engine without types;
// what is declared here is what `test/snippets/expand.ts` relies on and nothing more.
declare module 'monaco-editor/editor/contrib/snippet/browser/snippetParser.js' {
  export class Marker {
    readonly children: readonly Marker[];
    parent: Marker;
    appendChild(child: Marker): this;
    replace(child: Marker, others: Marker[]): void;
    toString(): string;
  }
  export class Text extends Marker {
    constructor(value: string);
    value: string;
  }
  export class FormatString extends Marker {
    readonly index: number;
    readonly shorthandName: string | undefined;
    readonly ifValue: string | undefined;
    readonly elseValue: string | undefined;
  }
  export class Transform extends Marker {
    readonly regexp: RegExp;
    resolve(value: string): string;
  }
  export class Choice extends Marker {
    readonly options: readonly Text[];
  }
  export class Placeholder extends Marker {
    readonly index: number;
    readonly isFinalTabstop: boolean;
    readonly choice: Choice | undefined;
    readonly transform: Transform | undefined;
    /** Private to the engine; the tests put a typed or chosen text here, as the editor would. */
    _children: Marker[];
  }
  export class Variable extends Marker {
    readonly name: string;
    readonly transform: Transform | undefined;
  }
  export class TextmateSnippet extends Marker {
    readonly placeholders: readonly Placeholder[];
    walk(visitor: (marker: Marker) => boolean): void;
    resolveVariables(resolver: { resolve(variable: Variable): string | undefined }): this;
  }
  export class SnippetParser {
    parse(value: string, insertFinalTabstop?: boolean, enforceFinalTabstop?: boolean): TextmateSnippet;
  }
}
