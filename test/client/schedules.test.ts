import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Context, openContext } from '../../client/context.ts';
import { examine } from '../../client/doctor.ts';
import { resumeAll } from '../../client/resume.ts';
import {
  createPostingSchedule,
  createSchedules,
  listSchedules,
  pauseSchedule,
  runScheduleNow,
  type ScheduleOf,
  setScheduleTimes,
} from '../../client/schedules.ts';
import { setUp, type SetupStep } from '../../client/setup.ts';
import { inTransaction } from '../../db/connection.ts';
import { raiseInstruction } from '../../db/instructions.ts';
import { localDateTime } from '../../domain/dates.ts';
import { startTemporal, type TemporalServer } from '../../stack/temporalServer.ts';
import { testDatabase } from '../support/database.ts';
import { insertOffice } from '../support/fixtures.ts';
import { testConfig } from './support.ts';

const database = testDatabase('client_schedules');
const zone = 'Europe/Amsterdam';
const send: ScheduleOf = { job: 'collectionSend', scope: 'sepa-noord' };
const usual = { start: '07:00', everyMinutes: 120, end: '09:00', days: [1, 2, 3, 4, 5, 6, 7], zone };

let dir: string;
let server: TemporalServer;
let context: Context;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'incasso-schedules-'));
  server = await startTemporal(join(dir, 'temporal.db'), join(dir, 'temporal.log'), () => {});
  await insertOffice(database.db, { customers: 1, issuedOn: '2026-01-02', dueOn: '2026-01-20', bankDir: dir });
  const config = testConfig(database.url, { temporalAddress: server.address, archiveDir: join(dir, 'archive') });
  context = openContext(config, 'anna', { db: database.db });
});
afterAll(async () => {
  await context.close();
  await server.stop();
  await rm(dir, { recursive: true });
});

async function describeSend() {
  return (await context.temporal()).client.schedule.getHandle('collection-send/sepa-noord').describe();
}

describe('setup', () => {
  const setUpAndList = async (): Promise<SetupStep[]> => {
    const steps: SetupStep[] = [];
    await setUp(context, (step) => steps.push(step));
    return steps;
  };

  it('makes what is missing, and the second time keeps all of it, also a guard that was paused', async () => {
    const first = await setUpAndList();
    expect(first.filter((step) => step.outcome === 'made').map((step) => step.step)).toEqual([
      'retention of closed workflows',
      'search attributes',
      'guard wakeup',
      'guard mail-send',
      'guard silence-check',
      'guard instruction-digest',
      'guard mandate-expiry',
    ]);
    await pauseSchedule(context, { job: 'mailSend', scope: 'all' }, true, 'mail server moves');
    expect((await setUpAndList()).every((step) => step.outcome === 'kept')).toBe(true);
    const guards = (await listSchedules(context)).filter((schedule) => schedule.guard);
    expect(guards.map(({ job, paused }) => [job, paused])).toEqual([
      ['wakeup', false],
      ['mailSend', true],
      ['silenceCheck', false],
      ['instructionDigest', false],
      ['mandateExpiry', false],
    ]);
    expect(guards[1]?.note).toContain('mail server moves');
  });
});

