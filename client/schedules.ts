import {
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  type ScheduleHandle,
  ScheduleNotFoundError,
} from '@temporalio/client';

import { lastRuns } from '../db/lists.ts';
import { findSystem, listCreditors, listSystems, type SystemRow } from '../db/parties.ts';
import { IncassoError } from '../domain/errors.ts';
import { type JobName, jobNames, kebab, scheduleId } from '../domain/ids.ts';
import { jobs } from '../domain/messages/jobs.ts';
import { type ScheduleTimes, usualTimes } from '../domain/schedule.ts';
import { adapterFacts } from '../domain/sending.ts';
import type { Context } from './context.ts';
import { specOf, writeSpec } from './scheduleSpecs.ts';

/** A job and what it works for: the code of a collection system, or 'all'. */
export interface ScheduleOf {
  job: JobName;
  scope: string;
}

export interface CreatedSchedule extends ScheduleOf {
  id: string;
  created: boolean;
}

/** The jobs that get a schedule: agreement files only where the system has them (C2). */
export function jobsOf(system: SystemRow): JobName[] {
  const collecting: JobName[] = ['collectionSend', 'collectionStatus', 'paymentImport'];
  return adapterFacts[system.adapter]?.hasAgreements ? ['agreementSend', 'agreementImport', ...collecting] : collecting;
}

/** Creates the schedules of a system, all paused. What is there already stays as it is (C3). */
export async function createSchedules(context: Context, systemCode: string): Promise<CreatedSchedule[]> {
  const system = await findSystem(await context.db(), systemCode);
  const created: CreatedSchedule[] = [];
  for (const job of jobsOf(system)) {
    created.push(await createPaused(context, { job, scope: system.code }, usualTimes(job, system.zone)));
  }
  return created;
}

/** Creates the schedule of journal-posting, which works for all systems; paused. In the zone of the first creditor. */
export async function createPostingSchedule(context: Context): Promise<CreatedSchedule> {
  const [creditor] = await listCreditors(await context.db());
  const zone = creditor?.zone ?? 'Europe/Amsterdam';
  return createPaused(context, { job: 'journalPosting', scope: 'all' }, usualTimes('journalPosting', zone));
}

async function createPaused(context: Context, of: ScheduleOf, times: ScheduleTimes): Promise<CreatedSchedule> {
  const { client } = await context.temporal();
  const id = idOf(of);
  const actor = await context.operator();
  try {
    await client.schedule.create({
      scheduleId: id,
      spec: specOf(times),
      policies: { overlap: 'SKIP', catchupWindow: of.job === 'collectionSend' ? '1 hour' : '3 days' },
      state: {
        paused: true,
        note: `created paused by ${actor}: incasso schedules activate ${of.scope} ${kebab(of.job)}`,
      },
      action: {
        type: 'startWorkflow',
        workflowType: of.job,
        workflowId: id,
        taskQueue: context.config.taskQueue,
        args: [of.scope === 'all' ? {} : { system: of.scope }],
        staticSummary: of.scope === 'all' ? jobs[of.job].about : `${jobs[of.job].about} (${of.scope})`,
      },
    });
    return { ...of, id, created: true };
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return { ...of, id, created: false };
    throw error;
  }
}

/** Changes when a job runs. Whether it is paused, its note and everything else stay as the operator left them. */
export async function setScheduleTimes(context: Context, of: ScheduleOf, times: ScheduleTimes): Promise<string> {
  await context.operator();
  const spec = specOf(times);
  return onSchedule(context, of, async (handle) => {
    await handle.update(({ action, policies, state }) => ({ spec, action, policies, state }));
    return writeSpec((await handle.describe()).spec);
  });
}

/** Lets a schedule run, or stops it, with a note of who did. False when it was so already. */
export async function pauseSchedule(
  context: Context,
  of: ScheduleOf,
  paused: boolean,
  reason?: string,
): Promise<boolean> {
  const actor = await context.operator();
  const note = `${paused ? 'paused' : 'active'}: ${actor} ${await context.now()}${reason ? `, ${reason}` : ''}`;
  return onSchedule(context, of, async (handle) => {
    if ((await handle.describe()).state.paused === paused) return false;
    await (paused ? handle.pause(note) : handle.unpause(note));
    return true;
  });
}

