import type { BenchCluster } from './cluster.ts';

/** Where a benchmark works. */
export interface BenchContext {
  cluster: BenchCluster;
  /** A folder of its own on disk. */
  dir: string;
  /** How many collections, transactions or wakeups. */
  size: number;
  /** How often everything is measured; medians are reported. */
  runs: number;
  say: (line: string) => void;
}

/** A figure to report beside the ratio, e.g. `{ name: 'read and staged', value: 1.21, unit: 's' }`. */
export interface Figure {
  name: string;
  value: number;
  unit: 's' | 'MB' | 'MB/s' | '1/s' | 'times';
}

/** A package that does the same, measured in the same run. */
export interface PeerResult {
  /** With its version. */
  name: string;
  /** What it was measured with. */
  lines: number;
  seconds: number;
  /** Its time for a line divided by ours. */
  times: number;
  /** Ours is at least so many times as fast; undefined where none is set. */
  goal: number | undefined;
}

export interface BenchResult {
  /** Time of ours divided by time of the floor; undefined when a tool of the floor is missing. */
  ratio: number | undefined;
  /** The ratio is at most this; undefined where none is set. */
  goal: number | undefined;
  /** Peak memory of the process that works, in MB of 2^20 bytes, and what it may be at most. */
  memory?: { peak_mb: number; goal_mb: number };
  /** What the ratio compares, for a reader. */
  compares: string;
  figures: Figure[];
  peers?: PeerResult[];
  /** Tools that are not on this machine. */
  missing: string[];
}

export interface Benchmark {
  name: string;
  defaultSize: number;
  run(context: BenchContext): Promise<BenchResult>;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.floor(sorted.length / 2)];
  if (value === undefined) throw new Error('a median needs values');
  return value;
}

/** A figure with the median of what `pick` takes of each run. */
export function figure<Run>(name: string, unit: Figure['unit'], runs: Run[], pick: (run: Run) => number): Figure {
  return { name, unit, value: median(runs.map(pick)) };
}

export function megabytes(bytes: number): number {
  return bytes / 2 ** 20;
}
