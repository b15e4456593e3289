import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { addToCache, cacheDir } from '../../stack/cache.ts';

describe('the cache', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'incasso-cache-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const put =
    (text: string) =>
    async (folder: string): Promise<void> =>
      writeFileSync(join(folder, 'program'), text);

  it('O2 lies outside the clone: INCASSO_CACHE, else XDG_CACHE_HOME, else the home folder', () => {
    expect(cacheDir({ INCASSO_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
    expect(cacheDir({ XDG_CACHE_HOME: '/b' })).toBe('/b/incasso');
    expect(cacheDir({})).toMatch(/\/\.cache\/incasso$/);
  });

  it('holds an entry when its build has ended', async () => {
    const entry = await addToCache('server-1', put('whole'), dir);
    expect(readFileSync(join(entry, 'program'), 'utf8')).toBe('whole');
    expect(readdirSync(dir)).toEqual(['server-1']);
  });

  it('holds nothing after a build that failed half way', async () => {
    const failing = addToCache(
      'server-1',
      async (folder) => {
        await put('half')(folder);
        throw new Error('connection lost');
      },
      dir,
    );
    await expect(failing).rejects.toThrow('connection lost');
    expect(readdirSync(dir)).toEqual([]);
  });

  it('shows no entry while it is being built', async () => {
    await addToCache('server-1', async () => expect(readdirSync(dir)).not.toContain('server-1'), dir);
  });

  it('keeps the first of two builds of the same entry', async () => {
    await addToCache(
      'server-1',
      async (folder) => {
        await put('second')(folder);
        await addToCache('server-1', put('first'), dir);
      },
      dir,
    );
    expect(readFileSync(join(dir, 'server-1', 'program'), 'utf8')).toBe('first');
    expect(readdirSync(dir)).toEqual(['server-1']);
  });
});
