import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, describe, expect, test } from 'vitest';

import { many, run } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import type { Exchange } from '../../ports/exchange.ts';
import { pain002 } from '../support/bankFiles.ts';
import { lineNow } from '../support/lines.ts';
import { eventually } from '../support/office.ts';
import { testWorkplace } from './workplace.ts';

const office = testWorkplace('delivery');
const support = async () => (await office.mails()).filter((mail) => mail.includes('anna')).length;

afterEach(() => void (office.faults.exchange = undefined));

/** The file is gone after the rename, and its answer with it: looking cannot settle it. */
function swallow(real: Exchange): Exchange {
  return {
    ...real,
    rename: async (name, attempt) => {
      await real.rename(name, attempt);
      await rm(join(office.dir, 'bank/to-bank', name));
      throw new Error('connection lost');
    },
  };
}

/** Sends with the fault until a person is asked. */
async function inDoubt() {
  office.faults.exchange = swallow;
  const sending = await office.send(2);
  // the retry after the lost answer comes in five seconds of business time
  await eventually(
    async () => {
      await office.pass('10 seconds');
      return listInstructions(office.db, { cause: 'delivery_unknown' });
    },
    (rows) => rows.some((row) => row.subject_id === String(sending.id)),
    'the doubt is put to a person',
  );
  office.faults.exchange = undefined;
  const asked = await office.instruction('delivery_unknown', sending.id);
  return { ...sending, asked };
}

const attempts = (id: number) =>
  many<{ phase: string }>(office.db, 'SELECT phase FROM delivery_attempts WHERE submission_id = :id ORDER BY attempt', {
    id,
  });

describe('a delivery in doubt', () => {
  test('C12 is put to a person once, with mail; "arrived" goes on without sending anything', async () => {
    const before = await support();
    const { id, message, asked } = await inDoubt();
    expect(await listInstructions(office.db, { cause: 'delivery_unknown' })).toHaveLength(1);
    expect(asked).toMatchObject({ colour: 'orange', line_count: 2, subject_kind: 'submission' });
    await eventually(support, (count) => count > before, 'the mail');
    await office.decide(asked.id, 'arrived');
    await office.becomes(message, 'delivered');
    expect(await office.filesOf(message)).toEqual([]);
    expect(await attempts(id)).toEqual([{ phase: 'done' }]);
    expect(await office.running(`submission/${message}`)).toBe('RUNNING');
  });

  test('C12 "send again" delivers the same bytes exactly once more', async () => {
    const { id, message, asked } = await inDoubt();
    await office.decide(asked.id, 'send_again');
    await office.becomes(message, 'delivered');
    expect(await office.filesOf(message)).toEqual([`${message}.xml`]);
    expect(await attempts(id)).toEqual([{ phase: 'given_up' }, { phase: 'done' }]);
  });

  test('C12 "withdraw" holds and releases the lines; they can be collected again', async () => {
    const { message, asked, lines } = await inDoubt();
    await office.decide(asked.id, 'withdraw');
    await office.becomes(message, 'withdrawn');
    expect(await office.client.workflow.getHandle(`submission/${message}`).result()).toBe('withdrawn');
    for (const line of lines) expect(await lineNow(office.db, line)).toMatchObject({ state: 'held', released: true });
    await run(office.db, `UPDATE collections SET state = 'ready' WHERE id = ANY(:ids)`, {
      ids: lines.map((line) => line.collection),
    });
    const report = await office.runJob('collectionSend');
    expect(report.counts).toMatchObject({ frozen: 2, blocked: 0 });
  });

  test("C12 is settled by the bank's own answer, which closes the instruction", async () => {
    const { message, id } = await inDoubt();
    await office.putInInbox('answer.xml', pain002({ message, id: 'S-doubt', status: 'ACCP' }));
    await office.runJob('collectionStatus');
    await office.becomes(message, 'acknowledged');
    const closed = (await listInstructions(office.db, { all: true, cause: 'delivery_unknown' })).filter(
      (row) => row.subject_id === String(id),
    );
    expect(closed).toMatchObject([{ state: 'decided', outcome: 'arrived', reason: 'the bank answered' }]);
    expect(await office.filesOf(message)).toEqual([]);
  });
});

