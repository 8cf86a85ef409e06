/** Where the user's system keeps what a program may find again and need not. Imports nothing of the product: the launcher reads it first. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `GO_ARCHITECT_CACHE` names another folder, or none when it is `off`: undefined then. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const wanted = environment['GO_ARCHITECT_CACHE'];
  if (wanted === 'off') return undefined;
  return wanted || join(userCacheFolder(environment), 'go-architect');
}

function userCacheFolder(environment: NodeJS.ProcessEnv): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32') return environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  return environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
}
