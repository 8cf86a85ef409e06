/**
 * The law of imports, as docs/architecture.md states it. Each rule names the invariant it guards; there is no baseline.
 */
const engineRooms = ['go', 'config', 'model', 'rules', 'refactor', 'scaffold', 'draw', 'lsp', 'cli', 'workspace'];

/** Rooms a room may import besides itself. */
const mayImport = {
  go: [],
  config: ['go'],
  model: ['config', 'go'],
  refactor: ['model', 'config', 'go'],
  rules: ['refactor', 'model', 'config', 'go'],
  scaffold: ['model', 'config', 'go'],
  draw: ['model', 'config', 'go'],
  workspace: ['rules', 'refactor', 'scaffold', 'model', 'config', 'go'],
  lsp: ['workspace', 'scaffold', 'draw', 'refactor', 'rules', 'model', 'config', 'go'],
  cli: ['workspace', 'scaffold', 'draw', 'refactor', 'rules', 'model', 'config', 'go'],
};

const io = '^(node:)?(fs|fs/promises|child_process|worker_threads|net|http|https|os|zlib|dgram|tls|v8|cluster)$';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means two files are one file that nobody has read as a whole.',
      severity: 'error',
      from: { path: '^(client|server)/src' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...engineRooms.map((room) => ({
      name: `law-of-imports-${room}`,
      comment: `${room} may import ${mayImport[room].join(', ') || 'no other room'}.`,
      severity: 'error',
      from: { path: `^server/src/${room}/` },
      to: { path: '^server/src/', pathNot: [`^server/src/(${[room, ...mayImport[room]].join('|')})/`, '^server/src/protocol\\.ts$'] },
    })),
    {
      name: 'purity',
      comment: 'Files, threads, processes and sockets belong to workspace/ and to the entries.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(workspace/|main\\.ts$|cli\\.ts$|launch\\.ts$)' },
      to: { path: io, dependencyTypes: ['core'] },
    },
    {
      name: 'language-server-protocol-stays-in-lsp',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(lsp/|main\\.ts$)' },
      to: { path: 'vscode-languageserver' },
    },
    {
      name: 'editor-stays-in-client',
      severity: 'error',
      from: { path: '^server/src/' },
      to: { path: '^vscode$|vscode-languageclient' },
    },
    {
      name: 'client-knows-the-protocol-only',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { path: '^server/', pathNot: '^server/src/protocol\\.ts$' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
