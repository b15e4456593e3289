import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { many } from '../db/connection.ts';
import { localDate } from '../domain/dates.ts';
import { inParallel } from '../domain/inParallel.ts';
import { lookSignalName } from '../domain/messages/entity.ts';
import { type BenchContext, type Benchmark, figure, median } from './benchmark.ts';
import { mandatesFile, signaturesFile } from './data/mandateFiles.ts';
import { insertCustomers, settleDown } from './data/office.ts';
import { bareQueue, openWorkplace, whenAllReady, type Workplace } from './data/workplace.ts';
import { runPiece } from './piece.ts';
import type { ImportCsvInput, ImportCsvResult } from './pieces/importCsv.ts';

/** As many at once as the wakeup job tells. */
const startedAtOnce = 16;

interface Run {
  /** Seconds until all workflows are told, and until all of them wait. */
  told: number;
  waiting: number;
  /** Seconds in which the same server takes as many bare calls. */
  bare: number;
  /** Seconds from the file of signatures to COMMIT. */
  signed: number;
  /** Seconds from COMMIT until all are told, and until all workflows have ended. */
  toldAgain: number;
  ended: number;
}

/**
 * M1, M11: many mandates wait for their signature, each in its workflow; one batch of signatures is taken in, and all
 * workflows end, none lost. Waking stands beside the rate at which the same server takes bare calls, as many at once.
 */
export const mandateSigning: Benchmark = {
  name: 'mandate-signing',
  defaultSize: 10_000,
  async run(context) {
    const { size } = context;
    const runs: Run[] = [];
    for (let n = 1; n <= context.runs; n += 1) runs.push(await runOnce(context, n));
    return {
      ratio: median(runs.map(({ told, bare }) => told / bare)),
      goal: 1 / 0.5,
      compares: `time to tell and start all workflows / time of bare signalWithStart, ${startedAtOnce} at once (at most 1 / 0.5)`,
      missing: [],
      figures: [
        figure('started, wakeups', '1/s', runs, ({ told }) => size / told),
        figure('started and waiting', '1/s', runs, ({ waiting }) => size / waiting),
        figure('bare signalWithStart', '1/s', runs, ({ bare }) => size / bare),
        figure('signatures, from the file to COMMIT', 's', runs, ({ signed }) => signed),
        figure('signatures, from the file to COMMIT', '1/s', runs, ({ signed }) => size / signed),
        figure('told of the signature, wakeups', '1/s', runs, ({ toldAgain }) => size / toldAgain),
        figure('told and ended', '1/s', runs, ({ ended }) => size / ended),
      ],
    };
  },
};

async function runOnce({ cluster, dir, size, say }: BenchContext, n: number): Promise<Run> {
  const database = `signing_${n}`;
  const folder = resolve(dir, database);
  await mkdir(folder, { recursive: true });
  const place = await openWorkplace({ cluster, dir: folder }, database);
  try {
    const databaseUrl = cluster.urlOf(database);
    // The worker goes by the clock of the machine: made now, a mandate is asked for tomorrow morning at the earliest.
    const at = new Date().toISOString();
    const imported = async (noun: 'mandates' | 'signatures', rows: Iterable<string>) => {
      const file = resolve(folder, `${noun}.csv`);
      await writeFile(file, rows);
      await cluster.checkpoint();
      return runPiece<ImportCsvInput, ImportCsvResult>('importCsv', { databaseUrl, noun, file, at });
    };
    await insertCustomers(place.ports, size);
    await settleDown(place.ports.db);
    await imported('mandates', mandatesFile(size, true));
    await settleDown(place.ports.db);

    const bare = await bareSeconds(place, size);
    const stop = await whenAllReady([place.product('worker')]);
    const started = await toldAndReached(place, () => place.count(waiting), size);
    say(`${size} wait: told in ${started.told.toFixed(1)} s, waiting in ${started.reached.toFixed(1)} s`);
    const numbers = Array.from({ length: size }, (_, index) => index + 1);
    const signatures = await imported('signatures', signaturesFile(numbers, localDate(at, 'Europe/Amsterdam')));
    const ended = await toldAndReached(place, () => place.ended('mandateSigning'), size);
    await stop();
    await mustBeSigned(place, size);
    say(`${size} signed in ${signatures.seconds.toFixed(2)} s, ended ${ended.reached.toFixed(1)} s later, none lost`);
    return {
      told: started.told,
      waiting: started.reached,
      bare,
      signed: signatures.seconds,
      toldAgain: ended.told,
      ended: ended.reached,
    };
  } finally {
    await place.close();
  }
}

/** What has looked at its row shows until when it waits. */
const waiting = `WorkflowType = 'mandateSigning' AND ExecutionStatus = 'Running' AND IncassoDueAt IS NOT NULL`;

/** Seconds until all wakeups are delivered, and until as many workflows as there are have come so far. */
async function toldAndReached(
  place: Workplace,
  reached: () => Promise<number>,
  size: number,
): Promise<{ told: number; reached: number }> {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  await place.drain();
  const told = seconds();
  for (let count = await reached(); count < size; count = await reached()) {
    if (seconds() > longestSeconds) throw new Error(`${count} of ${size} workflows have come so far`);
    await sleep(200);
  }
  return { told, reached: seconds() };
}

const longestSeconds = 1_800;

/** The same calls to workflows that only wait, in a bare worker. */
async function bareSeconds(place: Workplace, size: number): Promise<number> {
  const stop = await whenAllReady([place.bare({ workflows: 'waitingWorkflow' })]);
  const ids = Array.from({ length: size }, (_, index) => `bare/${index + 1}`);
  const begun = performance.now();
  await inParallel(ids, startedAtOnce, async (workflowId) => {
    const signal = { signal: lookSignalName, signalArgs: [] };
    await place.client.workflow.signalWithStart('submission', {
      workflowId,
      taskQueue: bareQueue,
      args: [],
      ...signal,
    });
  });
  const seconds = (performance.now() - begun) / 1000;
  await sleep(1_000);
  await stop();
  return seconds;
}

/** Every mandate is active, entered its history once and was signed once; every workflow ran once and has ended. Throws. */
async function mustBeSigned(place: Workplace, size: number): Promise<void> {
  const [rows] = await many<Record<string, number>>(
    place.ports.db,
    `SELECT (SELECT count(*) FROM mandates WHERE state = 'active')::int AS active,
            (SELECT count(*) FROM mandates)::int AS mandates,
            (SELECT count(DISTINCT subject_id) FROM transitions WHERE subject_kind = 'mandate' AND from_state = 'to_sign')::int AS signed,
            (SELECT count(*) FROM transitions WHERE subject_kind = 'mandate')::int / 2 AS transitions,
            (SELECT count(*) FROM wakeups)::int + (SELECT count(*) FROM mails)::int AS left`,
  );
  const runs = await place.count(`WorkflowType = 'mandateSigning'`);
  const found = JSON.stringify({ ...rows, runs });
  const wanted = JSON.stringify({ active: size, mandates: size, signed: size, transitions: size, left: 0, runs: size });
  if (found !== wanted) throw new Error(`lost or doubled: ${found}`);
}
