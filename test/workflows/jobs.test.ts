import { afterEach, describe, expect, test } from 'vitest';

import { raise } from '../../activities/desk.ts';
import { inTransaction, many, one, run } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import { recentJobRuns } from '../../db/jobRuns.ts';
import { wakeSubmissions } from '../../db/waking.ts';
import { localDateTime } from '../../domain/dates.ts';
import { eventually, taskQueue } from '../support/office.ts';
import { testWorkplace } from './workplace.ts';

const office = testWorkplace('jobs');
const input = { system: 'sepa-noord', actor: 'anna' };
let release: () => void = () => undefined;

afterEach(() => {
  release();
  office.faults.exchange = undefined;
});

/** Starts a payment import that hangs in the bank's directory until `release`. */
async function hanging(workflowId: string) {
  const released = new Promise<void>((resolve) => (release = resolve));
  let listing = false;
  office.faults.exchange = (real) => ({
    ...real,
    list: async () => {
      listing = true;
      await released;
      return real.list();
    },
  });
  const handle = await office.client.workflow.start('paymentImport', { taskQueue, workflowId, args: [input] });
  await eventually(
    () => Promise.resolve(listing),
    (yes) => yes,
    'the job is at work',
  );
  office.faults.exchange = undefined;
  return handle;
}

const newestRun = async () => (await recentJobRuns(office.db, 1))[0];

describe('how runs end', () => {
  test('C1 a run for an inactive system, or one without direct communication, ends at once and says why', async () => {
    await run(office.db, 'UPDATE collection_systems SET active = false');
    expect((await office.runJob('collectionSend')).message).toBe('collection system sepa-noord is not active');
    await run(office.db, 'UPDATE collection_systems SET active = true, direct_communication = false');
    expect((await office.runJob('paymentImport')).message).toMatch(/is not marked direct communication/);
    await run(office.db, 'UPDATE collection_systems SET direct_communication = true');
  });

  test.each(['agreementSend', 'agreementImport'])('C2 %s has no files for SEPA and says so', async (job) => {
    expect((await office.runJob(job)).message).toBe(
      'sepa-noord has no agreement files: mandates travel with the first collection',
    );
  });

  test('C4 a run that finds nothing ends well', async () => {
    expect(await office.runJob('collectionStatus')).toEqual({
      message: 'nothing new',
      counts: { found: 0, taken: 0, known: 0, left: 0 },
    });
    expect((await office.runJob('collectionSend')).message).toBe('nothing to send; 0 blocked');
  });

  test('a run that fails raises job_failed once, its row ends as failed, and the next run works', async () => {
    office.faults.exchange = (real) => ({ ...real, list: () => Promise.reject(new Error('no such directory')) });
    for (const no of [1, 2]) {
      const handle = await office.client.workflow.start('paymentImport', {
        taskQueue,
        workflowId: `payment-import/fails/${no}`,
        args: [input],
      });
      await eventually(
        async () => {
          await office.pass('3 minutes');
          return (await handle.describe()).status.name;
        },
        (status) => status === 'FAILED',
        'the run fails',
      );
    }
    expect(await newestRun()).toMatchObject({ outcome: 'failed', report: { message: 'no such directory' } });
    const asked = await listInstructions(office.db, { cause: 'job_failed' });
    expect(asked).toMatchObject([{ colour: 'red', subject_id: 'paymentImport/sepa-noord' }]);
    office.faults.exchange = undefined;
    expect(await office.runJob('paymentImport')).toMatchObject({ message: 'nothing new' });
    await office.decide(asked[0]?.id ?? 0, 'seen');
  });
});

