/** package.json says to VS Code what the client does; these tests keep the two from telling different stories. */
import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { commandTitles } from '../../client/src/commandTitles.ts';

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: boolean } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly markdown: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}

const repository = path.resolve(__dirname, '..', '..');
const manifest = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as Manifest;
const { commands, menus, configuration, walkthroughs } = manifest.contributes;
const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);

describe('the manifest', () => {
  it('contributes exactly the commands of the table, with their titles', () => {
    const contributed = Object.fromEntries(commands.map(({ command, title }) => [command, title]));
    assert.deepEqual(contributed, { ...commandTitles });
    assert.deepEqual([...new Set(commands.map(({ category }) => category))], ['Go Architect']);
  });

  it('hides every command from the palette where the extension sleeps', () => {
    const inPalette = new Map(menus['commandPalette']?.map(({ command, when }) => [command, when]));
    for (const command of Object.keys(commandTitles)) {
      // A new project begins where there is none yet.
      if (command === 'goArchitect.newProject') continue;
      assert.match(inPalette.get(command) ?? '', /\bgoArchitect\.active\b/, command);
    }
  });

  it('names no unknown command in menus and walkthroughs', () => {
    const named = [
      ...Object.values(menus).flatMap((entries) => entries.map(({ command }) => command)),
      ...steps.flatMap(({ description }) => [...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, id]) => id)),
      ...steps.flatMap((step) => step.completionEvents.map((event) => event.replace('onCommand:', ''))),
    ];
    const builtIn = new Set(['editor.action.quickFix']);
    const unknown = named.filter((id) => id === undefined || !(id in commandTitles || builtIn.has(id)));
    assert.deepEqual(unknown, []);
    assert.ok(named.length > Object.keys(commandTitles).length);
  });

  it('names only files that exist', () => {
    const files = [manifest.icon, ...steps.map(({ media }) => media.markdown)];
    assert.deepEqual(
      files.filter((file) => !existsSync(path.join(repository, file))),
      [],
    );
  });

  it('wakes up for Go alone, and in Restricted Mode too', () => {
    assert.deepEqual(manifest.activationEvents, [
      'onLanguage:go',
      'workspaceContains:**/go.mod',
      'workspaceContains:**/go.work',
    ]);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, true);
  });

  it('keeps every setting under goArchitect', () => {
    const settings = Object.keys(configuration.properties);
    assert.deepEqual(
      settings.filter((name) => !name.startsWith('goArchitect.')),
      [],
    );
    assert.ok(settings.includes('goArchitect.enable'));
  });
});
