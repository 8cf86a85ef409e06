/**
 * Fixes for the diagnostics of others. gopls and golangci-lint say what they see, and we say nothing of it a second time; but where they
 * leave the change to the user, and we can make it, the lightbulb on their diagnostic has it.
 *
 * Two sources: a table of fixes by the name of the analyzer, and our own rules that know the same finding by that name and are not
 * reporting it themselves.
 */
import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic } from 'vscode-languageserver';
import { headerOfTree } from '../go/importsOfTree.ts';
import { SourceView } from '../go/sourceView.ts';
import type { FileChange } from '../go/textEdit.ts';
import type { ProjectFile } from '../model/project.ts';
import { checkAndReturn } from '../rules/errors/ignored.ts';
import type { FixContext, Rule } from '../rules/rule.ts';
import {
  deferAfterCheck,
  type PeerDiagnostic,
  type PeerFix,
  plainVerb,
  targetAddress,
} from '../rules/support/peerFixes.ts';
import { bringsWrapping, cannotWrap } from '../rules/support/wrapping.ts';
import { diagnosticSource, TextPositions } from './convert.ts';
import type { Session } from './session.ts';
import { workspaceEditOf } from './workspaceEdits.ts';

type MakeFix = (view: SourceView, diagnostic: PeerDiagnostic, context: FixContext<unknown>) => PeerFix | undefined;

/** By the name under which the finding is reported. */
const fixes: ReadonlyMap<string, MakeFix> = new Map<string, MakeFix>([
  ['printf', plainVerb],
  ['errorsas', targetAddress],
  ['httpresponse', deferAfterCheck],
  ['SA5001', deferAfterCheck],
  ['errcheck', checkAndReturn],
]);

/** Names under which golangci-lint gathers many different findings: they do not say which one it is. */
const COLLECTIONS = new Set(['revive', 'gocritic', 'staticcheck', 'stylecheck', 'govet', 'gosec', 'gosimple']);

/** Quick fixes for the diagnostics of others that the editor names in its request. */
export function actionsOnPeers(path: string, { context }: CodeActionParams, session: Session): CodeAction[] {
  const { workspace } = session;
  const wanted = context.only?.every((only) => only !== '' && !CodeActionKind.QuickFix.startsWith(only)) !== true;
  const peers = context.diagnostics.filter(({ source }) => source !== undefined && source !== diagnosticSource);
  if (!wanted || peers.length === 0) return [];
  const file = workspace.project.files.get(path);
  const tree = file && workspace.tree(path);
  if (!file || !tree) return [];
  const view = new SourceView(tree, headerOfTree(tree));
  const positions = new TextPositions(tree.text);
  const actions: CodeAction[] = [];
  for (const diagnostic of peers) {
    const { range } = diagnostic;
    const message = messageOf(diagnostic);
    const place: PeerDiagnostic = { start: positions.offset(range.start), end: positions.offset(range.end), message };
    const add = (title: string, isPreferred: boolean, changes: readonly FileChange[]) => {
      const edit = workspaceEditOf(changes, session);
      if (edit) actions.push({ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], isPreferred, edit });
    };
    const names = namesOf(diagnostic);
    for (const name of names) {
      const fix = fixes.get(name)?.(view, place, { project: workspace.project, file, sources: workspace, options: {} });
      if (fix && !(cannotWrap(file.module) && bringsWrapping(fix.edits)))
        add(fix.title, true, [{ kind: 'edit', path, edits: fix.edits }]);
    }
    for (const rule of rulesFor(names, file, session)) {
      for (const finding of workspace.engine.findingsOf(rule, workspace.project, file, workspace)) {
        if (positions.position(finding.start).line !== range.start.line) continue;
        for (const offer of workspace.fixes(finding)) add(offer.title, offer.preferred ?? false, offer.changes());
      }
    }
  }
  return actions;
}

function messageOf({ message }: Diagnostic): string {
  return typeof message === 'string' ? message : message.value;
}

/** `printf` as source (gopls), `errcheck` as source or behind the message (golangci-lint), `SA5001` and `G104` as code or in front of it. */
function namesOf(diagnostic: Diagnostic): string[] {
  const { source, code } = diagnostic;
  const message = messageOf(diagnostic);
  const behind = /\(([\w-]+)\)$/.exec(message)?.[1];
  const before = /^([A-Z]+\d+):/.exec(message)?.[1];
  const found = [source, typeof code === 'string' ? code : undefined, behind, before];
  return [...new Set(found.filter((name) => name !== undefined && !COLLECTIONS.has(name)))] as string[];
}

/** Rules that know the finding by one of the names. One that is on has reported it itself, and offers its fix there. */
function rulesFor(names: readonly string[], file: ProjectFile, { workspace: { engine } }: Session): Rule[] {
  return [...engine.rules.values()].filter(({ meta, fixes: offers, judge }) => {
    if (!offers || !judge) return false;
    const known = [meta.gopls, ...(meta.honours ?? [])];
    if (!names.some((name) => known.includes(name))) return false;
    const rule = engine.rules.get(meta.id);
    return rule !== undefined && engine.setting(rule, file.module).level === 'off';
  });
}