describe('wakeups and silence', () => {
  test('what was not told after its commit is told by the wakeup job', async () => {
    const { id, message } = await office.send(1);
    await office.becomes(message, 'delivered');
    await (await office.whenWaiting(`submission/${message}`)).terminate('a test');
    await run(office.db, `UPDATE submissions SET state = 'reconciled' WHERE id = :id`, { id });
    const at = await office.ports.clock.now();
    await inTransaction(office.db, (trx) => wakeSubmissions(trx, [id], at));
    expect((await office.runJob('wakeup', {})).counts).toMatchObject({ left: 0 });
    expect(await office.client.workflow.getHandle(`submission/${message}`).result()).toBe('reconciled');
    expect(await many(office.db, 'SELECT 1 FROM wakeups')).toEqual([]);
  });

  test('a row whose workflow is gone is resumed first, and raised when it is gone again', async () => {
    const { message } = await office.send(1);
    await office.becomes(message, 'delivered');
    await (await office.whenWaiting(`submission/${message}`)).terminate('a test');
    expect((await office.runJob('silenceCheck', {})).counts).toMatchObject({ resumed: 1, raised: 0 });
    await office.drain();
    await eventually(
      () => office.running(`submission/${message}`),
      (status) => status === 'RUNNING',
      'it is resumed',
    );
    await (await office.whenWaiting(`submission/${message}`)).terminate('a test');
    expect((await office.runJob('silenceCheck', {})).counts).toMatchObject({ resumed: 0, raised: 1 });
    const asked = await office.instruction('nobody_works_on_this', `submission/${message}`);
    await office.decide(asked.id, 'resume');
    await eventually(
      () => office.running(`submission/${message}`),
      (status) => status === 'RUNNING',
      'it runs again',
    );
  });

  test('a submission cancelled by hand leaves its row and asks support; resumed it goes on', async () => {
    const { message } = await office.send(1);
    await office.becomes(message, 'delivered');
    await (await office.whenWaiting(`submission/${message}`)).cancel();
    const asked = await office.instruction('stopped_by_hand', `submission/${message}`);
    await eventually(
      () => office.running(`submission/${message}`),
      (status) => status === 'CANCELLED',
      'it ends',
    );
    await office.decide(asked.id, 'resume');
    await eventually(
      () => office.running(`submission/${message}`),
      (status) => status === 'RUNNING',
      'it runs again',
    );
  });

  test('C12 a bank that stays silent past the expected time is asked about; "wait" waits as long again', async () => {
    const { id, message } = await office.send(1);
    await office.becomes(message, 'delivered');
    await office.pass('15 days');
    const asked = await office.instruction('submission_silent', id);
    await office.decide(asked.id, 'wait');
    const now = await office.ports.clock.now();
    const { due } = await one<{ due: string }>(
      office.db,
      's',
      'SELECT answer_due_at AS due FROM submissions WHERE id = :id',
      { id },
    );
    expect(due > now).toBe(true);
    await office.pass('15 days');
    const again = await office.instruction('submission_silent', id);
    expect(again.id).not.toBe(asked.id);
    await office.decide(again.id, 'rejected', 'they lost it');
    expect(await office.client.workflow.getHandle(`submission/${message}`).result()).toBe('rejected');
  });
});

describe('an instruction', () => {
  test('is reminded of once, five days later at 08:00 of its owner, through a termination before and after', async () => {
    const id = await raise(office.ports, {
      cause: 'records_unmatched',
      subject_kind: 'inbound_file',
      subject_id: 'reminded',
      facts: { detail: 'a test asks' },
      actor: 'system',
    });
    const workflow = () => office.client.workflow.getHandle(`instruction/${id}`);
    const mails = () =>
      many<{ kind: string; queued_at: string }>(
        office.db,
        `SELECT kind, queued_at FROM mails WHERE subject_key = :id AND recipient LIKE 'anna%' ORDER BY id`,
        { id: String(id) },
      );
    await eventually(mails, (rows) => rows.length === 1, 'the first mail');
    await office.pass('2 days');
    for (const after of ['4 days', '3 days'] as const) {
      await (await office.whenWaiting(`instruction/${id}`)).terminate('a test');
      await office.ports.temporal.wake({
        workflow_type: 'instruction',
        workflow_id: `instruction/${id}`,
        subject_id: id,
        summary: 'a test',
      });
      await office.pass(after);
    }
    const reminders = (await eventually(mails, (rows) => rows.length >= 2, 'the reminder')).filter(
      (mail) => mail.kind === 'reminder',
    );
    expect(reminders).toHaveLength(1);
    expect(localDateTime(reminders[0]?.queued_at ?? '', 'Europe/Amsterdam').slice(11, 16)).toBe('08:00');
    await office.decide(id, 'seen');
    expect(await workflow().result()).toBe('seen');
  });
});

// Last: the test server lets no time pass while an activity of a terminated workflow is still at work.
describe('one run at a time', () => {
  test('a second run ends at once and says since when the first one runs', async () => {
    const first = await hanging('payment-import/first');
    const second = await office.runJob('paymentImport');
    expect(second.message).toMatch(/^running since \S+Z as payment-import\/first$/);
    release();
    expect(await first.result()).toMatchObject({ message: 'nothing new' });
    expect(await newestRun()).toMatchObject({ workflow_id: 'payment-import/first', outcome: 'done' });
  });

  test('the place of a run that is dead is taken over', async () => {
    const dead = await hanging('payment-import/dead');
    await dead.terminate('a test');
    expect(await office.runJob('paymentImport')).toMatchObject({ message: 'nothing new' });
    const [mine, other] = await recentJobRuns(office.db, 2);
    expect([mine?.outcome, other?.outcome, other?.workflow_id]).toEqual(['done', 'abandoned', 'payment-import/dead']);
  });

  test('cancelled by hand, a run ends as failed, frees its place and asks support', async () => {
    const handle = await hanging('payment-import/cancelled');
    await handle.cancel();
    await eventually(
      async () =>
        (await handle.fetchHistory()).events?.some((event) => event.activityTaskCancelRequestedEventAttributes),
      (requested) => requested === true,
      'the activity is asked to end',
    );
    release();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(await newestRun()).toMatchObject({ outcome: 'failed', report: { message: 'stopped by hand' } });
    const asked = await office.instruction('job_failed', 'paymentImport/sepa-noord');
    await office.decide(asked.id, 'seen');
    expect(await office.runJob('paymentImport')).toMatchObject({ message: 'nothing new' });
  });
});
