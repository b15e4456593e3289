/** `npm run bench [-- NAME... --size N --runs N]`: measures, compares with a floor in the same run, and says which goals are kept. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { Benchmark } from '../bench/benchmark.ts';
import { bs0601Write } from '../bench/bs0601Write.ts';
import { bs0602Import } from '../bench/bs0602Import.ts';
import { camtImport } from '../bench/camtImport.ts';
import { claimSettlePost } from '../bench/claimSettlePost.ts';
import { startCluster } from '../bench/cluster.ts';
import { connectors } from '../bench/connectors.ts';
import { dossiers } from '../bench/dossiers.ts';
import { mandateConversion } from '../bench/mandateConversion.ts';
import { mandateImport } from '../bench/mandateImport.ts';
import { mandateSigning } from '../bench/mandateSigning.ts';
import { pain008Write } from '../bench/pain008Write.ts';
import { figureLines, keepsGoals, type NamedResult, summaryLine, writeResults } from '../bench/report.ts';
import { wakeups } from '../bench/wakeups.ts';
import { lockDataDir } from '../stack/lock.ts';
import { printLine } from '../stack/log.ts';

const benchmarks: Benchmark[] = [
  camtImport,
  pain008Write,
  bs0602Import,
  bs0601Write,
  wakeups,
  connectors,
  dossiers,
  claimSettlePost,
  mandateConversion,
  mandateImport,
  mandateSigning,
];
const benchDir = join('var', 'bench');
const resultFile = join('var', 'bench.json');

const { names, size, runs } = readArguments();
const results: NamedResult[] = [];
await mkdir(benchDir, { recursive: true });
const unlock = lockDataDir(benchDir);
const cluster = await startCluster(join(benchDir, 'postgres'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cluster.stop().finally(() => process.exit(130)));
}
try {
  for (const benchmark of benchmarks.filter(({ name }) => names.includes(name))) results.push(await measure(benchmark));
} finally {
  await cluster.stop();
  unlock();
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
    runs,
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

function readArguments(): { names: string[]; size: number | undefined; runs: number } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { size: { type: 'string' }, runs: { type: 'string', default: '3' } },
  });
  const known = benchmarks.map((benchmark) => benchmark.name);
  const asked = { size: values.size === undefined ? undefined : Number(values.size), runs: Number(values.runs) };
  const isNumber = (value: number | undefined) => value === undefined || (Number.isInteger(value) && value > 0);
  if (positionals.some((name) => !known.includes(name)) || !isNumber(asked.size) || !isNumber(asked.runs)) {
    console.error(`usage: npm run bench [-- ${known.join(' | ')} ... --size N --runs N]`);
    process.exit(2);
  }
  return { names: positionals.length > 0 ? positionals : known, ...asked };
}
