import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { beforeAll } from 'vitest';

import { type Context, openContext } from '../../client/context.ts';
import { inTransaction, one, run } from '../../db/connection.ts';
import { type InstructionRow, listInstructions } from '../../db/instructions.ts';
import { findSubmissionByMessage } from '../../db/submissions.ts';
import { wakeSubmissions } from '../../db/waking.ts';
import type { Decision } from '../../domain/messages/instruction.ts';
import type { JobReport } from '../../domain/messages/jobs.ts';
import { testConfig } from '../client/support.ts';
import { decideAs } from '../support/deciding.ts';
import { insertOffice } from '../support/fixtures.ts';
import { addLine, type Line } from '../support/lines.ts';
import { eventually, type Office, taskQueue, testOffice } from '../support/office.ts';

/** An office with what the workflow tests do in it: run jobs, decide, look at states. */
export interface Workplace extends Office {
  runJob(job: string, input?: unknown): Promise<JobReport>;
  /** New lines, sent as one submission; its message id and row id. */
  send(count: number): Promise<{ id: number; message: string; lines: Line[] }>;
  /** Waits until the submission is in the state. */
  becomes(message: string, state: string): Promise<void>;
  /** Waits for the open instruction of a cause about a subject. */
  instruction(cause: string, subject: string | number): Promise<InstructionRow>;
  decide(id: number, outcome: string, reason?: string): Promise<void>;
  /** Somebody decides as the command does, and the workflows are told. */
  decideAs(actor: string, id: number, choice: Omit<Decision, 'actor'>): Promise<void>;
  /** Delivers the wakeups that are written, as the wakeup job does. */
  drain(): Promise<void>;
  wake(id: number): Promise<void>;
  /** Files of a submission at the bank, temporary ones too. */
  filesOf(message: string): Promise<string[]>;
  putInInbox(name: string, content: string): Promise<void>;
  running(workflowId: string): Promise<string>;
  /**
   * The handle of a workflow once it waits, with nothing at work: terminated or cancelled in the middle of an activity, it
   * would stop the test server's time for ever.
   */
  whenWaiting(workflowId: string): Promise<WorkflowHandle>;
}

/** Lines are made by the tests: nothing is proposed. */
export function testWorkplace(name: string, options: { approvalRequired?: boolean } = {}): Workplace {
  const office = testOffice(name) as Workplace;
  let runs = 0;

  const runJob = async (job: string, input: unknown = { system: 'sepa-noord', actor: 'anna' }): Promise<JobReport> => {
    runs += 1;
    const handle = await office.client.workflow.start(job, { taskQueue, workflowId: `${job}/${runs}`, args: [input] });
    return handle.result() as Promise<JobReport>;
  };

  Object.assign(office, {
    runJob,
    send: async (count: number) => {
      const today = (await office.ports.clock.now()).slice(0, 10);
      const lines: Line[] = [];
      for (let no = 0; no < count; no += 1) lines.push(await addLine(office.db, { dueOn: today, notifiedOn: null }));
      await runJob('collectionSend');
      const row = await one<{ id: number; message: string }>(
        office.db,
        'submission',
        'SELECT id, message_id AS message FROM submissions ORDER BY id DESC LIMIT 1',
      );
      return { ...row, lines };
    },
    becomes: async (message: string, state: string) =>
      void (await eventually(
        async () => (await findSubmissionByMessage(office.db, message)).state,
        (now) => now === state,
        `submission ${message} becomes ${state}`,
      )),
    instruction: async (cause: string, subject: string | number) =>
      (await eventually(
        async () => (await listInstructions(office.db, { cause })).find((row) => row.subject_id === String(subject)),
        (row) => row !== undefined,
        `instruction ${cause} about ${subject}`,
      )) as InstructionRow,
    decide: (id: number, outcome: string, reason = 'looked into it') =>
      office.decideAs('dora', id, { outcome, reason }),
    decideAs: async (actor: string, id: number, choice: Omit<Decision, 'actor'>) => {
      const at = await office.ports.clock.now();
      const { wake } = await decideAs(office.db, id, { actor, ...choice }, at, office.ports.accounting);
      if (wake.length > 0) await runJob('wakeup', {});
    },
    drain: async () => void (await runJob('wakeup', {})),
    wake: async (id: number) => {
      const at = await office.ports.clock.now();
      await inTransaction(office.db, (trx) => wakeSubmissions(trx, [id], at));
      await runJob('wakeup', {});
    },
    filesOf: async (message: string) =>
      (await readdir(join(office.dir, 'bank/to-bank'))).filter((file) => file.includes(message)).sort(),
    putInInbox: (file: string, content: string) => writeFile(join(office.dir, 'bank/from-bank', file), content),
    running: async (workflowId: string) => (await office.client.workflow.getHandle(workflowId).describe()).status.name,
    whenWaiting: async (workflowId: string) => {
      const handle = office.client.workflow.getHandle(workflowId);
      await eventually(
        async () => waits((await handle.fetchHistory()).events ?? []),
        (yes) => yes,
        `${workflowId} waits`,
      );
      return handle;
    },
  });

  beforeAll(async () => {
    await insertOffice(office.db, {
      customers: 0,
      issuedOn: '2026-02-01',
      dueOn: '2026-03-01',
      bankDir: join(office.dir, 'bank'),
      ...options,
    });
    await run(office.db, 'UPDATE collection_systems SET propose_before_send = false');
  });
  return office;
}

type HistoryEvents = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>;

/** True when no activity and no workflow task is under way. */
function waits(events: HistoryEvents): boolean {
  const begun = events.filter((event) => event.activityTaskScheduledEventAttributes).length;
  const ended = events.filter(
    (event) =>
      event.activityTaskCompletedEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskCanceledEventAttributes ??
      event.activityTaskTimedOutEventAttributes,
  ).length;
  const last = events.at(-1);
  const atWork = last?.workflowTaskScheduledEventAttributes ?? last?.workflowTaskStartedEventAttributes;
  return begun > 0 && begun === ended && !atWork;
}

/** The sentence with which an update was refused. */
export async function refusal(update: Promise<unknown>): Promise<string> {
  try {
    await update;
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    return error.cause instanceof ApplicationFailure ? error.cause.message : String(error.cause);
  }
  throw new Error('the update was not refused');
}

/** A person at the command line, at the office's time. */
export async function contextOf(office: Office, operator: string): Promise<Context> {
  const clockFile = join(office.dir, 'clock.json');
  await writeFile(clockFile, JSON.stringify({ now: await office.ports.clock.now() }));
  const config = {
    ...testConfig('postgres://unused@127.0.0.1:1/unused'),
    clockFile,
    archiveDir: join(office.dir, 'archive'),
  };
  const temporal = {
    client: office.client,
    connection: office.env.connection,
    port: office.ports.temporal,
    close: () => Promise.resolve(),
  };
  return openContext(config, operator, { db: office.db, temporal });
}
