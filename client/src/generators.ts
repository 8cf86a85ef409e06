/**
 * New Project, Add Feature and Add: asks what a generator wants to know, shows what it would do, makes it as one step that can be
 * undone, and opens the file to go on with.
 *
 * What is asked and what is made is the server's knowledge. Templates of the team's own are programs, so they run in a trusted
 * workspace only, and outside of the open folders only on the user's word.
 */
import * as vscode from 'vscode';
import { type GenerateRequest, type Generation, GeneratorsRequest } from '../../server/src/protocol.ts';
import type { ServerConnection } from './languageClient.ts';
import { askQuestion, GoBack } from './questions.ts';

export async function newProject(server: ServerConnection, argument: unknown): Promise<void> {
  const parent = argument instanceof vscode.Uri ? argument : await askForParent();
  if (parent !== undefined) await generate(server, GeneratorsRequest.project, parent);
}

export async function addFeature(server: ServerConnection, argument: unknown): Promise<void> {
  await generate(server, GeneratorsRequest.feature, placeOf(argument));
}

export async function addAnything(server: ServerConnection, argument: unknown): Promise<void> {
  const generators = await server.generators();
  const items = generators
    .filter(({ name }) => name !== GeneratorsRequest.project)
    .map(({ name, title }) => ({ label: name, description: title }));
  const options = { title: 'Go Architect: Add', placeHolder: 'What to add to this module', matchOnDescription: true };
  const picked = await vscode.window.showQuickPick(items, options);
  if (picked !== undefined) await generate(server, picked.label, placeOf(argument));
}

/** Where the command was asked for: the folder in the explorer, else the file in the editor, else the first folder. */
function placeOf(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  const edited = vscode.window.activeTextEditor?.document.uri;
  return edited?.scheme === 'file' ? edited : vscode.workspace.workspaceFolders?.[0]?.uri;
}

async function askForParent(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: 'Create Project Here',
    title: 'The folder in which the project gets its own',
  });
  return picked?.[0];
}

async function generate(server: ServerConnection, generator: string, place: vscode.Uri | undefined): Promise<void> {
  const prepared = await askEverything(server, { generator, ...(place ? { uri: place.toString() } : {}), answers: {} });
  if (prepared === undefined) return;
  const useOwnTemplates = prepared.ownTemplates && (await mayRunTemplates(place));
  if (useOwnTemplates === undefined) return;
  const options = { location: vscode.ProgressLocation.Window, title: `Go Architect: ${generator}` };
  const result = await vscode.window.withProgress(options, () =>
    server.generate({ ...prepared.generation, useOwnTemplates }),
  );
  if (result.kind !== 'refused' && result.unused.length > 0) {
    void vscode.window.showWarningMessage(`Go Architect: ${result.unused.join('; ')}`);
  }
  if (result.kind === 'refused') refuse(result.reason);
  else if (result.kind === 'written') await offerToOpen(result);
  else await makeChanges(result, generator);
}

interface Prepared {
  readonly generation: Generation;
  readonly ownTemplates: boolean;
}

/** Undefined when the user gives up or the generator cannot work here. Going back forgets the answer before. */
async function askEverything(server: ServerConnection, begun: Generation): Promise<Prepared | undefined> {
  const given: (readonly [id: string, answer: string])[] = [];
  for (;;) {
    const generation = { ...begun, answers: Object.fromEntries(given) };
    const result = await server.question(generation);
    if (result.kind === 'refused') {
      refuse(result.reason);
      return undefined;
    }
    if (result.kind === 'ready') return { generation, ownTemplates: result.ownTemplates };
    const { question } = result;
    const answer = await askQuestion(`Go Architect: ${begun.generator}`, question, (typed) =>
      server.validate({ ...generation, question: question.id, answer: typed }),
    );
    if (answer === undefined) return undefined;
    if (answer === GoBack) given.pop();
    else given.push([question.id, answer]);
  }
}

