import { existsSync } from 'node:fs';
import { chmod, readdir, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { sentenceOf } from '../domain/errors.ts';
import { addToCache } from './cache.ts';
import { runProgram } from './programs.ts';

/** One place where a server program may be found. */
export interface Source {
  /** As it is named in messages. */
  name: string;
  /** The program's full path, undefined when it is not there; throws a sentence when it could not be fetched. */
  find: () => Promise<string | undefined>;
}

/** The program of the first source that has it, and what was tried before that. */
export async function firstOf(sources: Source[]): Promise<{ path?: string; source?: string; tried: string[] }> {
  const tried: string[] = [];
  for (const source of sources) {
    try {
      const path = await source.find();
      if (path !== undefined) return { path, source: source.name, tried };
      tried.push(source.name);
    } catch (error) {
      tried.push(`${source.name} (${sentenceOf(error)})`);
    }
  }
  return { tried };
}

/** The name of the cache entry for what the installed SDK downloads: another SDK may want another server. */
export function sdkEntry(program: string): string {
  const { version } = createRequire(import.meta.url)('@temporalio/testing/package.json') as { version: string };
  return `${program}-sdk-${version}`;
}

/** Lets the SDK download a server into the cache; throws the SDK's own sentence, at once when there is no internet. */
export async function downloadBySdk(kind: 'dev-server' | 'time-skipping', program: string): Promise<string> {
  const downloader = fileURLToPath(new URL('sdkDownload.ts', import.meta.url));
  const entry = await addToCache(sdkEntry(program), async (folder) => {
    const args = ['--import', 'tsx', downloader, kind, folder];
    const { code, lastLine } = await runProgram(process.execPath, args, { timeoutMs: 300_000 });
    // The SDK nests its reasons; the innermost is the one that helps.
    if (code !== 0) throw new Error(lastLine.split(': ').at(-1));
    const downloaded = (await readdir(folder)).find((file) => file.startsWith(program));
    if (downloaded === undefined) throw new Error('the SDK left no file');
    await rename(join(folder, downloaded), join(folder, program));
    await chmod(join(folder, program), 0o755);
  });
  return join(entry, program);
}

/** The program in a cache entry, undefined when it is not there. */
export function inCache(cache: string, entry: string, program: string): string | undefined {
  const path = join(cache, entry, program);
  return existsSync(path) ? path : undefined;
}
