/**
 * Every message that Go Architect's client and server exchange beyond the Language Server Protocol itself.
 *
 * One namespace per message: its method and the shape of what travels. This file is the only one of the server that the
 * client imports, so it holds names and types alone: no logic, no dependency, nothing that only one side could load.
 *
 * Deliberately not here: anything the Language Server Protocol already says. Findings are diagnostics (pull model), fixes
 * are code actions, indexing progress is work-done progress, log lines are `window/logMessage`. A client that knows none of
 * these messages (Neovim, Helix) loses the status item and the commands of VS Code, nothing else.
 */

/** The name of the configuration file, at the root of a module or of the workspace. */
export const configurationFileName = '.go-architect.yaml';

/** A name the configuration is often given; it is not read, and says so. */
export const misnamedConfiguration = '.go-architect.yml';

/** The name of the file with findings that are known and accepted, unless the configuration names another. */
export const baselineFileName = '.go-architect.baseline.json';

/**
 * What the server watches. It registers these patterns itself (`workspace/didChangeWatchedFiles`, dynamic registration) so
 * that every editor gets the same behaviour; the VS Code client adds no watcher of its own, or changes would arrive twice.
 */
export const watchedFilePatterns = [
  '**/*.go',
  '**/go.mod',
  '**/go.work',
  `**/${configurationFileName}`,
  `**/${misnamedConfiguration}`,
  `**/${baselineFileName}`,
] as const;

/**
 * Server to client, notification: what the server knows about the workspace as a whole.
 *
 * Sent once after the workspace is indexed, when indexing starts and ends again, and whenever one of the values changes
 * (layout, configuration, number of files or findings). The client shows the latest and forgets the ones before.
 */
export namespace StatusNotification {
  export const method = 'goArchitect/status';

  /** Where the layers come from: written down in a configuration, recognised from the folders, or not known. */
  export type LayoutSource = 'config' | 'detected' | 'none';

  export interface Layout {
    /** Name for people: `clean`, `hexagonal`, `ddd`, `layered`, `modular`, or `custom` for layers of the user's own. */
    readonly name: string;
    /** From 0 (a guess) to 1 (certain; always 1 when the source is `config`). Meaningless when the source is `none`. */
    readonly confidence: number;
    readonly source: LayoutSource;
    /** Why the server believes so, most telling first, each a short sentence for people. May be empty. */
    readonly reasons: readonly string[];
    /** What a detected layout leaves open although its name forbids it, each a sentence for people. */
    readonly remarks: readonly string[];
  }

  export interface Params {
    /** Number of Go modules in the workspace. */
    readonly modules: number;
    /** The layout of the workspace; with several modules, that of the module with the most files. */
    readonly layout: Layout;
    /** Number of Go files the server judges. */
    readonly files: number;
    /** Number of findings now in force, over all files. */
    readonly findings: number;
    /** True while the workspace is being read; the other numbers are then those of the last complete state. */
    readonly indexing: boolean;
    /** What keeps the server from doing its job (a broken configuration, an unreadable folder), each a sentence. */
    readonly problems: readonly string[];
  }
}

/**
 * Client to server, request: what the server knows about one file and why.
 *
 * Answers for open and for unopened files, also for files that are not saved yet. The result is `null` when the file belongs
 * to no module of the workspace or is not a Go file.
 */
export namespace ExplainFileRequest {
  export const method = 'goArchitect/explainFile';

  export interface Params {
    readonly uri: string;
  }

  export interface Layer {
    /** The layer's name as the configuration or the detected layout calls it. */
    readonly name: string;
    /** The path pattern that claimed the file. */
    readonly pattern: string;
    /** The layers it may import besides itself; `'*'` is every layer. */
    readonly mayImport: readonly string[] | '*';
  }

  export interface Explanation {
    /** A page for people, CommonMark: the layer, the pattern that claims the file, what it may import, and why. */
    readonly markdown: string;
    /** The layer that claims the file, or `null` when none does. */
    readonly layer: Layer | null;
  }

  export type Result = Explanation | null;
}

/**
 * Client to server, request: the configuration that governs a file, or the text of the one to create.
 *
 * The server writes nothing: the client opens the file that exists or, on the user's word, creates it with the proposed text.
 * The result is `null` when the workspace holds no Go module.
 */
export namespace ConfigurationFileRequest {
  export const method = 'goArchitect/configurationFile';

  export interface Params {
    /** A file or folder; its module's configuration is meant. Without it, that of the first module of the workspace. */
    readonly uri?: string;
  }

  export type Result =
    | { readonly exists: true; readonly uri: string }
    /** `text` writes down what was detected, with comments that tell the user what to change. */
    | { readonly exists: false; readonly uri: string; readonly text: string }
    | null;
}

/**
 * Client to server, request: read the whole workspace anew from disk and judge it, trusting no cache and no watcher.
 *
 * Diagnostics reach the editor on the usual way (the server asks for a refresh); the result is the summary for people.
 * Cancellable.
 */
