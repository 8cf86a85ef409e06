/**
 * Puts a gRPC service on the server of its module: one line after the neighbours', where one function alone has both the server
 * and the use case. Otherwise nothing is inserted, and the line is said.
 */
import { Field, Kind } from '../../go/kinds.ts';
import {
  childByField,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  nodesOfKind,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { FileChange } from '../preview.ts';
import { type Composition, resolved, statementsOf } from './composition.ts';
import { inserted, type Names } from './insertion.ts';
import type { Place } from './placement.ts';
import type { ProtoLayout } from './protoLayout.ts';
import type { Survey } from './survey.ts';
import type { UseCases } from './useCases.ts';
import { loggerFor } from './wiringLines.ts';

export interface Registered {
  readonly pb: string;
  readonly stubsImport: string;
  readonly service: string;
  readonly prefix: string;
  readonly place: Place;
  readonly useCases: Pick<UseCases, 'folder' | 'type'>;
  readonly layout: ProtoLayout;
  /** Whether the server takes no logger, because its package has a way of its own to say errors. */
  readonly statusHelper: string | undefined;
}

export interface Registration {
  readonly changes: readonly FileChange[];
  readonly next: readonly string[];
}

export function registrationOf(part: Registered, survey: Survey): Registration {
  const register = `Register${part.service}Server(`;
  if (survey.reader.goFiles.some((path) => isRegisteredIn(path, register, survey))) {
    return { changes: [], next: [] };
  }
  const places = serversIn(survey).flatMap((server) => {
    const useCase = useCaseIn(server, part, survey);
    return useCase === undefined ? [] : [{ server, useCase }];
  });
  const [one, ...others] = places;
  if (one !== undefined && others.length === 0) {
    const { server, useCase } = one;
    const lines = (names: Names) => {
      const line = lineFor(part, server.expression, useCase, names, survey);
      return line === undefined ? undefined : [line];
    };
    const after = inserted(server, lines, [part.place.folder, part.layout.generated], survey);
    if (after !== undefined) {
      return { changes: [{ path: server.path, before: server.tree.text, after }], next: [] };
    }
  }
  const names: Names = { of: (importPath, preferred) => preferred ?? importPath.split('/').pop() ?? importPath };
  const known = serversIn(survey);
  const [server] = known;
  const where = known.length === 1 && server !== undefined ? `in ${server.path}` : 'where the gRPC server is made';
  const line = lineFor(part, server?.expression ?? 'server', 'service', names, survey, 'logger');
  return { changes: [], next: [`${where}, add: ${line ?? register}`] };
}

function isRegisteredIn(path: string, register: string, survey: Survey): boolean {
  return (
    !path.endsWith('_test.go') &&
    !survey.header(path).generated &&
    (survey.reader.read(path) ?? '').includes(`.${register}`)
  );
}

function lineFor(
  part: Registered,
  server: string,
  useCase: string,
  names: Names,
  survey: Survey,
  otherwise?: string,
): string | undefined {
  const stubs = names.of(part.stubsImport, part.pb);
  // A package called like the library would be taken for it.
  const { folder, packageName } = part.place;
  const place = names.of(`${survey.module}/${folder}`, packageName === 'grpc' ? 'grpcserver' : packageName);
  const logger = part.statusHelper === undefined ? (loggerFor(names, survey.log.name, survey) ?? otherwise) : '';
  if (logger === undefined) {
    return undefined;
  }
  const given = [useCase, ...(logger === '' ? [] : [logger])].join(', ');
  return `${stubs}.Register${part.service}Server(${server}, ${place}.New${part.prefix}Server(${given}))`;
}

export interface GrpcServer extends Pick<Composition, 'path' | 'tree' | 'last'> {
  readonly function: SyntaxNode;
  /** The expression that is the server. */
  readonly expression: string;
}

const grpcPath = 'google.golang.org/grpc';

/** Every function that has one gRPC server, with the last statement that makes it or registers at it. */
export function serversIn(survey: Survey): readonly GrpcServer[] {
  const { reader, header } = survey;
  const paths = reader.goFiles.filter((path) => !path.endsWith('_test.go') && !header(path).generated);
  const mentions = /\.Register[A-Z]\w*Server\(|grpc/;
  return paths.flatMap((path) => {
    const text = reader.read(path) ?? '';
    if (!mentions.test(text)) {
      return [];
    }
    const tree = survey.parse(text);
    const functions = [...nodesOfKind(tree, Kind.function_declaration), ...nodesOfKind(tree, Kind.method_declaration)];
    return functions.flatMap((node) => serverIn(node, tree, path, survey) ?? []);
  });
}

function serverIn(node: SyntaxNode, tree: FlatTree, path: string, survey: Survey): GrpcServer | undefined {
  const statements = statementsOf(tree, node);
  const found = statements.flatMap((statement) => {
    const expression = madeIn(statement, node, tree, path, survey) ?? registeredIn(statement, tree);
    return expression === undefined ? [] : [{ statement, expression }];
  });
  const [first] = found;
  const last = found[found.length - 1];
  const isOne = new Set(found.map(({ expression }) => expression)).size === 1;
  return first === undefined || last === undefined || !isOne
    ? undefined
    : { path, tree, function: node, expression: first.expression, last: last.statement };
}

/** The variable that a statement makes a server of gRPC in. */
function madeIn(
  statement: SyntaxNode,
  node: SyntaxNode,
  tree: FlatTree,
  path: string,
  survey: Survey,
): string | undefined {
  if (kindOf(tree, statement) !== Kind.short_var_declaration) {
    return undefined;
  }
  const [name] = namedChildren(tree, childByField(tree, statement, Field.left));
  const [value] = namedChildren(tree, childByField(tree, statement, Field.right));
  if (name === undefined || value === undefined || kindOf(tree, value) !== Kind.call_expression) {
    return undefined;
  }
  const callee = textOf(tree, childByField(tree, value, Field.function));
  const called = resolved(value, node, tree, path, survey)?.called;
  const isServer =
    callee === `${grpcNameIn(path, survey)}.NewServer` ||
    (called !== undefined && called.results[0]?.type === `*${grpcNameIn(called.path, survey)}.Server`);
  return isServer ? textOf(tree, name) : undefined;
}

/** What a file calls the library; nothing that a name could be where it does not import it. */
function grpcNameIn(path: string, { header }: Survey): string {
  const imported = header(path).imports.find((one) => one.path === grpcPath);
  return imported === undefined ? ' ' : imported.alias || 'grpc';
}

function registeredIn(statement: SyntaxNode, tree: FlatTree): string | undefined {
  const [call] = namedChildren(tree, statement);
  if (
    kindOf(tree, statement) !== Kind.expression_statement ||
    call === undefined ||
    kindOf(tree, call) !== Kind.call_expression
  ) {
    return undefined;
  }
  const callee = textOf(tree, childByField(tree, call, Field.function));
  const list = childByField(tree, call, Field.arguments);
  const [first] = list === NO_NODE ? [] : namedChildren(tree, list);
  const isRegistration = /^\w+\.Register[A-Z]\w*Server$/.test(callee);
  const expression = first === undefined ? '' : textOf(tree, first);
  return isRegistration && /^[A-Za-z_][\w.]*$/.test(expression) ? expression : undefined;
}

/** The one variable of the function, made before the server's last statement, that is the use case. */
function useCaseIn(
  { function: node, tree, path, last }: GrpcServer,
  { useCases }: Registered,
  survey: Survey,
): string | undefined {
  const names = statementsOf(tree, node).flatMap((statement) => {
    if (kindOf(tree, statement) !== Kind.short_var_declaration || startOf(tree, statement) > startOf(tree, last)) {
      return [];
    }
    const [name] = namedChildren(tree, childByField(tree, statement, Field.left));
    const [value] = namedChildren(tree, childByField(tree, statement, Field.right));
    if (name === undefined || value === undefined || kindOf(tree, value) !== Kind.call_expression) {
      return [];
    }
    const made = resolved(value, node, tree, path, survey);
    const isUseCase =
      made?.folder === useCases.folder && made.called.results[0]?.type.replace(/^\*/, '') === useCases.type;
    return isUseCase ? [textOf(tree, name)] : [];
  });
  const [one, ...others] = names;
  return others.length === 0 ? one : undefined;
}
