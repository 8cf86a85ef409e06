/**
 * Shows a page of Markdown that exists nowhere on disk: the server's explanation of a file.
 *
 * The page is a read-only document of its own scheme, rendered by VS Code's Markdown preview. Only the latest page per file
 * is kept, and only while the extension lives.
 */
import * as vscode from 'vscode';

const scheme = 'go-architect';
const pages = new Map<string, string>();
const changed = new vscode.EventEmitter<vscode.Uri>();

export function registerExplanations(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => pages.get(uri.toString()) ?? '',
    }),
    new vscode.Disposable(() => pages.clear()),
  );
}

export async function showExplanation(file: vscode.Uri, markdown: string): Promise<void> {
  const page = vscode.Uri.from({ scheme, path: `${file.path}.md` });
  pages.set(page.toString(), markdown);
  changed.fire(page);
  await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
}