/** Undefined when the user wants nothing made at all. */
async function mayRunTemplates(place: vscode.Uri | undefined): Promise<boolean | undefined> {
  if (!vscode.workspace.isTrusted) {
    const message =
      'Go Architect: the templates in .go-architect/templates are programs and not used in Restricted Mode; ours are.';
    void vscode.window.showInformationMessage(message);
    return false;
  }
  if (place !== undefined && vscode.workspace.getWorkspaceFolder(place) !== undefined) return true;
  const use = 'Use Them';
  const without = 'Use Ours';
  const detail = 'Templates are programs that run when something is generated. Use them if you trust who wrote them.';
  const message = `${place?.fsPath ?? 'This folder'} has templates of its own in .go-architect/templates.`;
  const choice = await vscode.window.showWarningMessage(message, { modal: true, detail }, use, without);
  return choice === undefined ? undefined : choice === use;
}

function refuse(reason: string): void {
  void vscode.window.showErrorMessage(`Go Architect: ${reason}`);
}

async function offerToOpen({ folder, files, open }: GenerateRequest.Written): Promise<void> {
  const uri = vscode.Uri.parse(folder);
  const here = 'Open Folder';
  const elsewhere = 'Open in New Window';
  await vscode.window.showTextDocument(vscode.Uri.parse(open));
  const message = `Go Architect: wrote ${files} files to ${uri.fsPath}. What is next is in its README: git init, then make up.`;
  const choice = await vscode.window.showInformationMessage(message, here, elsewhere);
  if (choice === undefined) return;
  await vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: choice === elsewhere });
}

async function makeChanges(changes: GenerateRequest.Changes, generator: string): Promise<void> {
  const { created, edited, open, next } = changes;
  if (created.length === 0 && edited.length === 0) {
    await vscode.window.showTextDocument(vscode.Uri.parse(open));
    void vscode.window.showInformationMessage('Go Architect: everything is there already; nothing was changed.');
    return;
  }
  for (const { uri, before } of edited) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
    if (sameLines(document.getText()) !== sameLines(before)) {
      refuse(`${vscode.workspace.asRelativePath(document.uri)} has changes that are not saved; save it and ask again.`);
      return;
    }
  }
  if (edited.length > 0) {
    const names = edited.map(({ uri }) => vscode.workspace.asRelativePath(vscode.Uri.parse(uri))).join(' and ');
    void vscode.window.showInformationMessage(
      `Go Architect: tick ${names} in the preview to change what is there, too.`,
    );
  }
  // Saves what it edits where the user lets refactorings save, so that what is next finds the files as they are shown.
  const isApplied = await vscode.workspace.applyEdit(workspaceEdit(changes, generator), { isRefactoring: true });
  if (!isApplied) return;
  await vscode.window.showTextDocument(vscode.Uri.parse(open));
  const left = await untouched(edited);
  const steps = [
    ...(left.length === 0 ? [] : [`${left.join(' and ')} stayed as they were: ask again to complete it`]),
    ...next,
  ];
  void vscode.window.showInformationMessage(`Go Architect: ${countOf(changes)}. What is next: ${steps.join('; ')}.`);
}

function countOf({ created, edited }: GenerateRequest.Changes): string {
  const files = (count: number) => (count === 1 ? '1 file' : `${count} files`);
  return edited.length === 0
    ? `created ${files(created.length)}`
    : `created ${files(created.length)}, changed ${edited.length}`;
}

/** New files are made at once; changes of files that exist are shown and wait for the user's tick. */
function workspaceEdit({ created, edited }: GenerateRequest.Changes, generator: string): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const creation = { label: `New files of ${generator}`, needsConfirmation: false };
  const change = { label: 'Changes of files that exist: tick them to make them', needsConfirmation: true };
  for (const { uri, text } of created) {
    const contents = new TextEncoder().encode(text);
    edit.createFile(vscode.Uri.parse(uri), { contents, overwrite: false }, creation);
  }
  for (const { uri, edits } of edited) {
    for (const { start, end, newText } of edits) {
      const range = new vscode.Range(start.line, start.character, end.line, end.character);
      edit.replace(vscode.Uri.parse(uri), range, newText, change);
    }
  }
  return edit;
}

/** Names of the files whose changes were not ticked in the preview. */
async function untouched(edited: readonly GenerateRequest.Edited[]): Promise<readonly string[]> {
  const names = await Promise.all(
    edited.map(async ({ uri, before }) => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
      return sameLines(document.getText()) === sameLines(before) ? [vscode.workspace.asRelativePath(document.uri)] : [];
    }),
  );
  return names.flat();
}

/** A document shows one kind of line ends throughout. */
function sameLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
