import { beforeEach, describe, expect, test } from 'vitest';

import { run } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import { decideAs } from '../support/deciding.ts';
import { credits, receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('expected_files');
const { sent, received } = receivingIn(world);

const expectPayments = (files: object[] = [{ kind: 'payments', days: 'mon-fri', by: '10:00' }]) =>
  run(
    world.db,
    `UPDATE collection_systems SET expected_files = :files::jsonb, expected_since = '2026-03-02T08:00:00Z' WHERE code = 'sepa-noord'`,
    { files: JSON.stringify(files) },
  );

const missing = async (all = false) =>
  (await listInstructions(world.db, { cause: 'file_missing', all })).map(({ subject_id, facts, state, reason }) => ({
    subject: subject_id,
    days: facts['count'],
    state,
    reason,
  }));

/** The guard runs at an instant. */
async function check(at: string) {
  world.now = at;
  return world.activities.findIdleRows();
}

async function paymentsCome(at: string): Promise<void> {
  world.now = at;
  const { lines } = await sent(1);
  await received(credits(lines));
}

beforeEach(async () => {
  await run(world.db, `UPDATE instructions SET state = 'decided' WHERE state = 'open'`);
  await run(world.db, `UPDATE instructions SET subject_id = 'earlier ' || id WHERE cause = 'file_missing'`);
  await run(world.db, `UPDATE inbound_files SET received_at = '2026-01-01T08:00:00Z'`);
  await run(world.db, 'UPDATE collection_systems SET active = true');
  await expectPayments();
});

describe('the silence of an expected file', () => {
  test('C4 its absence is asked about once its time is over, once for all its days', async () => {
    await check('2026-03-03T08:30:00.000Z');
    expect(await missing()).toEqual([]);
    expect((await check('2026-03-03T09:30:00.000Z')).raised).toBeGreaterThan(0);
    const first = { subject: 'sepa-noord/payments/2026-03-03', days: 1, state: 'open', reason: null };
    expect(await missing()).toEqual([first]);
    await check('2026-03-03T16:00:00.000Z');
    expect(await missing()).toEqual([first]);
    await check('2026-03-09T16:00:00.000Z');
    expect(await missing()).toEqual([{ ...first, days: 5 }]);
    const [instruction] = await listInstructions(world.db, { cause: 'file_missing' });
    expect(instruction).toMatchObject({
      creditor: 'noord',
      colour: 'orange',
      facts: { system: 'sepa-noord', kind: 'payments', by: '10:00', since: '2026-03-03', count: 5 },
    });
  });

  test('C4 it is closed by itself when the file comes, and a later absence is asked about anew', async () => {
    await check('2026-03-04T09:30:00.000Z');
    await paymentsCome('2026-03-04T12:00:00.000Z');
    await check('2026-03-04T12:10:00.000Z');
    expect(await missing()).toEqual([]);
    await check('2026-03-05T09:30:00.000Z');
    expect(await missing()).toEqual([
      { subject: 'sepa-noord/payments/2026-03-05', days: 1, state: 'open', reason: null },
    ]);
    const [closed] = (await missing(true)).filter(({ subject }) => subject === 'sepa-noord/payments/2026-03-03');
    expect(closed).toMatchObject({ state: 'decided', days: 2, reason: 'it came, or is not expected any more' });
  });

  test('C4 decided by a person it is not asked again about the same days', async () => {
    await check('2026-03-03T09:30:00.000Z');
    const [instruction] = await listInstructions(world.db, { cause: 'file_missing' });
    await decideAs(world.db, instruction?.id ?? 0, { actor: 'anna', outcome: 'seen' }, world.now);
    await check('2026-03-04T09:30:00.000Z');
    expect(await missing()).toEqual([]);
  });

  test('C4 a file of another kind does not count; each kind is asked about by itself', async () => {
    await expectPayments([
      { kind: 'payments', days: 'mon-fri', by: '10:00' },
      { kind: 'status', days: 'mon-fri', by: '10:00' },
    ]);
    await paymentsCome('2026-03-03T08:00:00.000Z');
    await check('2026-03-03T09:30:00.000Z');
    expect((await missing()).map(({ subject }) => subject)).toEqual(['sepa-noord/status/2026-03-03']);
  });

  test('C4 a file that another system took out of the same inbox counts', async () => {
    await run(
      world.db,
      `INSERT INTO collection_systems (code, adapter, creditor_id, creditor_account_id, exchange, message_version, cut_off, lead_days,
         max_amount_minor, max_lines)
       SELECT 'sepa-other', 'sepa-b2b', creditor_id, creditor_account_id, exchange, message_version, cut_off, lead_days,
              max_amount_minor, max_lines FROM collection_systems WHERE code = 'sepa-noord'`,
    );
    await run(
      world.db,
      `INSERT INTO inbound_files (sha256, size_bytes, name, system_id, received_at, received_by, state, state_since, kind)
       SELECT repeat('f', 64), 1, 'f', id, '2026-03-03T08:00:00Z', 'anna', 'quarantined', '2026-03-03T08:00:00Z', 'payments'
         FROM collection_systems WHERE code = 'sepa-other'`,
    );
    await check('2026-03-03T09:30:00.000Z');
    expect(await missing()).toEqual([]);
    await run(
      world.db,
      `UPDATE collection_systems SET exchange = exchange || '{"inbox": "/elsewhere"}' WHERE code = 'sepa-other'`,
    );
    await check('2026-03-03T09:30:00.000Z');
    expect(await missing()).toHaveLength(1);
  });

  test('C1, C4 nothing is asked about a system that is not active, and what was asked is closed', async () => {
    await check('2026-03-03T09:30:00.000Z');
    await run(world.db, 'UPDATE collection_systems SET active = false');
    await check('2026-03-03T09:40:00.000Z');
    expect(await missing()).toEqual([]);
  });
});
