/** Consumers that `new consumer` writes, at work: a real Redis, and a Kafka of a library that speaks its protocol. */
import assert from 'node:assert/strict';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GoParser } from '../../server/src/go/parser.ts';
import { newConsumer } from '../../server/src/scaffold/parts/observed.ts';
import { surveyModule } from '../../server/src/scaffold/parts/survey.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { inTemporaryFolder, readerOf, run, templatesFolder } from './generate.ts';
import { type RedisServer, startRedisServer } from './servers.ts';

const consumers = [
  { name: 'Upload', kind: 'redis' },
  { name: 'Shipment', kind: 'kafka' },
] as const;

describe('A generated consumer, running', function () {
  this.timeout(600_000);

  let redis: RedisServer;

  before(async () => {
    redis = await startRedisServer();
  });

  after(() => redis.remove());

  for (const { name, kind } of consumers) {
    it(`of ${kind} tries again, gives up what always fails, and outlives failures of its server`, async () => {
      await inTemporaryFolder(async (folder) => {
        await cp(join(import.meta.dirname, 'consumers'), folder, { recursive: true });
        for (const path of await readdir(join(folder, 'queue'))) {
          if (!path.startsWith(name.toLowerCase()) && path !== 'helpers_test.go') await rm(join(folder, 'queue', path));
        }
        const goMod = await readFile(join(folder, 'go.mod'), 'utf8');
        const templates = await readTemplates(templatesFolder);
        const parser = GoParser.create(await loadParserModule());
        const survey = surveyModule(readerOf(new Map([['go.mod', goMod]])), templates, (text) => parser.parse(text));
        assert.ok(survey.ok);
        const made = newConsumer({ name, kind, fields: [], directory: 'queue' }, survey.value);
        assert.ok(made.ok, JSON.stringify(made));
        for (const { path, after } of made.value.changes) await writeFile(join(folder, path), after);

        assert.deepEqual(await run(folder, 'gofmt', ['-l', '.']), { status: 0, output: '' });
        const environment = { GOFLAGS: '-buildvcs=false -trimpath -mod=mod', TEST_REDIS_URL: redis.url };
        const tested = await run(folder, 'go', ['test', '-count=1', '-v', './...'], environment);
        assert.equal(tested.status, 0, tested.output);
        assert.equal(tested.output.match(/^--- PASS/gm)?.length, 3);
      });
    });
  }
});
