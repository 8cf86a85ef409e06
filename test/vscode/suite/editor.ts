/**
 * What the tests inside the editor have in common: opening files, waiting for events, finding the server's process.
 *
 * Nothing here sleeps. A test names an event and a condition; it goes on as soon as the condition holds after an event, and
 * fails with a sentence when the deadline passes first.
 */
import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';

const extensionId = 'go-architect.go-architect';
const deadlineMs = 20_000;

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(extensionId);
  assert.ok(found, `the extension ${extensionId} is loaded`);
  return found;
}

export function workspaceFile(relative: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a folder is open');
  return vscode.Uri.joinPath(folder.uri, relative);
}

export async function openFile(relative: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(workspaceFile(relative)));
}

/** Closes all editors and throws away what was not saved, so that the next test finds the files as they are on disk. */
export async function closeEverything(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter((each) => each.isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Removes the configuration that a test created. */
export async function deleteConfiguration(): Promise<void> {
  await vscode.workspace.fs.delete(workspaceFile('.go-architect.yaml'));
}

/** Waits until `probe` answers something, asking at once and after each event. */
export function eventually<Answer>(
  event: vscode.Event<unknown>,
  probe: () => Answer | undefined,
  expectation: () => string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const finish = (act: () => void): void => {
      clearTimeout(deadline);
      listening.dispose();
      act();
    };
    const ask = (): void => {
      const answer = probe();
      if (answer !== undefined) finish(() => resolve(answer));
    };
    const deadline = setTimeout(() => {
      finish(() => reject(new Error(`Waited ${deadlineMs / 1000} s in vain: ${expectation()}`)));
    }, deadlineMs);
    const listening = event(ask);
    ask();
  });
}

export function findingsOf(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'go-architect');
}

/** The rule that reported a finding. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** Waits until a file has exactly as many findings of a rule, and returns them in the order of the text. */
export function findings(uri: vscode.Uri, rule: string, amount: number): Promise<readonly vscode.Diagnostic[]> {
  const ofRule = (): readonly vscode.Diagnostic[] => findingsOf(uri).filter((finding) => ruleOf(finding) === rule);
  return eventually(
    vscode.languages.onDidChangeDiagnostics,
    () => {
      const found = [...ofRule()].sort((left, right) => left.range.start.compareTo(right.range.start));
      return found.length === amount ? found : undefined;
    },
    () => `${amount} findings of ${rule} in ${uri.path}; there are:\n${findingsOf(uri).map(describe).join('\n')}`,
  );
}

/**
 * Waits until a file has no findings for a moment. Ask before ending a server: without having seen its findings go, "they
 * are there" says nothing about its successor.
 */
export async function findingsTakenBack(uri: vscode.Uri): Promise<void> {
  let isSeen = false;
  const watching = vscode.languages.onDidChangeDiagnostics(() => {
    isSeen ||= findingsOf(uri).length === 0;
  });
  await eventually(
    vscode.languages.onDidChangeDiagnostics,
    () => isSeen || undefined,
    () => `the findings in ${uri.path} are taken back`,
  );
  watching.dispose();
}

function describe(finding: vscode.Diagnostic): string {
  const { start, end } = finding.range;
  return `  ${ruleOf(finding)} ${start.line}:${start.character}-${end.line}:${end.character} ${finding.message}`;
}

/** The place of a piece of text that occurs once in a document. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = document.getText().indexOf(text);
  assert.ok(start >= 0, `${document.uri.path} contains ${text}`);
  assert.equal(document.getText().indexOf(text, start + 1), -1, `${text} occurs once in ${document.uri.path}`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** Compares ranges in a form that a failure message shows well. */
export function assertSameRange(actual: vscode.Range, expected: vscode.Range): void {
  assert.deepEqual(plain(actual), plain(expected));
}

function plain({ start, end }: vscode.Range): readonly number[] {
  return [start.line, start.character, end.line, end.character];
}

/** The quick fixes offered at a place, with their edits filled in. */
export async function quickFixes(uri: vscode.Uri, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
    20,
  );
}

export async function applyFix(action: vscode.CodeAction): Promise<void> {
  if (action.edit !== undefined) assert.ok(await vscode.workspace.applyEdit(action.edit), 'the edit was applied');
  if (action.command !== undefined) {
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  }
}

/** The process id of the language server: the child of this extension host that runs dist/server.js. */
export function serverProcessId(): number | undefined {
  return processes().find(
    ({ parent, commandLine }) => parent === process.pid && /[\\/]dist[\\/]server\.js/.test(commandLine),
  )?.id;
}

interface Process {
  readonly id: number;
  readonly parent: number;
  readonly commandLine: string;
}

function processes(): readonly Process[] {
  if (process.platform === 'linux') return linuxProcesses();
  const [command, args]: [string, string[]] =
    process.platform === 'win32'
      ? [
          'powershell',
          [
            '-NoProfile',
            '-Command',
            'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId) $($_.CommandLine)" }',
          ],
        ]
      : ['ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']];
  return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, id, parent, commandLine] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return id === undefined ? [] : [{ id: Number(id), parent: Number(parent), commandLine: commandLine ?? '' }];
    });
}

/** Read from /proc, because small containers have no `ps`. */
function linuxProcesses(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const commandLine = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
        // The name in parentheses may hold anything, so the fields are counted from its end: state, then parent.
        const parent = readFileSync(`/proc/${id}/stat`, 'utf8').split(')').at(-1)?.trim().split(' ')[1];
        return [{ id: Number(id), parent: Number(parent), commandLine }];
      } catch {
        // The process ended between the listing and the reading.
        return [];
      }
    });
}
