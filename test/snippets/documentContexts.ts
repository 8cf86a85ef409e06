/**
 * Where each snippet that is not Go is meant to be used, as data: which reader has the last word on it, and what stands
 * around it when it is a part of a file and not the whole.
 */
export interface DocumentContext {
  readonly reader:
    | 'dockerfile'
    | 'compose'
    | 'kubernetes'
    | 'workflow'
    | 'makefile'
    | 'openapi'
    | 'protocol'
    | 'graphql';
  /** Makes a whole document of the expanded text. */
  readonly whole?: (text: string) => string;
}

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}

const workflowHead = 'name: ci\non: push\npermissions:\n  contents: read\njobs:\n';
const protocolHead = 'syntax = "proto3";\n\npackage app.v1;\n\n';
const graphqlHead = 'type Query {\n  ready: Boolean!\n}\n\ntype Mutation {\n  noop: Boolean!\n}\n\n';
const otherService = '  postgres:\n    image: postgres:17\n    healthcheck:\n      test: ["CMD", "pg_isready"]\n';

/** The container that probes are inserted into. */
function pod(text: string): string {
  const container = `- name: api\n  image: registry.example.com/api:1.0.0\n  ports:\n    - name: http\n      containerPort: 8080\n`;
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\nspec:\n  containers:\n${indented(container + indented(text, 2), 4)}`;
}

/** The frame of `ga-openapi` in little, for the parts that are inserted into it. */
function openApi(paths: string, schemas: string): string {
  const parameter = (name: string) =>
    `    ${name}:\n      name: ${name.toLowerCase()}\n      in: query\n      schema:\n        type: integer\n`;
  return `openapi: 3.1.0
info:
  title: API
  version: 1.0.0
paths:${paths ? `\n${indented(paths, 2)}` : ' {}\n'}components:
  parameters:
    Id:
      name: id
      in: path
      required: true
      schema:
        type: string
${parameter('Page')}${parameter('Limit')}  responses:
    Error:
      description: Failed
  schemas:
    Meta:
      type: object
    PageMeta:
      type: object
${indented(schemas, 4)}`;
}

const userSchemas = 'User:\n  type: object\nUserInput:\n  type: object\nUserPatch:\n  type: object\n';

export const documentContexts: Readonly<Record<string, DocumentContext>> = {
  'ga-dockerfile': { reader: 'dockerfile' },
  'ga-dockerfile-migrate': { reader: 'dockerfile' },
  'ga-dockerfile-test': { reader: 'dockerfile' },
  'ga-compose': { reader: 'compose' },
  'ga-compose-service': { reader: 'compose', whole: (text) => `services:\n${otherService}${indented(text, 2)}` },
  'ga-compose-observability': { reader: 'compose', whole: (text) => `services:\n${indented(text, 2)}` },
  'ga-k8s-deployment': { reader: 'kubernetes' },
  'ga-k8s-service': { reader: 'kubernetes' },
  'ga-k8s-probes': { reader: 'kubernetes', whole: pod },
  'ga-k8s-probes-grpc': { reader: 'kubernetes', whole: pod },
  'ga-k8s-hpa': { reader: 'kubernetes' },
  'ga-k8s-pdb': { reader: 'kubernetes' },
  'ga-k8s-network-policy': { reader: 'kubernetes' },
  'ga-k8s-migrate-job': { reader: 'kubernetes' },
  'ga-workflow': { reader: 'workflow' },
  'ga-workflow-image': { reader: 'workflow' },
  'ga-workflow-job': { reader: 'workflow', whole: (text) => workflowHead + indented(text, 2) },
  'ga-makefile': { reader: 'makefile' },
  'ga-make-target': { reader: 'makefile' },
  'ga-make-tools': { reader: 'makefile' },
  'ga-openapi': { reader: 'openapi' },
  'ga-openapi-crud': { reader: 'openapi', whole: (text) => openApi(text, userSchemas) },
  'ga-openapi-schema': { reader: 'openapi', whole: (text) => openApi('', text) },
  'ga-proto-service': { reader: 'protocol' },
  'ga-proto-rpc': { reader: 'protocol', whole: (text) => protocolHead + text },
  'ga-proto-enum': { reader: 'protocol', whole: (text) => protocolHead + text },
  'ga-graphql-schema': { reader: 'graphql' },
  'ga-graphql-mutation': { reader: 'graphql', whole: (text) => graphqlHead + text },
  'ga-graphql-enum': { reader: 'graphql', whole: (text) => graphqlHead + text },
};

/** How the migrations are run: with the tool they are written for, on top of these tables, and what must hold then. */
export interface MigrationContext {
  readonly tool: 'golang-migrate' | 'goose';
  /** For golang-migrate, the snippet that takes this one back. */
  readonly down?: string;
  readonly before: string;
  readonly probe: string;
}

const users =
  'CREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email text, name text, deleted_at timestamptz);';
const usersToFill = `${users}
ALTER TABLE users ADD COLUMN display_name text;
INSERT INTO users (name) SELECT 'user ' || n FROM generate_series(1, 2500) AS n;
INSERT INTO users (name) VALUES (NULL);`;
const orders = `${users}\nCREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid());`;

/** A row of the new table: the trigger moves updated_at, and a deleted row gives its name free. */
function probeOfTable(table: string): string {
  return `
INSERT INTO ${table} (name, updated_at) VALUES ('a', 'epoch');
UPDATE ${table} SET status = 'inactive';
DO $$ BEGIN ASSERT (SELECT updated_at FROM ${table}) > 'epoch', 'updated_at was not moved'; END $$;
UPDATE ${table} SET deleted_at = now();
INSERT INTO ${table} (name) VALUES ('a');`;
}

const probeOfBackfill = `DO $$ BEGIN
  ASSERT (SELECT count(*) FROM users WHERE display_name = name) = 2500, 'not every row was filled';
END $$;`;

function migrations(
  tool: MigrationContext['tool'],
  prefix: (name: string) => string,
): Record<string, MigrationContext> {
  const cases: Record<string, Pick<MigrationContext, 'before' | 'probe'>> = {
    table: { before: '', probe: '' },
    column: {
      before: `${users}\nCREATE TABLE order_items (id uuid PRIMARY KEY);`,
      probe: 'SELECT locale FROM users LIMIT 0;',
    },
    index: { before: users, probe: "SELECT 'users_email_idx'::regclass;" },
    'foreign-key': { before: orders, probe: 'INSERT INTO orders (user_id) VALUES (NULL);' },
    enum: { before: orders, probe: "INSERT INTO orders (state) VALUES ('paid');" },
    backfill: { before: usersToFill, probe: probeOfBackfill },
  };
  return Object.fromEntries(
    Object.entries(cases).map(([name, { before, probe }]) => {
      const down = tool === 'golang-migrate' ? { down: `ga-migrate-${name}-down` } : {};
      return [prefix(name), { tool, before, probe, ...down }];
    }),
  );
}

export const migrationContexts: Readonly<Record<string, MigrationContext>> = {
  ...migrations('golang-migrate', (name) => `ga-migrate-${name}-up`),
  ...migrations('goose', (name) => `ga-goose-${name}`),
};

export { probeOfTable };
