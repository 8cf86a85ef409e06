/** Which folder a part goes to where the layout says little of it. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { type PartRole, placeFor } from '../../server/src/scaffold/parts/placement.ts';
import { surveyModule } from '../../server/src/scaffold/parts/survey.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readerOf } from './generate.ts';

const goMod = [
  'go.mod',
  'module example.com/acme/shop\n\ngo 1.25\n\nrequire github.com/gin-gonic/gin v1.11.0\n',
] as const;
const file = (path: string, text: string) => [path, `package ${path.split('/').at(-2)}\n\n${text}\n`] as const;
const gin = 'import "github.com/gin-gonic/gin"\n\n';

describe('The place of a part', () => {
  let parser: GoParser;

  before(async () => {
    parser = GoParser.create(await loadParserModule());
  });

  function placeOf(role: PartRole, ...files: readonly (readonly [path: string, text: string])[]): string {
    const reader = readerOf(new Map([goMod, ...files]));
    const survey = surveyModule(reader, new Map(), (text) => parser.parse(text));
    assert.ok(survey.ok, JSON.stringify(survey));
    const place = placeFor(role, 'Voucher', undefined, survey.value);
    assert.ok(place.ok, JSON.stringify(place));
    return place.value.folder;
  }

  const feature = (name: string) => [
    file(`internal/${name}/domain/${name}.go`, 'type Thing struct {\n\tID string\n}'),
    file(`internal/${name}/repository/${name}.go`, 'type Repository struct{}'),
    file(`internal/${name}/service/${name}.go`, `import _ "example.com/acme/shop/internal/${name}/domain"`),
    file(`internal/${name}/port/http/handlers.go`, `${gin}func NewThingHandler() gin.HandlerFunc { return nil }`),
  ];

  it('is the folder of handlers in each feature, whatever helpers take requests', () => {
    const helper = file('pkg/respond/respond.go', `${gin}func NotFound(c *gin.Context) {}`);
    assert.equal(placeOf('delivery', ...feature('order'), ...feature('user'), helper), 'internal/voucher/port/http');
  });

  const hexagonal = [
    file('domain/model/order.go', 'type Order struct {\n\tID int\n}'),
    file('application/order.go', 'import _ "example.com/acme/shop/domain/model"'),
    file('adapter/repository/mysql/order.go', 'type OrderRepository struct{}'),
    file('adapter/repo/transaction.go', 'type Factory struct{}'),
    file('adapter/job/job.go', 'type Job struct{}'),
    file('api/http/order.go', `${gin}func CreateOrder(c *gin.Context) {}`),
    file('api/http/paginate/paginate.go', 'const Size = 20'),
  ];

  it('is where functions answer requests, and not among adapters that say nothing of HTTP', () => {
    assert.equal(placeOf('delivery', ...hexagonal), 'api/http');
  });

  it('is the repository, and no folder called repo beside it', () => {
    assert.equal(placeOf('repository', ...hexagonal), 'adapter/repository/mysql');
  });
});
