/** What is deployed of a module: its commands that serve, with the servers that its drivers speak to, under the names its settings say. */
import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { GoParser } from '../../server/src/go/parser.ts';
import { surveyOf } from '../../server/src/scaffold/interviews.ts';
import { newDockerfile } from '../../server/src/scaffold/moduleParts.ts';
import { newCompose, newKubernetes } from '../../server/src/scaffold/parts/deployment.ts';
import type { PartMaker } from '../../server/src/scaffold/parts/part.ts';
import { surveyModule } from '../../server/src/scaffold/parts/survey.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { check } from '../snippets/checks.ts';
import { readerOf, templatesFolder } from './generate.ts';

type Files = Readonly<Record<string, string>>;

const main = 'package main\n\nfunc main() {}\n';
const goMod = (...paths: readonly string[]) =>
  `module example.com/acme/shop\n\ngo 1.25\n\nrequire (\n${paths.map((path) => `\t${path} v1.0.0\n`).join('')})\n`;

describe('A deployment', function () {
  this.timeout(300_000);

  let templates: Templates;
  let parser: GoParser;

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
  });

  function made(make: PartMaker, files: Files): ReadonlyMap<string, string> {
    const reader = readerOf(new Map(Object.entries({ 'go.mod': goMod(), ...files })));
    const survey = surveyModule(reader, templates, (text) => parser.parse(text));
    assert.ok(survey.ok, JSON.stringify(survey));
    const part = make({ name: '', fields: [] }, survey.value);
    assert.ok(part.ok, JSON.stringify(part));
    return new Map(part.value.changes.map(({ path, after }) => [path, after]));
  }

  const composeOf = (files: Files): string => made(newCompose, files).get('compose.yaml') ?? '';
  const servicesOf = (files: Files) => parse(composeOf(files)).services;

  it('runs the main package of cmd itself, under the name of the module', () => {
    const files = { 'go.mod': goMod(), 'cmd/main.go': main };
    const { shop, ...others } = servicesOf(files);
    assert.deepEqual(others, {});
    assert.deepEqual(shop.command, ['/app/cmd']);
    assert.deepEqual(
      [...made(newKubernetes, files).keys()],
      ['config', 'shop', 'kustomization'].map((name) => `deployments/k8s/${name}.yaml`),
    );

    const dockerfile = newDockerfile(surveyOf(readerOf(new Map(Object.entries(files)))), templates);
    assert.ok(dockerfile.ok, JSON.stringify(dockerfile));
    assert.match(dockerfile.value[0]?.content ?? '', /-o \/out\/ \.\/cmd\n[\s\S]*CMD \["\/app\/cmd"\]/);
  });

  const tool =
    'package main\n\nimport "os"\n\nfunc main() {\n\tswitch os.Args[1] {\n\tcase "list":\n\t\tprintln("all of them")\n\t}\n}\n';
  const server =
    'package main\n\nimport (\n\t"flag"\n\t"net/http"\n)\n\nfunc main() {\n\tflag.Parse()\n\thttp.ListenAndServe(flag.Arg(0), nil)\n}\n';

  it('leaves out what somebody starts by hand: tools that are told by arguments what to do, and those that are called so', () => {
    const files = {
      'cmd/shop/main.go': tool,
      'cmd/shopd/main.go': server,
      'cmd/relay/main.go': main,
      'cmd/shopctl/main.go': main,
      'cmd/migrator/main.go': main,
    };
    assert.deepEqual(Object.keys(servicesOf(files)), ['relay', 'shopd']);
    assert.deepEqual(
      [...made(newKubernetes, files).keys()],
      ['config', 'relay', 'shopd', 'kustomization'].map((name) => `deployments/k8s/${name}.yaml`),
    );
  });

  it('runs what looks like a tool where there is nothing else', () => {
    assert.deepEqual(Object.keys(servicesOf({ 'cmd/shop/main.go': tool, 'cmd/seed/main.go': main })), ['shop']);
  });

  it('comes with MySQL where the module speaks to it, as the user of its settings', async () => {
    const of = (settings: string) => ({
      'go.mod': goMod('github.com/go-sql-driver/mysql'),
      'cmd/api/main.go': main,
      '.env.example': settings,
    });
    const source = of('DB_DSN=clerk:s3cret@tcp(127.0.0.1:3306)/ledger?parseTime=true\nLOCALE=de\n');
    const apart = of('DB_HOST=localhost\nDB_PORT=3306\nDB_USER=root\nDB_PASSWORD=s3cret\nDB_NAME=ledger\n');
    const silent = of('');
    const texts = [source, apart, silent].map((files, index) => ({ name: `${index}`, text: composeOf(files) }));

    assert.deepEqual([...(await check({ compose: texts }))], []);
    assert.deepEqual(Object.keys(servicesOf(source)), ['api', 'mysql']);
    assert.deepEqual(servicesOf(source).api.depends_on, { mysql: { condition: 'service_healthy' } });
    assert.equal(servicesOf(source).api.environment.DB_DSN, 'clerk:s3cret@tcp(mysql:3306)/ledger?parseTime=true');
    assert.deepEqual(servicesOf(source).mysql.environment, {
      MYSQL_DATABASE: 'ledger',
      MYSQL_USER: 'clerk',
      MYSQL_PASSWORD: 's3cret',
      MYSQL_RANDOM_ROOT_PASSWORD: 'yes',
    });
    assert.equal(servicesOf(apart).api.environment.DB_HOST, 'mysql');
    assert.deepEqual(servicesOf(apart).mysql.environment, { MYSQL_DATABASE: 'ledger', MYSQL_ROOT_PASSWORD: 's3cret' });
    assert.deepEqual(servicesOf(silent).mysql.environment.MYSQL_DATABASE, 'shop');
    assert.deepEqual(Object.keys(parse(composeOf(silent)).volumes), ['mysql']);
  });

  it('puts a password of a data source among the secrets', () => {
    const files = made(newKubernetes, {
      'cmd/api/main.go': main,
      '.env.example': 'STORE=clerk:s3cret@tcp(localhost:3306)/ledger\nLOCALE=de\n',
    });
    assert.deepEqual(parse(files.get('deployments/k8s/config.yaml') ?? '').data, { LOCALE: 'de' });
  });
});
