import { join } from 'node:path';

import { IncassoError } from '../domain/errors.ts';
import { addToCache, cacheDir } from './cache.ts';
import type { Log } from './log.ts';
import { findOnPath, runProgram } from './programs.ts';
import { downloadBySdk, firstOf, inCache, sdkEntry } from './serverPrograms.ts';

/** The newest version that `go install` can build: later ones have a `replace` directive in their go.mod. */
const BUILT_VERSION = '1.5.1';
const BUILT_ENTRY = `temporal-${BUILT_VERSION}`;

/**
 * The path of the `temporal` program, which holds the development server and its Web UI. Looks on the PATH and in the cache,
 * lets the SDK download it, then builds it with Go. Throws TEMPORAL with what was tried and what to install.
 */
export async function findTemporalProgram(log: Log): Promise<string> {
  const cache = cacheDir();
  const { path, source, tried } = await firstOf([
    { name: 'temporal on the PATH', find: () => usable(findOnPath('temporal')) },
    { name: `the cache ${cache}`, find: () => usable(cachedProgram(cache)) },
    { name: "the SDK's own download", find: () => downloadBySdk('dev-server', 'temporal') },
    { name: 'a build with Go', find: () => buildWithGo(log) },
  ]);
  if (path !== undefined) {
    log(`temporal server: ${source}, ${path}`);
    return path;
  }
  throw new IncassoError(
    'TEMPORAL',
    `no Temporal server was found. Tried: ${tried.join('; ')}. ` +
      'Install the Temporal CLI (https://docs.temporal.io/cli), or Go 1.25 or newer, or set TEMPORAL_ADDRESS to a running server.',
  );
}

function cachedProgram(cache: string): string | undefined {
  return inCache(cache, sdkEntry('temporal'), 'temporal') ?? inCache(cache, BUILT_ENTRY, 'temporal');
}

/** A program that does not run here (another machine's, a damaged file) is as good as none. */
async function usable(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const { code, lastLine } = await runProgram(path, ['--version']);
  if (code !== 0) throw new Error(`${path} does not run: ${lastLine}`);
  return path;
}

async function buildWithGo(log: Log): Promise<string> {
  const version = (await runProgram('go', ['env', 'GOVERSION'])).stdout.trim();
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) throw new Error('Go is not installed');
  if (Number(major) === 1 && Number(minor) < 25) throw new Error(`${version} is too old, 1.25 is needed`);

  log(`temporal server: building version ${BUILT_VERSION} with ${version} once, about three minutes`);
  const entry = await addToCache(BUILT_ENTRY, async (folder) => {
    const args = ['install', `github.com/temporalio/cli/cmd/temporal@v${BUILT_VERSION}`];
    const env = { ...process.env, GOBIN: folder };
    const { code, lastLine } = await runProgram('go', args, { env, timeoutMs: 30 * 60_000 });
    if (code !== 0) throw new Error(lastLine);
  });
  return join(entry, 'temporal');
}
