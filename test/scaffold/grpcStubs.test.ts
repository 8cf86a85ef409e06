/**
 * The Go code of a gRPC contract is written without protoc; here protoc's own plugins say what it has to be, byte by byte. When
 * a new release of them writes something else, this test says so.
 */
import assert from 'node:assert/strict';
import { type ProtoContract, type ProtoField, timestampType } from '../../server/src/scaffold/proto/contract.ts';
import { stubData } from '../../server/src/scaffold/proto/stubs.ts';
import { renderTemplate } from '../../server/src/scaffold/template.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { askGo, templatesFolder } from './generate.ts';

const everyField: readonly ProtoField[] = [
  { name: 'id', type: 'string' },
  { name: 'first_name', type: 'string' },
  { name: 'line_2', type: 'string' },
  { name: 'weight', type: 'float' },
  { name: 'rating', type: 'double' },
  { name: 'small', type: 'int32' },
  { name: 'total', type: 'int64' },
  { name: 'small_count', type: 'uint32' },
  { name: 'big_count', type: 'uint64' },
  { name: 'open', type: 'bool' },
  { name: 'content', type: 'bytes' },
  { name: 'due_at', type: timestampType },
];

const contracts: Readonly<Record<string, ProtoContract>> = {
  'every kind of field, and a package of its own': {
    source: 'order_item/v1/order_item.proto',
    package: 'order_item.v1',
    goPackage: 'example.com/acme/shop/internal/delivery/grpc/orderitemv1;orderitemv1',
    goName: 'orderitemv1',
    messages: [
      { name: 'OrderItem', comment: 'OrderItem is one order item.', fields: everyField },
      { name: 'GetOrderItemRequest', fields: [{ name: 'id', type: 'string' }] },
      { name: 'GetOrderItemResponse', fields: [{ name: 'order_item', type: 'OrderItem' }] },
      { name: 'ListOrderItemsRequest', fields: [{ name: 'limit', type: 'int32' }] },
      {
        name: 'ListOrderItemsResponse',
        fields: [
          { name: 'order_items', type: 'OrderItem', repeated: true },
          { name: 'numbers', type: 'int64', repeated: true },
        ],
      },
      { name: 'DeleteOrderItemRequest', fields: [{ name: 'id', type: 'string' }] },
      { name: 'DeleteOrderItemResponse', fields: [] },
    ],
    service: 'OrderItemService',
    serviceComment: 'OrderItemService offers order items to other services.',
    methods: ['Get', 'Delete'].map((verb) => ({
      name: `${verb}OrderItem`,
      comment: `${verb}OrderItem does what it says.`,
      input: `${verb}OrderItemRequest`,
      output: `${verb}OrderItemResponse`,
    })),
  },
  'no time, and no Go package of its own': {
    source: 'tag.proto',
    package: 'tags',
    goPackage: '',
    goName: 'tagspb',
    messages: [{ name: 'Tag', fields: [{ name: 'id', type: 'int64' }] }],
    service: 'TagService',
    serviceComment: 'TagService keeps tags.',
    methods: [{ name: 'TouchTag', comment: 'TouchTag does nothing.', input: 'Tag', output: 'Tag' }],
  },
};

describe('Go code of a gRPC contract', function () {
  this.timeout(300_000);

  let templates: Templates;

  before(async () => {
    templates = await readTemplates(templatesFolder);
  });

  for (const [name, contract] of Object.entries(contracts)) {
    it(`is what the plugins write: ${name}`, async () => {
      const render = (template: string) =>
        renderTemplate(template, templates.get(`parts/grpc/${template}.eta`) ?? '', stubData(contract));
      const base = contract.source.replace(/\.proto$/, '');
      const mapping = contract.goPackage === '' ? `,M${contract.source}=example.com/acme/shop/tags;tagspb` : '';

      const generated = await generate(contract.source, render('contract.proto'), `paths=source_relative${mapping}`);

      assert.equal(render('messages.pb.go'), generated[`${base}.pb.go`]);
      assert.equal(render('service.pb.go'), generated[`${base}_grpc.pb.go`]);
    });
  }
});

/** What the plugins make of a contract, by path. */
async function generate(source: string, text: string, parameter: string): Promise<Readonly<Record<string, string>>> {
  return (await askGo('stubs', { source, text, parameter })) as Readonly<Record<string, string>>;
}
