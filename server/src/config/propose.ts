/**
 * The text of a new configuration: what was detected, written down so that it can be read, corrected and committed.
 *
 * Every layer is spelled out instead of naming a preset, because what a team edits is its own folders, not our idea of them.
 */
import { Document, isMap, isScalar, type Pair, type YAMLMap } from 'yaml';
import { certainFrom, type DetectedLayout, layersInput } from './layout.ts';
import { folderProposal, type ProposedFolder } from './proposeFolders.ts';

/**
 * @param folders the packages of the module, which are proposed as layers where no layout was recognised
 * @param oneWay lets no two layers import each other, and says what that forbids; otherwise nothing is forbidden that was not before
 */
export function proposedConfiguration(
  detected: DetectedLayout | undefined,
  folders: readonly ProposedFolder[] = [],
  oneWay = true,
): string {
  // A guess that is not certain would report what is there on the first day.
  const known = detected !== undefined && detected.layers.length > 0 && detected.confidence >= certainFrom;
  const proposal = known ? undefined : folderProposal(folders, guessOf(detected));
  const document = new Document({
    version: 1,
    extends: ['recommended'],
    ...(known ? { layers: layersInput(detected.layers, oneWay) } : proposal ? {} : { layers: {} }),
    unmatched: 'warning',
    exclude: [],
    rules: {},
  });
  document.commentBefore = proposal
    ? ' Configuration of Go Architect.'
    : ` Configuration of Go Architect.\n${introduction(detected, oneWay)}`;
  if (isMap(document.contents)) {
    for (const pair of document.contents.items as Pair[]) describe(pair);
    keepListsOnOneLine(document.contents);
  }
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  const rest = text.indexOf(`#${COMMENTS['unmatched']}`);
  return proposal
    ? `${text.slice(0, rest)}${proposal.map((line) => `# ${line}\n`).join('')}\n${text.slice(rest)}`
    : text;
}

/** Only the layers of a recognised layout, to stand behind what a configuration says already. */
export function proposedLayers(detected: DetectedLayout | undefined): string {
  const text = proposedConfiguration(detected, [], false);
  const [start, end] = ['layers', 'unmatched'].map((key) => text.indexOf(`#${COMMENTS[key]}`));
  return text.slice(start, end).trimEnd();
}

/** What the folders may be, though nothing is to rest on it. */
function guessOf(detected: DetectedLayout | undefined): string | undefined {
  if (!detected || detected.layers.length === 0) return undefined;
  return `Perhaps it is a ${detected.name} layout (${Math.round(detected.confidence * 100)} % sure): ${detected.evidence.join(' ')}`;
}

function introduction(detected: DetectedLayout | undefined, oneWay: boolean): string {
  if (!detected || detected.layers.length === 0 || detected.confidence < certainFrom) {
    return ' No layout was recognised in the folders: name your layers below, and they are kept from then on.';
  }
  return [
    ` Recognised: the ${detected.name} layout (${Math.round(detected.confidence * 100)} % sure).`,
    ...[...detected.evidence, ...remarksOn(detected, oneWay)].map((line) => ` - ${line}`),
  ].join('\n');
}

/** What stays forbidden is not left open. */
function remarksOn({ remarks, circles }: DetectedLayout, oneWay: boolean): readonly string[] {
  if (!oneWay) return remarks;
  const isClosed = (remark: string) => circles.some(({ from, to }) => remark.includes(` of ${from} import ${to},`));
  return [...remarks.filter((remark) => !isClosed(remark)), ...circles.map(({ remark }) => remark)];
}

const COMMENTS: Readonly<Record<string, string>> = {
  extends: ' `recommended` is the rule set everybody gets; `strict` turns every rule on.',
  layers: ' The layers, and which others each may import. A layer may always import itself.',
  unmatched: ' What to say of packages no layer claims: error, warning or off.',
  exclude: ' Path patterns that are not looked at, such as "**/*.pb.go".',
  rules: ' Severity by rule id or family, such as "errors/wrap": error or "sql/*": off.',
};

function describe({ key }: Pair): void {
  if (!isScalar(key)) return;
  const comment = COMMENTS[String(key.value)];
  if (comment === undefined) return;
  key.commentBefore = comment;
  key.spaceBefore = true;
}

/** Lists of names read better on one line. */
function keepListsOnOneLine(map: YAMLMap): void {
  for (const { value } of map.items) {
    if (isMap(value)) {
      if (value.items.length === 0) value.flow = true;
      keepListsOnOneLine(value);
    } else if (typeof value === 'object' && value !== null && 'items' in value) {
      Object.assign(value, { flow: true });
    }
  }
}
