import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's cache for downloaded and built programs, outside the clone so that a second clone does not fetch again. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env['INCASSO_CACHE']) return env['INCASSO_CACHE'];
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'incasso');
  return join(homedir(), '.cache', 'incasso');
}

/**
 * Makes the cache entry `name` (a folder) by `build`, which fills the folder it is given. The entry appears by one rename
 * when `build` is done: a download or build that fails or is killed leaves no entry. When another process makes the same
 * entry at the same time, the first one stays.
 */
export async function addToCache(
  name: string,
  build: (folder: string) => Promise<void>,
  dir = cacheDir(),
): Promise<string> {
  await mkdir(dir, { recursive: true });
  const entry = join(dir, name);
  const unfinished = await mkdtemp(join(dir, `${name}.unfinished-`));
  try {
    await build(unfinished);
    await rename(unfinished, entry).catch((error: unknown) => {
      if (!existsSync(entry)) throw error;
    });
    return entry;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
