/** `npm test [-- vitest arguments]`: fetches the Temporal servers that the tests need, runs them all, and counts. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

import { sentenceOf } from '../domain/errors.ts';
import { printLine } from '../stack/log.ts';
import { findTemporalProgram } from '../stack/temporalProgram.ts';
import { findTestServer } from '../stack/testServer.ts';

const reportFile = join('var', 'test', 'vitest.json');

/** What is used here of vitest's JSON report. */
interface Report {
  testResults: { name: string; status: string; message: string; assertionResults: Assertion[] }[];
}

interface Assertion {
  status: string;
  fullName: string;
  failureMessages?: string[];
}

const env = { ...process.env };
env['TEMPORAL_TEST_SERVER'] = await pathOrNone(findTestServer);
env['TEMPORAL_CLI_PATH'] = env['TEMPORAL_CLI_PATH'] || (await pathOrNone(findTemporalProgram));

const exitCode = await runVitest(process.argv.slice(2));
const counts = await countTests();
if (exitCode !== 0 && counts.failed === 0) {
  printLine('vitest failed outside of the tests, see above: this counts as one failure');
  counts.failed = 1;
}
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
printLine(`test: ${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = counts.failed === 0 ? 0 : 1;

/** Without a server, the tests that need it are skipped and counted as such. */
async function pathOrNone(find: (log: (line: string) => void) => Promise<string>): Promise<string | undefined> {
  try {
    return await find(printLine);
  } catch (error) {
    printLine(sentenceOf(error));
    return undefined;
  }
}

async function runVitest(args: string[]): Promise<number> {
  await mkdir(dirname(reportFile), { recursive: true });
  await rm(reportFile, { force: true });
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], { env, stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

/** A file that could not be loaded has no tests to count and counts as one failure. */
async function countTests(): Promise<{ passed: number; failed: number; skipped: number }> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const text = await readFile(reportFile, 'utf8').catch(() => undefined);
  if (text === undefined) return counts;
  for (const file of (JSON.parse(text) as Report).testResults) {
    const statuses = file.assertionResults.map((test) => test.status);
    const failed = statuses.filter((status) => status === 'failed').length;
    printFailures(file);
    counts.passed += statuses.filter((status) => status === 'passed').length;
    counts.failed += file.status === 'failed' ? Math.max(failed, 1) : failed;
    counts.skipped += statuses.filter((status) => status !== 'passed' && status !== 'failed').length;
  }
  return counts;
}

/** Where a long output is cut, its end still says what failed: `.ci/run` repeats these lines. */
function printFailures(file: Report['testResults'][number]): void {
  const name = relative(process.cwd(), file.name);
  const failed = file.assertionResults.filter((test) => test.status === 'failed');
  if (file.status === 'failed' && failed.length === 0) printLine(`FAILED ${name}: ${firstLines(file.message)}`);
  for (const test of failed)
    printLine(`FAILED ${name}: ${test.fullName}: ${firstLines(test.failureMessages?.[0] ?? '')}`);
}

function firstLines(message: string): string {
  return message.split('\n').slice(0, 6).join(' | ').slice(0, 600);
}
