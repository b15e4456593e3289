import { setTimeout as sleep } from 'node:timers/promises';

import { inParallel } from '../domain/inParallel.ts';
import { lookSignalName } from '../domain/messages/entity.ts';
import { type Benchmark, figure, median } from './benchmark.ts';
import { type Bookkeeping, openBookkeeping } from './data/bookkeeping.ts';
import { bareQueue } from './data/workplace.ts';

const width = { connectors: 2, slots: 4 };
/** As many at once as the wakeup job tells. */
const startedAtOnce = 16;
const longestRun = 2_000;

interface Shape {
  name: string;
  dossiers: number;
  /** Tasks of every dossier. */
  each: number;
}

/**
 * T13: many dossiers with a task each, and one dossier with many tasks, beside bare workflows that run as many activities
 * that do nothing, on the same server with as many processes. Every task must be done once, in order, in bounded runs.
 */
export const dossiers: Benchmark = {
  name: 'dossiers',
  defaultSize: 10_000,
  async run({ cluster, dir, size, runs, say }) {
    const shapes: Shape[] = [
      { name: 'a task each', dossiers: size, each: 1 },
      { name: 'one dossier', dossiers: 1, each: Math.ceil(size / 2) },
    ];
    const office = await openBookkeeping({ cluster, dir }, { database: 'dossiers', dossiers: size, delayMs: 0 });
    const figures = [];
    let worst = 0;
    try {
      for (const shape of shapes) {
        const measured: { ours: number; bare: number }[] = [];
        for (let run = 1; run <= runs; run += 1) {
          const ours = await ourSeconds(office, shape, `${shape.each}-${run}`);
          const bare = await bareSeconds(office, shape, `${shape.each}-${run}`);
          say(`${shape.name}, ${shape.dossiers} x ${shape.each}: ${ours.toFixed(1)} s, bare ${bare.toFixed(1)} s`);
          measured.push({ ours, bare });
        }
        const tasks = shape.dossiers * shape.each;
        worst = Math.max(worst, median(measured.map(({ ours, bare }) => ours / bare)));
        figures.push(
          figure(`${shape.name}: time of ours / bare`, 'times', measured, ({ ours, bare }) => ours / bare),
          figure(`${shape.name}: tasks a second`, '1/s', measured, ({ ours }) => tasks / ours),
          figure(`${shape.name}: bare, a second`, '1/s', measured, ({ bare }) => tasks / bare),
        );
      }
      figures.push({ name: 'longest history of a run', unit: 'times' as const, value: await longestHistory(office) });
    } finally {
      await office.close();
    }
    return {
      ratio: worst,
      goal: 1 / 0.8,
      compares: 'time of ours / time of bare workflows of the same shape, the worse of two shapes (at most 1 / 0.8)',
      missing: [],
      figures,
    };
  },
};

/** From the first dossier told until the last one's workflow has ended; the package has done every task once. */
async function ourSeconds(office: Bookkeeping, { dossiers, each }: Shape, run: string): Promise<number> {
  await office.submit(run, dossiers, each);
  const stop = await office.startWorkers(width);
  const seconds = await secondsUntilEnded(office, 'dossier', dossiers, () => office.drain());
  await stop();
  await office.mustBeDone(run, dossiers, each);
  return seconds;
}

async function bareSeconds(office: Bookkeeping, { dossiers, each }: Shape, run: string): Promise<number> {
  const ids = Array.from({ length: dossiers }, (_, index) => `bare-${run}/${index + 1}`);
  const stop = await office.startBareWorkers(width);
  const seconds = await secondsUntilEnded(office, 'bareDossier', dossiers, () =>
    inParallel(ids, startedAtOnce, async (workflowId) => {
      const signal = { signal: lookSignalName, signalArgs: [] };
      const args = [{ tasks: each }];
      await office.client.workflow.signalWithStart('bareDossier', {
        workflowId,
        taskQueue: bareQueue,
        args,
        ...signal,
      });
    }),
  );
  await stop();
  return seconds;
}

async function secondsUntilEnded(
  office: Bookkeeping,
  type: string,
  count: number,
  start: () => Promise<void>,
): Promise<number> {
  const before = await office.ended(type);
  const begun = performance.now();
  await start();
  while ((await office.ended(type)) < before + count) await sleep(100);
  return (performance.now() - begun) / 1000;
}

/** Events of the longest run of a dossier. Throws when a run is not bounded. */
async function longestHistory({ client }: Bookkeeping): Promise<number> {
  let longest = 0;
  for await (const { historyLength } of client.workflow.list({ query: `WorkflowType = 'dossier'` })) {
    longest = Math.max(longest, historyLength ?? 0);
  }
  if (longest > longestRun) throw new Error(`a run has ${longest} events`);
  return longest;
}
