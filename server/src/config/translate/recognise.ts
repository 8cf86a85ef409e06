/**
 * Which tool a file belongs to, by its name first and by what it says where the name is another.
 */

export type PeerTool = 'go-arch-lint' | 'arch-go' | 'depguard' | 'import-boss';

export function recogniseTool(fileName: string, text: string): PeerTool | undefined {
  if (/^\.?go-arch-lint\.ya?ml$/.test(fileName)) return 'go-arch-lint';
  if (/^\.?arch-go\.ya?ml$/.test(fileName)) return 'arch-go';
  if (/^\.golangci\.(?:ya?ml|json)$/.test(fileName)) return 'depguard';
  if (fileName === '.import-restrictions') return 'import-boss';
  if (/^\s*"?depguard"?\s*:/m.test(text)) return 'depguard';
  if (/^"?(?:dependenciesRules|contentsRules|functionsRules|namingRules)"?\s*:/m.test(text)) return 'arch-go';
  const sections = /^"?(?:components|deps|allow|excludeFiles|commonComponents|commonVendors|vendors|workdir)"?\s*:/gm;
  if ((text.match(sections) ?? []).length > 1) return 'go-arch-lint';
  return /^\W*"?(?:inverseRules|rules)"?\s*:/im.test(text) && /selectorRegexp/i.test(text) ? 'import-boss' : undefined;
}