describe('a delivery that fails for good', () => {
  test('C12 a full disk is retried, then a person is asked; "retry" delivers one file', async () => {
    office.faults.exchange = (real) => ({
      ...real,
      writeTemporary: () => Promise.reject(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })),
    });
    const { id, message } = await office.send(1);
    await eventually(
      async () => {
        await office.pass('3 minutes');
        return listInstructions(office.db, { cause: 'delivery_failed' });
      },
      (rows) => rows.length === 1,
      'the failure is put to a person',
    );
    const asked = await office.instruction('delivery_failed', id);
    expect(asked).toMatchObject({ colour: 'red' });
    // T4 the next cut-off of the system, 12:30 in Amsterdam
    expect(asked.cut_off_at).toMatch(/T1[01]:30:00.000Z$/);
    expect((asked.cut_off_at ?? '') > asked.raised_at).toBe(true);
    expect(asked.facts['reason']).toContain('ENOSPC');
    expect((await attempts(id)).length).toBe(8);
    office.faults.exchange = undefined;
    await office.decide(asked.id, 'retry');
    await office.becomes(message, 'delivered');
    expect(await office.filesOf(message)).toEqual([`${message}.xml`]);
  });

  test('C12 after a lost answer and a long outage it is doubt, never "nothing has left"', async () => {
    office.faults.exchange = (real) => ({
      ...real,
      rename: async (name, attempt) => {
        await real.rename(name, attempt);
        throw new Error('connection lost');
      },
      look: () => Promise.reject(new Error('no connection')),
    });
    const { id, message } = await office.send(1);
    await eventually(
      async () => {
        await office.pass('3 minutes');
        return listInstructions(office.db);
      },
      (rows) => rows.some((row) => row.subject_id === String(id)),
      'a person is asked',
    );
    expect((await listInstructions(office.db)).filter((row) => row.subject_id === String(id))).toMatchObject([
      { cause: 'delivery_unknown' },
    ]);
    office.faults.exchange = undefined;
    await office.decide((await office.instruction('delivery_unknown', id)).id, 'send_again');
    await office.becomes(message, 'delivered');
    expect(await office.filesOf(message)).toEqual([`${message}.xml`]);
  });
});

describe('a workflow that was terminated', () => {
  test('C12 goes on from its row in every state of the delivery, and sends nothing twice', async () => {
    const { id, message } = await office.send(1);
    await office.becomes(message, 'delivered');
    const writtenOnce = await attempts(id);
    for (const state of ['delivered', 'acknowledged', 'settled'] as const) {
      await run(office.db, 'UPDATE submissions SET state = :state WHERE id = :id', { id, state });
      await (await office.whenWaiting(`submission/${message}`)).terminate('a test');
      await office.wake(id);
      await eventually(
        () => office.running(`submission/${message}`),
        (now) => now === 'RUNNING',
        state,
      );
      expect(await attempts(id)).toEqual(writtenOnce);
    }
    expect(await office.filesOf(message)).toEqual([`${message}.xml`]);
  });

  test('C12 terminated while a person is asked, it finds the same instruction and the decision', async () => {
    const { id, message, asked } = await inDoubt();
    await (await office.whenWaiting(`submission/${message}`)).terminate('a test');
    await office.wake(id);
    await eventually(
      () => office.running(`submission/${message}`),
      (now) => now === 'RUNNING',
      'it runs again',
    );
    await office.decide(asked.id, 'arrived');
    await office.becomes(message, 'delivered');
    const all = await listInstructions(office.db, { all: true, cause: 'delivery_unknown' });
    expect(all.filter((row) => row.subject_id === String(id))).toHaveLength(1);
  });

  // Last: the test server lets no time pass while an activity of a terminated workflow is still at work.
  test('C12 terminated while it is frozen, written or delivering it goes on to one delivered file', async () => {
    for (const state of ['frozen', 'written', 'delivering'] as const) {
      let stop: () => void = () => undefined;
      const stopped = new Promise<void>((resolve) => (stop = resolve));
      const hold = async (): Promise<never> => {
        await stopped;
        throw new Error('this worker is gone');
      };
      office.faults.exchange = (real) => ({ ...real, writeTemporary: hold });
      const { id, message } = await office.send(1);
      await eventually(
        () => attempts(id),
        (rows) => rows.length === 1,
        'delivery begins',
      );
      await office.client.workflow.getHandle(`submission/${message}`).terminate('a test');
      if (state !== 'delivering') {
        // as if it had been terminated earlier
        await run(office.db, 'DELETE FROM delivery_attempts WHERE submission_id = :id', { id });
        await run(office.db, 'UPDATE submissions SET state = :state WHERE id = :id', { id, state });
      }
      if (state === 'frozen') await run(office.db, 'UPDATE submissions SET sha256 = NULL WHERE id = :id', { id });
      office.faults.exchange = undefined;
      await office.wake(id);
      await office.becomes(message, 'delivered');
      stop();
      expect(await office.filesOf(message)).toEqual([`${message}.xml`]);
    }
  });
});
