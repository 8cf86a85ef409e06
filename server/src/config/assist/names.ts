/** Which places of a configuration hold names that the project or the configuration itself knows. */

/** What a place holds a name of. */
export type NameKind =
  | 'layer'
  | 'pattern'
  | 'package'
  | 'standard'
  | 'external'
  | 'option'
  | 'preset'
  | 'slicePath'
  | 'capture'
  | 'slicePackage'
  | 'slice';

const LIST = '(/#)?';
/** A list whose entries may say more than their name. */
const EXPLAINED = '(/#(/(layer|import))?)?';
const IMPORTS = '(imports|tests/imports|tests/blackBox)';

const PLACES: readonly (readonly [RegExp, NameKind])[] = [
  [new RegExp(`^layers/[^/]+/${IMPORTS}/layers(/(allow|deny))?${EXPLAINED}$`), 'layer'],
  [new RegExp(`^layers/[^/]+/visibleTo${LIST}$`), 'layer'],
  [/^siblings\/#(\/#)?$/, 'layer'],
  [/^deprecated\/#\/(from|to)$/, 'layer'],
  [/^unmatched\/as$/, 'layer'],
  [/^replace\/#\/in(\/#)?$/, 'layer'],
  [/^rules\/[^/]+\/[^/]+\/options\/layers(\/#)?$/, 'layer'],
  [/^rules\/[^/]+\/[^/]+\/options\/[^/]+(\/#)?$/, 'option'],
  [/^extends(\/#)?$/, 'preset'],
  [/^layers\/[^/]+\/paths(\/#)?$/, 'pattern'],
  [/^layers\/[^/]+$/, 'pattern'],
  [/^slices\/#\/path$/, 'slicePath'],
  [/^slices\/#\/isolate$/, 'capture'],
  [/^slices\/#\/public(\/#)?$/, 'slicePackage'],
  [/^slices\/#\/allow\/#\/(from|to)$/, 'slice'],
  [/^exclude(\/#)?$/, 'pattern'],
  [/^replace\/#\/(import|use)$/, 'package'],
  [new RegExp(`^layers/[^/]+/${IMPORTS}/std(/(allow|deny))?${EXPLAINED}$`), 'standard'],
  [new RegExp(`^layers/[^/]+/${IMPORTS}/external(/(allow|deny))?${EXPLAINED}$`), 'external'],
];

/** Of a value. */
export function nameKindAt(path: readonly string[]): NameKind | undefined {
  const joined = path.join('/');
  return PLACES.find(([pattern]) => pattern.test(joined))?.[1];
}
