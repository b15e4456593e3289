/** `npm run bench [-- NAME... --size N]`: measures, compares with a floor in the same run, and says which goals are kept. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { Benchmark } from '../bench/benchmark.ts';
import { camtImport } from '../bench/camtImport.ts';
import { claimSettlePost } from '../bench/claimSettlePost.ts';
import { startCluster } from '../bench/cluster.ts';
import { pain008Write } from '../bench/pain008Write.ts';
import { figureLines, keepsGoals, type NamedResult, summaryLine, writeResults } from '../bench/report.ts';
import { wakeups } from '../bench/wakeups.ts';
import { printLine } from '../stack/log.ts';

const benchmarks: Benchmark[] = [camtImport, pain008Write, wakeups, claimSettlePost];
const benchDir = join('var', 'bench');
const resultFile = join('var', 'bench.json');

const { names, size } = readArguments();
const results: NamedResult[] = [];
const cluster = await startCluster(join(benchDir, 'postgres'));
try {
  for (const benchmark of benchmarks.filter(({ name }) => names.includes(name))) results.push(await measure(benchmark));
} finally {
  await cluster.stop();
}
await writeResults(resultFile, results, new Date().toISOString());
printLine('');
for (const result of results) printLine(summaryLine(result));
process.exitCode = results.every(keepsGoals) ? 0 : 1;

async function measure(benchmark: Benchmark): Promise<NamedResult> {
  const { name } = benchmark;
  const dir = join(benchDir, name);
  const context = {
    cluster,
    dir,
    size: size ?? benchmark.defaultSize,
    say: (line: string) => printLine(`${name}: ${line}`),
  };
  await mkdir(dir, { recursive: true });
  try {
    const result = { name, size: context.size, ...(await benchmark.run(context)) };
    for (const line of [summaryLine(result), ...figureLines(result)]) printLine(line);
    return result;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function readArguments(): { names: string[]; size: number | undefined } {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { size: { type: 'string' } } });
  const known = benchmarks.map((benchmark) => benchmark.name);
  const unknown = positionals.filter((name) => !known.includes(name));
  const asked = values.size === undefined ? undefined : Number(values.size);
  if (unknown.length > 0 || (asked !== undefined && !(Number.isInteger(asked) && asked > 0))) {
    console.error(`usage: npm run bench [-- ${known.join(' | ')} ... --size N]`);
    process.exit(2);
  }
  return { names: positionals.length > 0 ? positionals : known, size: asked };
}
