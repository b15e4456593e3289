import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { findOnPath, runProgram } from '../stack/programs.ts';
import { type BenchContext, median, type PeerResult } from './benchmark.ts';
import { type Measured, runPiece } from './piece.ts';
import type { FrozenLines, PeerInput, PeerPieceResult } from './pieces/peer.ts';

/**
 * Packages of the npm registry that do what a benchmark measures, in the versions compared with. The product does not depend on
 * them: they are fetched when a benchmark runs, and are missing where there is no registry.
 */
const versions = { sepa: '3.0.0', 'sepa-xml': '0.6.0', 'fast-xml-parser': '5.12.1' } as const;

export type PeerName = keyof typeof versions;

export interface Peer {
  name: PeerName;
  /** How many times as fast ours must be; undefined where nothing is asked. */
  goal?: number;
}

/** They hold everything in memory: above this they take minutes, or end. */
const mostLines = 100_000;
const peersDir = join('var', 'bench', 'peers');

/**
 * Measures what each peer takes for the same lines, in a process of its own, and compares by the line.
 * @param secondsPerLine - of ours
 * @param frozen - the lines for a writer
 * @returns only those that could be fetched
 */
export async function measurePeers(
  { dir, size, runs }: Pick<BenchContext, 'dir' | 'size' | 'runs'>,
  peers: readonly Peer[],
  secondsPerLine: number,
  frozen?: FrozenLines,
): Promise<PeerResult[]> {
  const lines = Math.min(size, mostLines);
  const results: PeerResult[] = [];
  for (const { name, goal } of peers) {
    const folder = await fetchPeer(name);
    if (folder === undefined) continue;
    const measured: Measured<PeerPieceResult>[] = [];
    for (let n = 1; n <= runs; n += 1) {
      measured.push(await runPiece<PeerInput, PeerPieceResult>('peer', { name, folder, lines, dir, frozen }));
    }
    const seconds = median(measured.map((run) => run.seconds));
    results.push({ name: `${name} ${versions[name]}`, lines, seconds, times: seconds / lines / secondsPerLine, goal });
  }
  return results;
}

/** Which of them could not be fetched. */
export function missingPeers(compared: readonly Peer[], measured: readonly PeerResult[]): string[] {
  return compared
    .map(({ name }) => `${name} ${versions[name]}`)
    .filter((name) => measured.every((peer) => peer.name !== name));
}

/** The folder that the package is installed in; undefined when it cannot be fetched. */
async function fetchPeer(name: PeerName): Promise<string | undefined> {
  const npm = findOnPath('npm');
  const folder = join(peersDir, `${name}-${versions[name]}`);
  if (existsSync(join(folder, 'node_modules', name, 'package.json'))) return folder;
  if (npm === undefined) return undefined;
  await mkdir(folder, { recursive: true });
  const install = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { code } = await runProgram(npm, [...install, `${name}@${versions[name]}`], { timeoutMs: 120_000 });
  return code === 0 ? folder : undefined;
}
