import { setTimeout as sleep } from 'node:timers/promises';

import type { Context } from '../../client/context.ts';
import { runJobNow } from '../../client/jobs.ts';
import { resumeWaiting } from '../../client/resume.ts';
import { many } from '../../db/connection.ts';
import { addTarget2Days } from '../../domain/calendars/target2.ts';
import { dayOfWeek, localTimeToInstant } from '../../domain/dates.ts';
import type { JobReport } from '../../domain/messages/jobs.ts';
import { bankIsDone, readBankStatus } from '../../stack/bank/status.ts';
import { setClock } from '../../stack/services.ts';
import type { DemoOffice } from './office.ts';

export const systems = ['sepa-noord', 'sepa-sued'] as const;
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
export async function liveThroughDays(context: Context, office: DemoOffice, days: Days, print: (line: string) => void): Promise<void> {
  for (let date = days.first; date <= days.last; date = addTarget2Days(date, 1)) {
    const happened = await liveThroughDay(context, office, date);
    if (happened !== '') print(`${date}  ${happened}`);
  }
}

/** One day: the bank books, answers are taken in and posted, and on Mondays and Thursdays files go out. */
async function liveThroughDay(context: Context, office: DemoOffice, date: string): Promise<string> {
  await setClock(office.clockFile, morningOf(date));
  await resumeWaiting(context);
  await banksAreDone(office, morningOf(date));
  const happened: string[] = [];
  const note = (what: string, report: JobReport, count: string): void => {
    if ((report.counts[count] ?? 0) > 0) happened.push(`${what}: ${report.message}`);
  };
  if ([1, 4].includes(dayOfWeek(date))) {
    for (const system of systems) note(system, await run(context, 'collectionSend', system), 'frozen');
    await everythingIsQuiet(context);
    await banksAreDone(office, morningOf(date));
  }
  for (const system of systems) note(system, await run(context, 'collectionStatus', system), 'taken');
  for (const system of systems) note(system, await run(context, 'paymentImport', system), 'taken');
  await everythingIsQuiet(context);
  note('ledger', await run(context, 'journalPosting'), 'posted');
  await everythingIsQuiet(context);
  return happened.join('; ');
}

async function run(context: Context, job: Parameters<typeof runJobNow>[1], system?: string): Promise<JobReport> {
  return runJobNow(context, job, system);
}

/** Waits until both banks have done everything that is to be done at this instant. */
async function banksAreDone(office: DemoOffice, now: string): Promise<void> {
  for (const bank of office.banks) {
    await until(`${bank.name} is done`, () => {
      const problem = readBankStatus(bank.dir)?.problem;
      if (problem) throw new Error(`${bank.name}: ${problem}`);
      return Promise.resolve(bankIsDone(bank.dir, now));
    });
  }
}

/** Waits until no wakeup is on its way, every file that may go has gone, and every file that came is dealt with. */
export async function everythingIsQuiet(context: Context): Promise<void> {
  const db = await context.db();
  await until('everything is quiet', async () => {
    const [busy] = await many<{ count: number }>(
      db,
      `SELECT (SELECT count(*) FROM wakeups)
            + (SELECT count(*) FROM submissions WHERE state IN ('frozen', 'written', 'approved', 'delivering'))
            + (SELECT count(*) FROM inbound_files WHERE state IN ('received', 'staged'))::int AS count`,
    );
    return busy?.count === 0;
  });
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 60_000; performance.now() < end; await sleep(20)) if (await isSo()) return;
  throw new Error(`a minute has passed and it is still not so that ${what}`);
}
