import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What a piece of work says when it is done, with the peak memory of its process. */
export type Measured<Result> = Result & { peak_rss_bytes: number };

export interface RunningPiece<Result> {
  result: Promise<Measured<Result>>;
  /** Settles when the piece has said that it is ready (`sayReady`). */
  ready: Promise<void>;
  /** Ends a piece that works until it is told to stop. */
  stop(): void;
}

const readyLine = 'ready';

/**
 * Starts `pieces/NAME.ts` in a process of its own, so that its peak memory is its own. Input and result travel as JSON: the
 * input as its argument, the result as its last line.
 */
export function startPiece<Input, Result>(name: string, input: Input): RunningPiece<Result> {
  const program = fileURLToPath(new URL(`./pieces/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(input)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let lastLine = '';
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === readyLine) resolve();
      lastLine = line;
    });
  });
  const result = new Promise<Measured<Result>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(lastLine) as Measured<Result>);
      else reject(new Error(`the piece ${name} ended with code ${code}`));
    });
  });
  const readyOrEnded = Promise.race([ready, result.then(() => undefined)]);
  // Whoever waits is told of a failure; until somebody does, it must not end the whole run.
  for (const promise of [result, readyOrEnded]) promise.catch(() => undefined);
  return { result, ready: readyOrEnded, stop: () => child.kill('SIGTERM') };
}

/** Runs a piece to its end. */
export function runPiece<Input, Result>(name: string, input: Input): Promise<Measured<Result>> {
  return startPiece<Input, Result>(name, input).result;
}

/** The program of a piece: works on the input it was given and prints the result. */
export async function piece<Input, Result>(work: (input: Input) => Promise<Result>): Promise<void> {
  const result = await work(JSON.parse(process.argv[2] ?? '') as Input);
  const { maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ ...result, peak_rss_bytes: maxRSS * 1024 }));
}

export function sayReady(): void {
  console.log(readyLine);
}