export namespace CheckWorkspaceRequest {
  export const method = 'goArchitect/checkWorkspace';

  export interface Result {
    readonly files: number;
    readonly errors: number;
    readonly warnings: number;
    /** Findings of lower severity: hints and information. */
    readonly hints: number;
    readonly durationMs: number;
  }
}

/**
 * Client to server, request: the picture of who imports whom, as a page for a webview.
 *
 * The page loads nothing, and runs its own script alone. It posts two messages, {@link GraphRequest.Message}.
 */
export namespace GraphRequest {
  export const method = 'goArchitect/graph';

  export const levels = ['layer', 'module', 'package'] as const;
  export type Level = (typeof levels)[number];

  export interface Params {
    readonly level: Level;
    /** Letters and digits, new for each request: the script of the page carries it, and no other may run. */
    readonly nonce: string;
  }

  /** `null` when the workspace holds no Go file. */
  export type Result = { readonly html: string } | null;

  /** What the page asks of the editor: to show an import, or the picture of another level. */
  export type Message =
    | { readonly open: { readonly uri: string; readonly line: number; readonly character: number } }
    | { readonly level: Level };
}

/** What a generator is asked to make: which, where, and what the user has answered so far, by the id of the question. */
export interface Generation {
  /** As `GeneratorsRequest` names it. */
  readonly generator: string;
  /** A file or folder of the module meant; for a new project the folder in which it gets its own. */
  readonly uri?: string;
  readonly answers: Readonly<Record<string, string>>;
}

/** Client to server, request: what can be added to a module, or made anew, in the order to list it. Without parameters. */
export namespace GeneratorsRequest {
  export const method = 'goArchitect/generators';

  /** The one that makes a whole project and needs no module. */
  export const project = 'project';
  /** The one that takes an entity through every layer. */
  export const feature = 'feature';

  export interface Generator {
    readonly name: string;
    readonly title: string;
  }

  export type Result = readonly Generator[];
}

/**
 * Client to server, request: the next question of a generator, given the answers so far.
 *
 * A generator that cannot work here at all says so before it asks anything.
 */
export namespace QuestionRequest {
  export const method = 'goArchitect/question';

  export type Params = Generation;

  export interface Question {
    readonly id: string;
    readonly title: string;
    readonly prompt: string;
    readonly placeholder?: string;
    /** Filled in, or chosen, from the start. */
    readonly standard?: string;
    /** Everything that can be answered; free text without it. */
    readonly choices?: readonly string[];
    /** From 1, of all questions that there are. */
    readonly step: number;
    readonly steps: number;
  }

  export type Result =
    | { readonly kind: 'ask'; readonly question: Question }
    /** Everything is answered. `ownTemplates`: there are templates of the team's own in `.go-architect/templates`. */
    | { readonly kind: 'ready'; readonly ownTemplates: boolean }
    | { readonly kind: 'refused'; readonly reason: string };
}

/** Client to server, request: what is wrong with an answer while it is typed; `null` when nothing is. */
export namespace ValidateRequest {
  export const method = 'goArchitect/validate';

  export interface Params extends Generation {
    readonly question: string;
    readonly answer: string;
  }

  export type Result = string | null;
}

/**
 * Client to server, request: make it.
 *
 * A part of a module is answered as changes, and the server writes nothing: the client shows them and makes them as one step
 * that can be undone. A new project is written by the server, because it consists of many files, some of them executable, and
 * goes to a folder that no editor has open.
 */
export namespace GenerateRequest {
  export const method = 'goArchitect/generate';

  export interface Params extends Generation {
    /**
     * Whether templates of the team's own take the place of ours. A template is a program, so this is false in a workspace that
     * is not trusted.
     */
    readonly useOwnTemplates: boolean;
  }

  export interface Place {
    readonly line: number;
    readonly character: number;
  }

  export interface Edited {
    readonly uri: string;
    /** The text that the edits were made for; in a file that says something else by now they would be wrong. */
    readonly before: string;
    /** Positions in `before`, in UTF-16 units, in ascending order. */
    readonly edits: readonly { readonly start: Place; readonly end: Place; readonly newText: string }[];
  }

  export interface Changes {
    readonly kind: 'changes';
    readonly created: readonly { readonly uri: string; readonly text: string }[];
    readonly edited: readonly Edited[];
    /** The file to go on with. */
    readonly open: string;
    /** What is left for a person, each a step. */
    readonly next: readonly string[];
    /** A word on each template of the team that is used nowhere. */
    readonly unused: readonly string[];
  }

  export interface Written {
    readonly kind: 'written';
    readonly folder: string;
    readonly files: number;
    readonly open: string;
    readonly unused: readonly string[];
  }

  export type Result = Changes | Written | { readonly kind: 'refused'; readonly reason: string };
}