/** Runs a scheduled job now. @returns the ids of the run that goes on already, when one does: then nothing is started. */
export async function runScheduleNow(context: Context, of: ScheduleOf): Promise<string[]> {
  await context.operator();
  return onSchedule(context, of, async (handle) => {
    const { runningActions } = (await handle.describe()).info;
    // without SKIP a run by hand ignores the overlap policy of the schedule
    await handle.trigger('SKIP');
    return runningActions.map((running) => running.workflow.workflowId);
  });
}

export interface ListedSchedule extends ScheduleOf {
  id: string;
  guard: boolean;
  paused: boolean;
  times: string;
  next_run_at: string | null;
  last_run_at: string | null;
  last_result: string | null;
  note: string;
}

/** Every schedule that exists, in the order of systems and jobs, with the result of its job's last run. */
export async function listSchedules(context: Context, systemCode?: string): Promise<ListedSchedule[]> {
  const db = await context.db();
  const systems = systemCode === undefined ? await listSystems(db) : [await findSystem(db, systemCode)];
  const wanted = systems.flatMap((system) => jobsOf(system).map((job): ScheduleOf => ({ job, scope: system.code })));
  if (systemCode === undefined) {
    wanted.push(
      ...jobNames.filter((job) => jobs[job].scope === 'all').map((job): ScheduleOf => ({ job, scope: 'all' })),
    );
  }
  const { client } = await context.temporal();
  const results = await lastRuns(db);
  const listed: ListedSchedule[] = [];
  for (const of of wanted) {
    const description = await describeIfThere(client.schedule.getHandle(idOf(of)));
    if (description === undefined) continue;
    const last = results.find((result) => result.job === of.job && result.scope === of.scope);
    listed.push({
      ...of,
      id: idOf(of),
      guard: jobs[of.job].guard,
      paused: description.state.paused,
      times: writeSpec(description.spec),
      next_run_at: description.state.paused ? null : (description.info.nextActionTimes[0]?.toISOString() ?? null),
      last_run_at: last?.started_at ?? null,
      last_result: last ? `${last.outcome ?? 'running'}${last.message ? `: ${last.message}` : ''}` : null,
      note: description.state.note ?? '',
    });
  }
  return listed;
}

/** The schedule's state, undefined when there is none. */
export async function describeIfThere(handle: ScheduleHandle): Promise<ScheduleDescription | undefined> {
  try {
    return await handle.describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

/** Finds a job by the name that operators use: 'collection-send'. Throws INVALID_INPUT. */
export function jobNamed(name: string): JobName {
  const job = jobNames.find((known) => kebab(known) === name || known === name);
  if (!job)
    throw new IncassoError('INVALID_INPUT', `job ${name} is not known (jobs: ${jobNames.map(kebab).join(', ')})`);
  return job;
}

function idOf({ job, scope }: ScheduleOf): string {
  const isForAll = jobs[job].scope === 'all';
  if (isForAll !== (scope === 'all')) {
    throw new IncassoError(
      'INVALID_INPUT',
      isForAll ? `${kebab(job)} works for all systems: name it "all ${kebab(job)}"` : `${kebab(job)} needs a system`,
    );
  }
  return scheduleId(job, isForAll ? undefined : scope);
}

async function onSchedule<Result>(
  context: Context,
  of: ScheduleOf,
  work: (handle: ScheduleHandle) => Promise<Result>,
): Promise<Result> {
  const { client } = await context.temporal();
  try {
    return await work(client.schedule.getHandle(idOf(of)));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    const create = of.scope === 'all' ? 'create-posting' : `create ${of.scope}`;
    throw new IncassoError('NOT_FOUND', `there is no schedule ${idOf(of)}: "incasso schedules ${create}" makes it`);
  }
}
