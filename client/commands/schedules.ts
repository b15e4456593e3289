import { type Command, InvalidArgumentError } from 'commander';

import { sentenceOf } from '../../domain/errors.ts';
import { kebab } from '../../domain/ids.ts';
import { hourAndMinute, parseDays } from '../../domain/schedule.ts';
import { examples, type Noun, wholeNumber, withContext } from '../cli.ts';
import type { Output } from '../output.ts';
import {
  type CreatedSchedule,
  createPostingSchedule,
  createSchedules,
  jobNamed,
  listSchedules,
  pauseSchedule,
  runScheduleNow,
  setScheduleTimes,
} from '../schedules.ts';

export const noun: Noun = (schedules) => {
  schedules.description(
    'When the jobs run by themselves. SYSTEM is the code of a collection system, or "all" for journal-posting and the guards; ' +
      'JOB is one of collection-send, collection-status, payment-import, journal-posting, wakeup, mail-send, silence-check.',
  );
  addCreate(schedules);
  addList(schedules);
  addSet(schedules);
  addPauseAndActivate(schedules);
  addRun(schedules);
};

function addCreate(schedules: Command): void {
  examples(
    schedules
      .command('create <system>')
      .description('Create the schedules of a system, all paused. Doing it twice changes nothing.')
      .action(
        withContext(async ({ context, out }, system: string) => {
          listCreated(out, await createSchedules(context, system));
        }),
      ),
    [['incasso schedules create sepa-noord --as anna', 'then activate the ones wanted']],
  );
  examples(
    schedules
      .command('create-posting')
      .description('Create the schedule of journal-posting, which works for all systems; paused.')
      .action(
        withContext(async ({ context, out }) => {
          listCreated(out, [await createPostingSchedule(context)]);
        }),
      ),
    [['incasso schedules create-posting --as anna', 'then: incasso schedules activate all journal-posting']],
  );
}

function listCreated(out: Output, created: readonly CreatedSchedule[]): void {
  out.list(created, {
    schedule: (schedule) => schedule.id,
    system: (schedule) => schedule.scope,
    job: (schedule) => kebab(schedule.job),
    outcome: (schedule) => (schedule.created ? 'created, paused' : 'there already, left as it is'),
  });
}

function addList(schedules: Command): void {
  examples(
    schedules
      .command('list [system]')
      .description('List the schedules with next run, last result and note.')
      .action(
        withContext(async ({ context, out }, system: string | undefined) => {
          out.list(
            await listSchedules(context, system),
            {
              system: (schedule) => schedule.scope,
              job: (schedule) => kebab(schedule.job),
              paused: (schedule) => schedule.paused,
              times: (schedule) => schedule.times,
              next_run_at: (schedule) => schedule.next_run_at,
              last_run_at: (schedule) => schedule.last_run_at,
              last_result: (schedule) => schedule.last_result,
              note: (schedule) => schedule.note,
            },
            'no schedules: "incasso setup" makes the guards, "incasso schedules create SYSTEM" the rest',
          );
        }),
      ),
    [['incasso schedules list sepa-noord', 'those of one system']],
  );
}

interface Times {
  start: string;
  every: number;
  end: string;
  days: number[];
  zone: string;
}

function addSet(schedules: Command): void {
  examples(
    schedules
      .command('set <system> <job>')
      .description('Change when a job runs. Whether it is paused stays as it is.')
      .requiredOption('--start <HH:MM>', 'local time of the first run of a day', timeOption)
      .option('--every <minutes>', 'minutes between runs', wholeNumber, 120)
      .requiredOption('--end <HH:MM>', 'local time of the last possible run', timeOption)
      .option('--days <days>', 'mon-fri, mon,wed,fri or daily', daysOption, [1, 2, 3, 4, 5])
      .requiredOption('--zone <zone>', 'IANA time zone, as Europe/Amsterdam', zoneOption)
      .action(
        withContext(async ({ context, out }, scope: string, job: string, { start, every, end, days, zone }: Times) => {
          const of = { scope, job: jobNamed(job) };
          const times = await setScheduleTimes(context, of, { start, everyMinutes: every, end, days, zone });
          out.outcome(`${kebab(of.job)} of ${scope} runs ${times}`, { times });
        }),
      ),
    [
      [
        'incasso schedules set sepa-noord collection-send --start 07:00 --every 120 --end 09:00 --zone Europe/Amsterdam',
        'at 07:00 and 09:00, Monday to Friday',
      ],
    ],
  );
}

function addPauseAndActivate(schedules: Command): void {
  for (const [verb, paused] of [
    ['activate', false],
    ['pause', true],
  ] as const) {
    examples(
      schedules
        .command(`${verb} <system> <job>`)
        .description(paused ? 'Stop a schedule until it is activated.' : 'Let a schedule run.')
        .option('--reason <text>', 'why, for the note')
        .action(
          withContext(async ({ context, out }, scope: string, job: string, { reason }: { reason?: string }) => {
            const of = { scope, job: jobNamed(job) };
            const changed = await pauseSchedule(context, of, paused, reason);
            out.outcome(
              `${kebab(of.job)} of ${scope} is ${changed ? 'now' : 'already'} ${paused ? 'paused' : 'active'}`,
              {
                changed,
              },
            );
          }),
        ),
      [
        [
          `incasso schedules ${verb} sepa-noord collection-send --as anna`,
          paused ? 'no more runs' : 'runs at its times',
        ],
      ],
    );
  }
}

function addRun(schedules: Command): void {
  examples(
    schedules
      .command('run <system> <job>')
      .description('Run a scheduled job now, also when it is paused. While a run of it goes on, nothing is started.')
      .action(
        withContext(async ({ context, out }, scope: string, job: string) => {
          const of = { scope, job: jobNamed(job) };
          const running = await runScheduleNow(context, of);
          const message =
            running.length > 0 ? `already running as ${running.join(', ')}` : `${kebab(of.job)} of ${scope} started`;
          out.outcome(message, { started: running.length === 0, running });
        }),
      ),
    [['incasso schedules run all journal-posting --as anna', '"incasso jobs list" shows its report']],
  );
}

function timeOption(text: string): string {
  return asUsage(() => hourAndMinute(text) && text);
}

function daysOption(text: string): number[] {
  return asUsage(() => parseDays(text));
}

/** What the domain refuses in an option is wrong usage. */
function asUsage<Value>(parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    throw new InvalidArgumentError(`${sentenceOf(error)}.`);
  }
}

function zoneOption(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone && text;
  } catch {
    throw new InvalidArgumentError('It must be an IANA time zone, as Europe/Amsterdam.');
  }
}
