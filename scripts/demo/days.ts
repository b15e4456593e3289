import { setTimeout as sleep } from 'node:timers/promises';

import { setAllLines } from '../../client/collections.ts';
import type { Context } from '../../client/context.ts';
import { runJob } from '../../client/jobs.ts';
import { resumeAll } from '../../client/resume.ts';
import { countOfBusy } from '../../db/silence.ts';
import { target2 } from '../../domain/calendars/target2.ts';
import { dayOfWeek, localTimeToInstant } from '../../domain/dates.ts';
import type { JobName } from '../../domain/ids.ts';
import type { JobReport } from '../../domain/messages/jobs.ts';
import { bankIsDone, readBankStatus } from '../../stack/bank/status.ts';
import { centreIsDone, readCentreStatus } from '../../stack/centre/status.ts';
import { setClock } from '../../stack/services.ts';
import type { Office } from './office.ts';

export const systems = ['sepa-noord', 'sepa-noord-b2b', 'sepa-sued'] as const;
/** The system of Betalingsservice, and the day on which it sends: before the deadline for February. */
export const danishSystem = 'nets-dansk';
export const danishSendDay = '2026-01-19';
/** Mondays and Thursdays. */
export const sendDays: readonly number[] = [1, 4];
const zone = 'Europe/Amsterdam';

/** 08:00 in the office on a date. */
export function morningOf(date: string): string {
  return localTimeToInstant(date, '08:00', zone);
}

export interface Days {
  first: string;
  last: string;
}

/** Lives through the business days from the first to the last, and prints a line for each on which something happened. */
export async function liveThroughDays(
  context: Context,
  office: Office,
  days: Days,
  print: (line: string) => void,
): Promise<void> {
  for (let date = days.first; date <= days.last; date = target2.addBusinessDays(date, 1)) {
    const happened = await liveThroughDay(context, office, date);
    if (happened !== '') print(`${date}  ${happened}`);
  }
}

/** One day: the bank books, answers are taken in and posted, and on Mondays and Thursdays files go out. */
async function liveThroughDay(context: Context, office: Office, date: string): Promise<string> {
  await setClock(office.clockFile, morningOf(date));
  await resumeAll(context, {});
  await banksAreDone(office, morningOf(date));
  const happened: string[] = [];
  const note = (what: string, report: JobReport, count: string): void => {
    if ((report.counts[count] ?? 0) > 0) happened.push(`${what}: ${report.message}`);
  };
  note(danishSystem, await run(context, 'agreementImport', danishSystem), 'taken');
  if (sendDays.includes(dayOfWeek(date))) {
    // What a reason code lets be collected again is a draft until somebody says so.
    for (const system of systems) await setAllLines(context, system, 'ready', 'collect again');
    for (const system of systems) note(system, await run(context, 'collectionSend', system), 'frozen');
    note(danishSystem, await run(context, 'agreementSend', danishSystem), 'frozen');
    if (date === danishSendDay) {
      await setAllLines(context, danishSystem, 'ready', 'pay out');
      note(danishSystem, await run(context, 'collectionSend', danishSystem), 'frozen');
    }
    await everythingIsQuiet(context);
    await banksAreDone(office, morningOf(date));
  }
  for (const system of [...systems, danishSystem])
    note(system, await run(context, 'collectionStatus', system), 'taken');
  for (const system of [...systems, danishSystem]) note(system, await run(context, 'paymentImport', system), 'taken');
  await everythingIsQuiet(context);
  note('ledger', await run(context, 'journalPosting'), 'posted');
  await everythingIsQuiet(context);
  return happened.join('; ');
}

/** A run that fails ends the demo: it is a defect, not a story. */
export async function run(context: Context, job: JobName, scope = 'all'): Promise<JobReport> {
  const { outcome, report } = await runJob(context, job, scope);
  if (outcome === 'failed') throw new Error(`${job} of ${scope}: ${report.message}`);
  return report;
}

/** Waits until the banks and the payment centre have done everything that is to be done at this instant. */
export async function banksAreDone(office: Office, now: string): Promise<void> {
  for (const bank of office.banks) {
    await until(`${bank.name} is done`, () => {
      const problem = readBankStatus(bank.dir)?.problem;
      if (problem) throw new Error(`${bank.name}: ${problem}`);
      return Promise.resolve(bankIsDone(bank.dir, now));
    });
  }
  await until('the payment centre is done', () => {
    const problem = readCentreStatus(office.centreDir)?.problem;
    if (problem) throw new Error(`payment centre: ${problem}`);
    return Promise.resolve(centreIsDone(office.centreDir, now));
  });
}

/** Waits until no wakeup is on its way, every file that may go has gone, and every file that came is dealt with. */
export async function everythingIsQuiet(context: Context): Promise<void> {
  const db = await context.db();
  await until('everything is quiet', async () => (await countOfBusy(db)) === 0);
}

/** Waits until something is so; throws when it is not within the time. */
export async function until(what: string, isSo: () => Promise<boolean>, seconds = 60, pauseMs = 20): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (; performance.now() < end; await sleep(pauseMs)) if (await isSo()) return;
  throw new Error(`${seconds} seconds have passed and it is still not so that ${what}`);
}
