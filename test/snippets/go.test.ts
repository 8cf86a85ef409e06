/**
 * Every Go snippet, with its defaults, with every value of every choice and in a file with a long name, is code that the
 * toolchain builds, vets and formats as it stands, against the real libraries.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { allRules } from '../../server/src/rules/registry.ts';
import { checkFolder } from '../support/checkFolder.ts';
import { readSnippets } from './collection.ts';
import { insert } from './expand.ts';
import { goContexts } from './goContexts.ts';
import { GoModule, type GoPackage, goPackagesOf, linesAbout, supportPackages } from './goModule.ts';

const snippets = readSnippets().filter((snippet) => snippet.languages.includes('go'));
const byPrefix = new Map(snippets.map((snippet) => [snippet.prefix, snippet]));

/** Every rule is on, and every snippet lies in the layer it is written for. */
const configuration = `version: 1
extends: [clean, strict]
layers:
  domain: { paths: ["internal/domain/**", "ga_entity/**", "ga_value_object/**", "ga_domain_*/**", "ga_list_query/**"] }
  usecase: { paths: ["internal/usecase/**", "ga_usecase*/**", "ga_port/**"] }
  adapters: { paths: ["ga_*/**"], imports: { layers: "*" } }
  main: { paths: ["ga_main/**", "ga_main_worker/**"], imports: { layers: "*" } }
exclude: ["inserted/**"]
`;

describe('Go snippets', function () {
  // With an empty build cache the toolchain first compiles some hundred dependencies.
  this.timeout(1_800_000);

  const packages: GoPackage[] = [];
  let module: GoModule;
  let build = '';
  let vet = '';
  let unformatted = '';
  let unparsed = '';

  before(async () => {
    module = new GoModule(join(import.meta.dirname, 'gomod'));
    for (const [path, text] of supportPackages(byPrefix)) module.write(path, text);
    for (const snippet of snippets) packages.push(...goPackagesOf(snippet, byPrefix));
    for (const { folder, files } of packages) {
      for (const [name, text] of files) module.write(`${folder}/${name}`, text);
    }
    build = await module.run('go', 'build', '-gcflags=-e -lang=go1.22', './...');
    vet = await module.run('go', 'vet', '-tags=integration', './...');
    unformatted = await module.run('gofmt', '-l', '.');
    for (const snippet of snippets) {
      const text = insert(snippet.body, '/home/dev/app/internal/app/user.go');
      const wholeFile = goContexts[snippet.prefix]?.form === 'file';
      const asFile = goContexts[snippet.prefix]?.form === 'statements' ? `func _() {\n${text}\n}\n` : text;
      module.write(`inserted/${snippet.prefix}/snippet.go`, wholeFile ? text : `package app\n\n${asFile}`);
    }
    unparsed = await module.run('gofmt', '-e', '-l', 'inserted');
  });

  after(() => module?.remove());

  it('have a context each, and no context is left over', () => {
    assert.deepEqual(Object.keys(goContexts).sort(), [...byPrefix.keys()].sort());
  });

  it('build together: the toolchain complains about nothing the snippets are not part of', () => {
    const folders = packages.map(({ folder }) => `${folder}/`);
    const strange = build
      .split('\n')
      .filter((line) => line && !line.startsWith('#') && !folders.some((folder) => line.includes(folder)));
    assert.deepEqual(strange, []);
  });

  it('break none of the rules of this product', async () => {
    module.write('.go-architect.yaml', configuration);
    const { findings } = await checkFolder(
      module.root,
      allRules.map(({ meta }) => meta.id),
    );
    assert.deepEqual(
      findings.map(({ path, rule, message }) => `${path}: ${rule}: ${message}`),
      [],
    );
  });

  for (const snippet of snippets) {
    it(`${snippet.prefix} builds, vets and is formatted, however it is filled in`, () => {
      const own = packages.filter(({ variant }) => variant.snippet === snippet);
      assert.notEqual(own.length, 0);
      for (const { folder, variant } of own) {
        const complaints = [...linesAbout(build, folder), ...linesAbout(vet, folder)];
        assert.deepEqual(complaints, [], `${snippet.prefix} (${variant.name}) expands to:\n${variant.text}`);
        assert.deepEqual(
          linesAbout(unformatted, folder),
          [],
          `${snippet.prefix} (${variant.name}) is not as gofmt wants it:\n${variant.text}`,
        );
      }
    });

    it(`${snippet.prefix} is Go from the moment it is inserted`, () => {
      assert.deepEqual(
        linesAbout(unparsed, `inserted/${snippet.prefix}`).filter((line) => line.includes('.go:')),
        [],
      );
    });
  }
});
