/**
 * The text of one configuration for several modules below a folder. Layers of a module carry its name, because each may mean something else
 * by `domain`; a module without a recognised layout is one layer. Which module may use which is nobody's guess: imports of other modules stay
 * free until somebody says otherwise.
 */
import { certainFrom, type DetectedLayout, layersInput } from './layout.ts';
import { importsOf } from './presetText.ts';
import { configText, layerName, type WrittenLayer } from './translate/configText.ts';

export interface ProposedModule {
  /** Relative to the folder of the configuration. */
  readonly folder: string;
  readonly detected: DetectedLayout | undefined;
}

export function configurationForModules(modules: readonly ProposedModule[]): string {
  const taken = new Set<string>();
  const named = (wanted: string) => {
    const name = layerName(wanted, taken);
    taken.add(name);
    return name;
  };
  const layers = modules.flatMap((module) => layersOf(module, named));
  return configText({
    introduction: [
      'Configuration of Go Architect for all modules below this folder, from what was recognised in each. Change it to what your team means.',
    ],
    layersComment: [
      'The layers of each module, and which of its own they must not import; what modules may import of each other is left open.',
    ],
    layers,
    unmatched: 'warning',
    unmatchedComment: 'What to say of packages no layer claims: error, warning or off.',
  });
}

function layersOf({ folder, detected }: ProposedModule, named: (wanted: string) => string): readonly WrittenLayer[] {
  const prefix = folder.replaceAll('/', '-');
  if (!detected || detected.layers.length === 0 || detected.confidence < certainFrom) {
    const comments = [`Module ${folder}: no layout was recognised with certainty.`];
    return [{ name: named(prefix), comments, paths: [`${folder}/**`], imports: {} }];
  }
  const names = new Map(detected.layers.map(({ name }) => [name, named(`${prefix}-${name}`)]));
  const inputs = layersInput(detected.layers, true);
  return detected.layers.map((layer, index): WrittenLayer => {
    const { layers: _named, ...outside } = importsOf(inputs[layer.name] ?? {});
    const others = detected.layers.filter(({ name }) => name !== layer.name);
    const mayImport = inputs[layer.name]?.imports?.layers;
    const denied = Array.isArray(mayImport)
      ? others.filter(({ name }) => !mayImport.includes(name)).map(({ name }) => name)
      : [];
    return {
      name: names.get(layer.name) ?? layer.name,
      comments:
        index === 0
          ? [`Module ${folder}: the ${detected.name} layout.`, ...detected.circles.map(({ remark }) => remark)]
          : [],
      description: layer.description,
      paths: layer.paths.map((path) => (path === '.' ? folder : `${folder}/${path}`)),
      imports: {
        ...(denied.length === 0 ? {} : { layers: { deny: denied.map((name) => names.get(name) ?? name) } }),
        ...outside,
      },
      testImports: { layers: '*' },
    };
  });
}