describe('schedules', () => {
  it('C3 are created paused, and creating them twice keeps what the operator set', async () => {
    expect((await createSchedules(context, 'sepa-noord')).map(({ job, created }) => [job, created])).toEqual([
      ['collectionSend', true],
      ['collectionStatus', true],
      ['paymentImport', true],
    ]);
    expect((await createPostingSchedule(context)).created).toBe(true);
    expect((await listSchedules(context, 'sepa-noord')).map((schedule) => schedule.paused)).toEqual([true, true, true]);

    expect(await pauseSchedule(context, send, false, 'month end')).toBe(true);
    expect(await pauseSchedule(context, send, false)).toBe(false);
    await setScheduleTimes(context, send, { ...usual, start: '06:30' });
    const before = await describeSend();
    expect((await createSchedules(context, 'sepa-noord')).map((schedule) => schedule.created)).toEqual([
      false,
      false,
      false,
    ]);
    const after = await describeSend();
    expect([after.state, after.spec, after.policies]).toEqual([before.state, before.spec, before.policies]);
    expect(after.state).toMatchObject({ paused: false, note: expect.stringContaining('month end') as string });
  });

  it.each([false, true])(
    'C4 setting the times leaves a schedule as paused (%s) as it is, with its note and its work',
    async (paused) => {
      await pauseSchedule(context, send, paused, `paused ${paused}`);
      const before = await describeSend();
      await setScheduleTimes(context, send, { ...usual, everyMinutes: 45, days: [1, 2, 3, 4, 5] });
      const { state, action, policies } = await describeSend();
      expect({ state, action, policies }).toEqual({
        state: before.state,
        action: before.action,
        policies: before.policies,
      });
      expect(state.paused).toBe(paused);
      expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 3_600_000 });
      const [listed] = await listSchedules(context, 'sepa-noord');
      expect(listed?.times).toBe('07:00, 07:45, 08:30 mon-fri Europe/Amsterdam');
    },
  );

  it.each([
    ['spring', '2026-03-27T00:00:00Z', '2026-03-31T00:00:00Z'],
    ['autumn', '2026-10-23T00:00:00Z', '2026-10-27T00:00:00Z'],
  ])(
    'C4 07:00, 120 minutes, 09:00 stays 07:00 and 09:00 local time over the change of clocks in %s',
    async (_, from, to) => {
      await setScheduleTimes(context, send, usual);
      const { client, connection } = await context.temporal();
      const answer = await connection.workflowService.listScheduleMatchingTimes({
        namespace: client.options.namespace,
        scheduleId: 'collection-send/sepa-noord',
        startTime: timestamp(from),
        endTime: timestamp(to),
      });
      const local = (answer.startTime ?? []).map((time) =>
        localDateTime(new Date(Number(time.seconds) * 1000).toISOString(), zone).slice(5, 16),
      );
      const days = [0, 1, 2, 3].map((day) =>
        localDateTime(new Date(Date.parse(from) + day * 86_400_000).toISOString(), zone).slice(5, 10),
      );
      expect(local).toEqual(days.flatMap((day) => [`${day}T07:00`, `${day}T09:00`]));
    },
  );

  it('C3 run now starts one run, and the next is told that it goes on', async () => {
    expect(await runScheduleNow(context, send)).toEqual([]);
    await expect.poll(async () => (await describeSend()).info.runningActions.length, { timeout: 15_000 }).toBe(1);
    expect(await runScheduleNow(context, send)).toEqual([expect.stringMatching(/^collection-send\/sepa-noord-20/)]);
    expect((await describeSend()).info.runningActions).toHaveLength(1);
  });

  it('names what makes a schedule that is not there, and refuses what no job is', async () => {
    await expect(pauseSchedule(context, { job: 'paymentImport', scope: 'elsewhere' }, true)).rejects.toThrow(
      /schedules create elsewhere/,
    );
    await expect(pauseSchedule(context, { job: 'journalPosting', scope: 'sepa-noord' }, true)).rejects.toThrow(
      /works for all systems/,
    );
  });
});

describe('what doctor and resume see', () => {
  it('O13 finds the row without workflow, and resume starts it', async () => {
    const at = '2026-01-05T07:00:00.000Z';
    const id = await inTransaction(database.db, (trx) =>
      raiseInstruction(
        trx,
        { cause: 'job_failed', subject_kind: 'job', subject_id: 'x', facts: { detail: 'it failed' } },
        { at, actor: 'system' },
      ),
    );
    await database.db.raw('DELETE FROM wakeups');
    expect(await doctorSays('rows and workflows')).toMatch(new RegExp(`^no: 1 of 1 .* instruction/${id}$`));
    expect(await resumeAll(context, { dryRun: true })).toEqual({
      waiting: { submission: 0, inboundFile: 0, instruction: 1, dossier: 0, mandateSigning: 0 },
      told: 0,
    });
    expect((await resumeAll(context, {})).told).toBe(1);
    expect(await (await context.temporal()).port.isRunning(`instruction/${id}`)).toBe(true);
    expect(await doctorSays('rows and workflows')).toMatch(/^ok: 1 rows wait/);
  });

  it('O3 says which guard is paused, that no worker runs, and which directory is missing', async () => {
    expect(await doctorSays('guard mail-send')).toMatch(/^no: paused: .*mail server moves/);
    expect(await doctorSays('guard wakeup')).toMatch(/^ok: active/);
    expect(await doctorSays('worker')).toMatch(/^no: none polls/);
    expect(await doctorSays('sepa-noord inbox')).toMatch(/^no: .* does not exist/);
    expect(await doctorSays('archive')).toMatch(/^ok/);
  });
});

async function doctorSays(check: string): Promise<string> {
  const findings: string[] = [];
  const healthy = await examine(context, (found) => {
    if (found.check === check) findings.push(`${found.ok ? 'ok' : 'no'}: ${found.detail}`);
  });
  expect(healthy).toBe(false);
  return findings.join();
}

function timestamp(instant: string): { seconds: never } {
  return { seconds: (Date.parse(instant) / 1000) as never };
}
