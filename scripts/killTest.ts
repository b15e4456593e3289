/**
 * `npm run kill-test`: kills each part of the stack with kill -9 in the middle of its work and starts it again, loses the data
 * of the Temporal server, and shows that every file goes its way once and all totals agree.
 */
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';

import type { Context } from '../client/context.ts';
import { importFile } from '../client/imports.ts';
import { decide } from '../client/instructions.ts';
import { readTask } from '../client/tasks.ts';
import { listInstructions } from '../db/instructions.ts';
import { listTasks } from '../db/tasks.ts';
import { addDays, dayOfWeek } from '../domain/dates.ts';
import { sentenceOf } from '../domain/errors.ts';
import { printLine } from '../stack/log.ts';
import { firstOfSignals } from '../stack/signals.ts';
import { type Check, checkEverything, equal } from './demo/checks.ts';
import { everythingIsQuiet, liveThroughDays, morningOf, sendDays } from './demo/days.ts';
import { dealWithInstructions, disturb } from './demo/disturbances.ts';
import { importSamples } from './demo/imports.ts';
import { Drill } from './killTest/drill.ts';
import {
  killEverything,
  killLauncher,
  killPostgres,
  killTemporal,
  killWorker,
  loseTemporal,
} from './killTest/kills.ts';

const dataDir = 'var/kill-test';

// The test kills its own servers, never configured ones.
for (const name of ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE']) delete process.env[name];

/** Eight weeks of the demo with a kill on each of the first days on which files go out. */
async function play(drill: Drill, checks: Check[]): Promise<void> {
  const kill = async (found: Promise<Check[]>): Promise<void> => printChecks(checks, await found);
  await drill.start(morningOf('2026-01-05'));
  printChecks(checks, await importSamples(drill.context, drill.office, printLine));
  printChecks(checks, [await sendInFilesOf(drill, 2)]);
  await kill(killWorker(drill, '2026-01-05'));
  await kill(killPostgres(drill));
  await liveThrough(drill, '2026-01-05');
  await kill(killTemporal(drill, '2026-01-08'));
  await liveThrough(drill, '2026-01-08');
  await kill(killLauncher(drill, '2026-01-12'));
  await liveThrough(drill, '2026-01-12');
  await kill(killEverything(drill, '2026-01-15'));
  await liveThrough(drill, '2026-01-15');
  await kill(loseTemporal(drill, '2026-01-19'));
  printChecks(checks, [await sendInFilesOf(drill, 500)]);
  await liveThrough(drill, '2026-01-19', '2026-02-27');
  const disturbed = await disturb(drill.context, drill.office);
  await cancelBlockedTasks(drill.context);
  await dealWithInstructions(drill.context, () => {});
  printChecks(checks, [...disturbed, ...(await checkEverything(drill.context, drill.office))]);
}

/** Sets how many lines a file may have: with few lines, many files are on their way when a part dies. */
async function sendInFilesOf(drill: Drill, lines: number): Promise<Check> {
  const { context, office } = drill;
  const systems = JSON.parse(await readFile('samples/systems.json', 'utf8')) as Record<string, unknown>[];
  const changed = JSON.stringify(systems.map((system) => ({ ...system, max_lines: lines })));
  const options = { actor: await context.operator(), at: await context.now(), baseDir: office.dataDir };
  const report = await importFile(await context.db(), 'systems', Readable.from([Buffer.from(changed)]), options);
  return equal(`systems set to files of ${lines} lines`, report.changed, systems.length);
}

/** The days on which files go out, and the last; what the banks book in between is taken in on the next of them. */
async function liveThrough(drill: Drill, first: string, last = first): Promise<void> {
  printLine(`the business goes on: ${first}${last === first ? '' : ` to ${last}`}`);
  for (let date = first; date <= last; date = addDays(date, 1)) {
    if (!sendDays.includes(dayOfWeek(date)) && date !== last) continue;
    await liveThroughDays(drill.context, drill.office, { first: date, last: date }, () => {});
  }
}

/** The dossiers are not what is tested here: what the package refused is not done. */
async function cancelBlockedTasks(context: Context): Promise<void> {
  const blocked = async () => (await listInstructions(await context.db())).filter((row) => row.subject_kind === 'task');
  for (let rows = await blocked(); rows.length > 0; rows = await blocked()) {
    for (const { id, subject_id } of rows) {
      const { task } = await readTask(context, Number(subject_id));
      const filter = { dossier: task.dossier, states: ['queued'], limit: 1000 } as const;
      const behind = (await listTasks(await context.db(), filter)).length;
      const input = task.kind === 'activate' ? { input: { also_cancel: behind } } : {};
      await decide(context, id, { outcome: 'cancel', reason: 'not done in the drill', ...input });
    }
    await everythingIsQuiet(context);
  }
}

function printChecks(all: Check[], found: Check[]): void {
  for (const { name, ok, seen } of found) printLine(`${ok ? 'ok    ' : 'FAILED'} ${name}${ok ? '' : `: ${seen}`}`);
  all.push(...found);
}

/** Plays until the end, or until somebody stops it; whatever happened, nothing is left running. */
async function killTest(): Promise<Check[]> {
  const drill = new Drill(dataDir);
  const stopped = firstOfSignals('SIGINT', 'SIGTERM', 'SIGHUP').then((signal) => {
    throw new Error(`stopped by ${signal}`);
  });
  const checks: Check[] = [];
  try {
    await Promise.race([play(drill, checks), stopped]);
  } catch (error) {
    printChecks(checks, [{ name: 'the kill test came to its end', ok: false, seen: sentenceOf(error) }]);
  } finally {
    printChecks(checks, [equal('parts left running', await drill.end(), [])]);
  }
  return checks;
}

const checks = await killTest();
const failed = checks.filter((check) => !check.ok).length;
printLine(`kill-test: ${checks.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
