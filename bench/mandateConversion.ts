import { join } from 'node:path';

import { type BenchContext, type Benchmark, figure, median, megabytes } from './benchmark.ts';
import { psql, runPsql } from './floor.ts';
import { bareMandates, copyOutcome, madeMandates } from './outcome.ts';
import { type Measured, runPiece } from './piece.ts';
import type { ConvertInput, ConvertResult } from './pieces/convert.ts';
import type { MakeOfficeInput, MakeOfficeResult } from './pieces/makeOffice.ts';

interface Run {
  ours: Measured<ConvertResult>;
  floor: number | undefined;
}

/**
 * M6: customers converted, from the call to COMMIT with transitions, wakeups and the report of every customer, against the
 * same rows written to the same tables by bare statements.
 */
export const mandateConversion: Benchmark = {
  name: 'mandate-conversion',
  defaultSize: 100_000,
  async run(context) {
    const { cluster, size } = context;
    await cluster.create('conversion_base');
    await runPiece<MakeOfficeInput, MakeOfficeResult>('makeOffice', {
      databaseUrl: cluster.urlOf('conversion_base'),
      archiveDir: join(context.dir, 'archive'),
      collections: size,
      until: 'mixed_customers',
    });

    const runs: Run[] = [];
    for (let n = 1; n <= context.runs; n += 1) runs.push(await runOnce(context));
    await cluster.drop('conversion_base');

    const floors = runs.flatMap(({ floor }) => floor ?? []);
    return {
      ratio: floors.length > 0 ? median(runs.map(({ ours }) => ours.seconds)) / median(floors) : undefined,
      goal: 1.5,
      compares: 'customers to mandates, transitions and wakeups committed / the same rows by one bare INSERT a table',
      missing: psql ? [] : ['psql'],
      figures: [
        figure('converted', 's', runs, ({ ours }) => ours.seconds),
        figure('of these: judged', 's', runs, ({ ours }) => ours.judge_seconds),
        figure('of these: mandates', 's', runs, ({ ours }) => ours.mandate_seconds),
        figure('of these: transitions', 's', runs, ({ ours }) => ours.transition_seconds),
        figure('of these: wakeups', 's', runs, ({ ours }) => ours.wakeup_seconds),
        figure('customers', '1/s', runs, ({ ours }) => size / ours.seconds),
        ...(floors.length > 0 ? [{ name: 'floor: bare INSERTs', unit: 's' as const, value: median(floors) }] : []),
        figure('peak memory', 'MB', runs, ({ ours }) => megabytes(ours.peak_rss_bytes)),
      ],
    };
  },
};

async function runOnce(context: BenchContext): Promise<Run> {
  const { cluster, size, say } = context;
  await cluster.create('conversion_ours', 'conversion_base');
  await cluster.checkpoint();
  const ours = await runPiece<ConvertInput, ConvertResult>('convert', {
    databaseUrl: cluster.urlOf('conversion_ours'),
  });
  const { converted, to_sign: toSign, left } = ours;
  if (converted + toSign + left !== size) throw new Error(`${converted} + ${toSign} + ${left} of ${size} customers`);
  const floor = psql ? await runFloor(context, psql) : undefined;
  await cluster.drop('conversion_ours');
  say(
    `${converted} converted, ${toSign} to sign, ${left} left: ${ours.seconds.toFixed(2)} s, floor ${floor?.toFixed(2)} s`,
  );
  return { ours, floor };
}

async function runFloor(context: BenchContext, program: string): Promise<number> {
  const { cluster } = context;
  await cluster.create('conversion_floor', 'conversion_base');
  await copyOutcome(context, program, { from: 'conversion_ours', to: 'conversion_floor', outcome: madeMandates });
  await cluster.checkpoint();
  const floor = await runPsql(program, cluster.urlOf('conversion_floor'), ['BEGIN', ...bareMandates, 'COMMIT']);
  await cluster.drop('conversion_floor');
  return floor;
}
