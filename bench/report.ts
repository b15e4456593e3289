import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';

import type { BenchResult, Figure, PeerResult } from './benchmark.ts';

export interface NamedResult extends BenchResult {
  name: string;
  size: number;
}

/** Whether ratio, peers and memory keep their goals; what is not measured or has no goal keeps it. */
export function keepsGoals({ ratio, goal, memory, peers = [] }: BenchResult): boolean {
  const isFast = ratio === undefined || goal === undefined || ratio <= goal;
  const beatsPeers = peers.every((peer) => peer.goal === undefined || peer.times >= peer.goal);
  return isFast && beatsPeers && (memory === undefined || memory.peak_mb <= memory.goal_mb);
}

/** The one line of a benchmark. */
export function summaryLine(result: NamedResult): string {
  const { name, size, ratio, goal, memory, missing } = result;
  const ratioText = ratio === undefined ? `skipped, ${missing.join(' and ')} missing` : ratio.toFixed(2);
  const memoryText = memory ? `, ${memory.peak_mb.toFixed(0)} MB (goal ${memory.goal_mb})` : '';
  const verdict = keepsGoals(result) ? 'ok' : 'over';
  return `bench ${name}: ratio ${ratioText} (goal ${goal === undefined ? 'none' : Number(goal.toFixed(3))}) ${verdict}${memoryText}, size ${size}`;
}

/** The figures under it. */
export function figureLines({ compares, figures, peers = [], missing }: BenchResult): string[] {
  return [
    `  ${compares}`,
    ...figures.map((figure) => `  ${figure.name}: ${figureText(figure)}`),
    ...peers.map((peer) => `  ${peerText(peer)}`),
    ...(missing.length > 0 ? [`  missing: ${missing.join(', ')}`] : []),
  ];
}

function peerText({ name, lines, seconds, times, goal }: PeerResult): string {
  const asked = goal === undefined ? '' : ` (goal ${goal})`;
  return `peer ${name}: ${seconds.toFixed(3)} s for ${lines}; by the line ours is ${times.toFixed(1)} times as fast${asked}`;
}

function figureText({ value, unit }: Figure): string {
  const digits = unit === 's' ? 3 : unit === 'times' ? 2 : 0;
  return `${value.toFixed(digits)} ${unit}`;
}

/** Writes the results of a run with the machine they are of. */
export async function writeResults(file: string, results: NamedResult[], at: string): Promise<void> {
  const machine = {
    cpus: cpus().length,
    cpu: cpus()[0]?.model ?? '',
    memory_gb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
  const ended = results.map((result) => ({ ...result, ok: keepsGoals(result) }));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ at, machine, results: ended }, undefined, 2)}\n`);
}
