import { setTimeout as sleep } from 'node:timers/promises';

import { type Benchmark, figure } from './benchmark.ts';
import { type Bookkeeping, openBookkeeping } from './data/bookkeeping.ts';

const slots = 4;
const delayMs = 250;
/** More than both connectors together do at once, so that none waits for a dossier. */
const dossiers = 40;

/** G12: two connectors against one, on tasks for which the accounting package takes a quarter of a second. */
export const connectors: Benchmark = {
  name: 'connectors',
  defaultSize: 320,
  async run({ cluster, dir, size, runs, say }) {
    const each = Math.max(1, Math.round(size / dossiers));
    const tasks = each * dossiers;
    const measured: { one: number; two: number }[] = [];
    const bookkeeping = await openBookkeeping({ cluster, dir }, { database: 'connectors', dossiers, delayMs });
    try {
      for (let run = 1; run <= runs; run += 1) {
        const one = await secondsWith(bookkeeping, `one${run}`, 1, each);
        const two = await secondsWith(bookkeeping, `two${run}`, 2, each);
        say(`${tasks} tasks: ${one.toFixed(1)} s with one connector, ${two.toFixed(1)} s with two`);
        measured.push({ one, two });
      }
    } finally {
      await bookkeeping.close();
    }
    const [one, two] = [figure('', 's', measured, (run) => run.one), figure('', 's', measured, (run) => run.two)];
    return {
      ratio: two.value / one.value,
      goal: 1 / 1.8,
      compares: 'time with two connectors / time with one (at most 1 / 1.8)',
      missing: [],
      figures: [
        { name: 'times as fast with two', unit: 'times', value: one.value / two.value },
        { name: 'tasks a second with one', unit: '1/s', value: tasks / one.value },
        { name: 'tasks a second with two', unit: '1/s', value: tasks / two.value },
        { name: 'tasks a second that its slots allow one', unit: '1/s', value: (slots * 1000) / delayMs },
      ],
    };
  },
};

/** From the first dossier told until the last one's workflow has ended. */
async function secondsWith(office: Bookkeeping, run: string, count: number, each: number): Promise<number> {
  await office.submit(run, dossiers, each);
  const stop = await office.startWorkers({ connectors: count, slots });
  const begun = performance.now();
  const before = await office.ended('dossier');
  await office.drain();
  while ((await office.ended('dossier')) < before + dossiers) await sleep(50);
  const seconds = (performance.now() - begun) / 1000;
  await stop();
  await office.mustBeDone(run, dossiers, each);
  return seconds;
}
