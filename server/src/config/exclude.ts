/**
 * What a configuration excludes. A pattern that matches a directory excludes all that lies in it, because whoever walks
 * does not go in; so `third_party` and `third_party/**` say the same.
 */

import type { Config } from './config.ts';
import { PatternIndex } from './patternIndex.ts';

/** Whether a path, relative to the root the patterns are relative to, is excluded; undefined when nothing ever is. */
export function exclusionOf(config: Config): ((relative: string) => boolean) | undefined {
  if (config.exclude.length === 0) return undefined;
  const index = new PatternIndex(config.exclude);
  return (relative) => index.matches(relative).length > 0;
}
