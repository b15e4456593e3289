import { ScheduleAlreadyRunning, type ScheduleDescription } from '@temporalio/client';

import { type JobName, jobNames, scheduleId } from '../domain/ids.ts';
import { jobs } from '../domain/messages/jobs.ts';
import type { Context } from './context.ts';
import { describeIfThere } from './schedules.ts';

const minutesBetweenRuns: Partial<Record<JobName, number>> = {
  silenceCheck: 10,
  instructionDigest: 60,
  mandateExpiry: 24 * 60,
};

/** The jobs that must always run: made active by `incasso setup`. */
export const guards = jobNames
  .filter((job) => jobs[job].guard)
  .map((job) => ({ job, id: scheduleId(job), everyMinutes: minutesBetweenRuns[job] ?? 1 }));

export type Guard = (typeof guards)[number];

/** Creates the schedule of a guard, active. One that is there stays as it is, paused or edited. */
export async function createGuard(context: Context, guard: Guard): Promise<boolean> {
  const { client } = await context.temporal();
  try {
    await client.schedule.create({
      scheduleId: guard.id,
      spec: { intervals: [{ every: `${guard.everyMinutes} minutes` }] },
      // what was missed is not run again: the next run does all that waits
      policies: { overlap: 'SKIP', catchupWindow: '1 minute' },
      state: { paused: false, note: `guard, made by incasso setup: ${jobs[guard.job].about}` },
      action: {
        type: 'startWorkflow',
        workflowType: guard.job,
        workflowId: guard.id,
        taskQueue: context.config.taskQueue,
        args: [{}],
        staticSummary: jobs[guard.job].about,
      },
    });
    return true;
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return false;
    throw error;
  }
}

export async function describeGuard(context: Context, guard: Guard): Promise<ScheduleDescription | undefined> {
  const { client } = await context.temporal();
  return describeIfThere(client.schedule.getHandle(guard.id));
}

/** True when a guard has not run for more than twice its time. @param now - real time, as Temporal's is. */
export function isLate(guard: Guard, description: ScheduleDescription, now: string): boolean {
  const { recentActions, createdAt, lastUpdatedAt } = description.info;
  const seen = [createdAt, lastUpdatedAt, recentActions.at(-1)?.takenAt].map((date) => date?.getTime() ?? 0);
  const slackMs = 60_000;
  return Date.parse(now) - Math.max(...seen) > 2 * guard.everyMinutes * 60_000 + slackMs;
}
