import { findOnPath, runProgram } from '../stack/programs.ts';

/** The C tools that the benchmarks are compared with; undefined when the machine has none. */
const xmllint = findOnPath('xmllint');
const wc = findOnPath('wc');
export const psql = findOnPath('psql');

const longestMs = 3_600_000;

/** A C tool that reads a file and makes nothing of it. */
export interface FloorReader {
  /** As it is called. */
  name: string;
  /** Seconds that it takes for a file; undefined where the machine does not have it. */
  read: ((file: string) => Promise<number>) | undefined;
}

/** Finds a file well-formed. */
export const xmllintReader: FloorReader = {
  name: 'xmllint --stream --noout',
  read: xmllint ? (file) => timed(xmllint, ['--stream', '--noout', file]) : undefined,
};

export const lineCounter: FloorReader = { name: 'wc -l', read: wc ? (file) => timed(wc, ['-l', file]) : undefined };

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
