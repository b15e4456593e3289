import { findOnPath, runProgram } from '../stack/programs.ts';

/** The C tools that the benchmarks are compared with; undefined when the machine has none. */
export const xmllint = findOnPath('xmllint');
export const psql = findOnPath('psql');

const longestMs = 3_600_000;

/** Seconds that `xmllint` takes to read the file and find it well-formed. */
export function readWithXmllint(program: string, file: string): Promise<number> {
  return timed(program, ['--stream', '--noout', file]);
}

/** Seconds that psql takes for its commands, one after the other in one session. */
export function runPsql(program: string, databaseUrl: string, commands: string[]): Promise<number> {
  const arguments_ = commands.flatMap((command) => ['-c', command]);
  return timed(program, ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', databaseUrl, ...arguments_]);
}

async function timed(program: string, programArguments: string[]): Promise<number> {
  const begun = performance.now();
  const { code, lastLine } = await runProgram(program, programArguments, { timeoutMs: longestMs });
  if (code !== 0) throw new Error(`${program} failed: ${lastLine}`);
  return (performance.now() - begun) / 1000;
}
