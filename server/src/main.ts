/** Entry of the language server: any LSP client starts it over stdio, VS Code over Node's IPC. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './lsp/server.ts';
import { Engine } from './rules/engine.ts';
import { allRules } from './rules/registry.ts';
import { today } from './workspace/clock.ts';
import { pagesDirectory } from './workspace/pages.ts';
import { productVersion } from './workspace/product.ts';

startServer(createConnection(ProposedFeatures.all), {
  version: productVersion(),
  pages: pagesDirectory() ?? '',
  createEngine: (log) => {
    const told = new Set<string>();
    return new Engine(
      allRules,
      ({ rule, path, error }) => {
        if (told.has(rule)) return;
        told.add(rule);
        log.error(
          `rule ${rule} failed${path === undefined ? '' : ` on ${path}`} and is left out where it fails`,
          error,
        );
      },
      today,
    );
  },
});
