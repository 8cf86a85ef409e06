/** A gRPC service in a project of `new project`: whatever the order of the parts, and whatever release made the project. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { partDefinitions } from '../../server/src/scaffold/parts/catalog.ts';
import type { PartOptions } from '../../server/src/scaffold/parts/part.ts';
import { surveyModule } from '../../server/src/scaffold/parts/survey.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { inTemporaryFolder, projectFiles, readerOf, run, templatesFolder } from './generate.ts';

type Files = ReadonlyMap<string, string>;

const fields = ['number:string', 'customer_id:uuid', 'total:int64', 'note:text'];
const folder = 'internal/delivery/grpc/server';

describe('Add a gRPC service to a project of ours', function () {
  this.timeout(300_000);

  let templates: Templates;
  let parser: GoParser;
  let ours: Files;

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
    const generated = await projectFiles({
      router: 'chi',
      logger: 'slog',
      migrations: 'golang-migrate',
      cache: 'none',
      grpc: true,
    });
    ours = new Map(generated.map(({ path, content }) => [path, content]));
  });

  function changesOf(files: Files, part: string, options: Partial<PartOptions> = {}) {
    const definition = partDefinitions.find(({ name }) => name === part);
    assert.ok(definition, `there is no part ${part}`);
    const survey = surveyModule(readerOf(files), templates, (text) => parser.parse(text));
    assert.ok(survey.ok, JSON.stringify(survey));
    const result = definition.make({ name: 'Invoice', fields: [], ...options }, survey.value);
    assert.ok(result.ok, `${part}: ${JSON.stringify(result)}`);
    return result.value.changes;
  }

  const withPart = (files: Files, part: string, options: Partial<PartOptions> = {}): Files =>
    new Map([...files, ...changesOf(files, part, options).map(({ path, after }) => [path, after] as const)]);

  const withParts = (...parts: readonly string[]) =>
    parts.reduce<Files>((files, part) => withPart(files, part, part === 'grpc' ? {} : { fields }), ours);

  async function assertTested(files: Files): Promise<void> {
    await inTemporaryFolder(async (root) => {
      await writeFiles(
        root,
        [...files].map(([path, content]) => ({ path, content, mode: 0o644 as const })),
      );
      const environment = { GOFLAGS: '-buildvcs=false -trimpath' };
      const tested = await run(root, 'go', ['test', `./${folder}/`], environment);
      assert.equal(tested.status, 0, tested.output);
    });
  }

  it('finds its own work again once there is a handler', () => {
    const before = withParts('entity', 'usecase', 'repository', 'grpc');

    assert.match(before.get(`${folder}/invoice.go`) ?? '', /GetNote\(\)\) > 10000 \{/);
    assert.deepEqual(changesOf(withPart(before, 'handler', { fields }), 'grpc'), []);
  });

  it('is given the limits of the table when it was written before there was one', async () => {
    const before = withParts('entity', 'usecase', 'grpc');
    assert.doesNotMatch(before.get(`${folder}/invoice.go`) ?? '', /func checkInvoice/);
    const stored = withPart(before, 'repository', { fields });

    const changes = changesOf(stored, 'grpc').filter((change) => change.path.startsWith(`${folder}/`));

    assert.deepEqual(
      changes.map(({ path, before }) => [path, before === stored.get(path)]),
      [
        [`${folder}/invoice.go`, true],
        [`${folder}/invoice_test.go`, true],
      ],
    );
    const after = withPart(stored, 'grpc');
    assert.match(after.get(`${folder}/invoice.go`) ?? '', /GetNumber\(\)\) > 255 \{/);
    assert.deepEqual(changesOf(withPart(after, 'handler', { fields }), 'grpc'), []);
    await assertTested(after);
  });

  it('leaves a server alone that was changed since', () => {
    const before = withParts('entity', 'usecase', 'grpc');
    const changed = new Map([...before, [`${folder}/invoice.go`, `${before.get(`${folder}/invoice.go`)}\n// Mine.\n`]]);
    const survey = surveyModule(readerOf(withPart(changed, 'repository', { fields })), templates, (text) =>
      parser.parse(text),
    );
    assert.ok(survey.ok);

    const result = partDefinitions
      .find(({ name }) => name === 'grpc')
      ?.make({ name: 'Invoice', fields: [] }, survey.value);

    assert.match(JSON.stringify(result), /invoice\.go differs from what would be written/);
  });

  it('lets a handler bound what the table bounds, when the fields are read from the entity', () => {
    const stored = withParts('entity', 'usecase', 'repository');

    const message = withPart(stored, 'handler').get('internal/delivery/http/handler/invoice_message.go') ?? '';

    assert.match(message, /Number +string +`json:"number" validate:"required,max=255"`/);
    assert.match(message, /CustomerID +string +`json:"customer_id" validate:"required,uuid"`/);
    assert.match(message, /Note +string +`json:"note" validate:"required,max=10000"`/);
  });

  it('fits a gRPC server of an older project, whose interceptors are for calls alone and whose statuses are words', async () => {
    const kept = [...withParts('entity', 'usecase', 'repository', 'handler')].filter(
      ([path]) => !path.startsWith(`${folder}/`),
    );
    const files = withPart(
      new Map([
        ...kept,
        [`${folder}/status.go`, olderStatus] as const,
        [`${folder}/interceptor.go`, olderInterceptors] as const,
      ]),
      'grpc',
    );

    assert.doesNotMatch(files.get(`${folder}/invoice_test.go`) ?? '', /errdetails|through\(/);
    assert.equal(files.get(`${folder}/status.go`), olderStatus);
    await assertTested(files);
  });
});

const olderStatus = `package server

import (
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.com/acme/shop/internal/domain"
)

func statusOf(err error) error {
	if _, ok := errors.AsType[*domain.NotFoundError](err); ok {
		return status.Error(codes.NotFound, err.Error())
	}
	if _, ok := errors.AsType[*domain.ValidationError](err); ok {
		return status.Error(codes.InvalidArgument, err.Error())
	}
	if _, ok := errors.AsType[*domain.ForbiddenError](err); ok {
		return status.Error(codes.PermissionDenied, err.Error())
	}
	return status.Error(codes.Internal, "something went wrong")
}
`;

const olderInterceptors = `package server

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"example.com/acme/shop/internal/domain"
	"example.com/acme/shop/internal/domain/user"
)

// TokenVerifier tells whom an access token was issued to.
type TokenVerifier interface {
	VerifyAccess(token string) (subject, role string, err error)
}

type roleKey struct{}

func authentication(tokens TokenVerifier) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		incoming, _ := metadata.FromIncomingContext(ctx)
		_, role, err := tokens.VerifyAccess(incoming.Get("authorization")[0][len("Bearer "):])
		if err != nil {
			return nil, statusOf(err)
		}
		return handler(context.WithValue(ctx, roleKey{}, user.Role(role)), request)
	}
}

func authorize(ctx context.Context, permission user.Permission) error {
	if role, _ := ctx.Value(roleKey{}).(user.Role); !role.Allows(permission) {
		return &domain.ForbiddenError{Permission: string(permission)}
	}
	return nil
}
`;
