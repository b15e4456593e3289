import { describe, expect, test } from 'vitest';

import { many, run } from '../../db/connection.ts';
import { listBatches } from '../../db/submissions.ts';
import { history } from '../../db/transitions.ts';
import { addLine, freeze, type Line, lineNow } from '../support/lines.ts';
import { receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('statuses');
const { sent, answered, states, submissionState, asked, effects } = receivingIn(world);

describe('statuses of the bank', () => {
  test('C8 a whole file refused at group level rejects and releases every line', async () => {
    const sending = await sent(3);
    await answered({ message: sending.message, status: 'RJCT', reason: 'FF01' });
    expect(await states(sending.lines)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await lineNow(world.db, sending.lines[0] as Line)).toMatchObject({
      released: true,
      open: sending.lines[0]?.amount,
    });
    expect(await submissionState(sending)).toBe('rejected');
  });

  test('C8 a refused batch rejects its lines and no others', async () => {
    const early = await addLine(world.db);
    const late = await addLine(world.db, { dueOn: '2026-03-20' });
    const [submission] = (await freeze(world.db, world.now)).submissions;
    const [, second] = await listBatches(world.db, submission?.id ?? 0);
    await run(world.db, `UPDATE submissions SET state = 'delivered' WHERE id = :id`, { id: submission?.id ?? 0 });
    await answered({
      message: submission?.message_id ?? '',
      status: 'PART',
      batches: [{ id: second?.payment_info_id ?? '', status: 'RJCT', reason: 'DT01' }],
    });
    expect(await states([early, late])).toEqual(['in_flight', 'rejected']);
    expect((await world.activities.lookSubmission({ id: submission?.id ?? 0 })).state).toBe('partly_rejected');
  });

  test('C8 single lines are rejected with their reason; the file is partly rejected', async () => {
    const sending = await sent(3);
    const [first, second] = sending.lines as [Line, Line];
    await answered({
      message: sending.message,
      status: 'PART',
      batches: [
        {
          id: `${sending.message}-1`,
          transactions: [
            { e2e: first.e2e, status: 'RJCT', reason: 'AM05' },
            { e2e: second.e2e, status: 'ACCP' },
          ],
        },
      ],
    });
    expect(await states(sending.lines)).toEqual(['rejected', 'in_flight', 'in_flight']);
    expect((await history(world.db, 'collection', first.collection)).at(-1)).toMatchObject({ reason: 'AM05' });
    expect(await submissionState(sending)).toBe('partly_rejected');
  });

  test('C8 a line that the refused file lists as accepted itself stays in flight', async () => {
    const sending = await sent(2);
    await answered({
      message: sending.message,
      status: 'RJCT',
      reason: 'FF01',
      batches: [{ id: `${sending.message}-1`, transactions: [{ e2e: sending.lines[0]?.e2e ?? '', status: 'ACCP' }] }],
    });
    expect(await states(sending.lines)).toEqual(['in_flight', 'rejected']);
  });

  test('C8 an unknown status is kept, moves nothing, and a person is asked', async () => {
    const sending = await sent(1);
    const { id, state } = await answered({ message: sending.message, status: 'WXYZ' });
    expect(state).toBe('applied');
    expect(await effects(id)).toEqual([{ effect: null, reason: 'the bank says WXYZ: ask it what that means' }]);
    expect(await submissionState(sending)).toBe('delivered');
  });

  test('C8 a status for a message that is not ours is shown to a person', async () => {
    await answered({ message: 'NOT-OURS', status: 'ACCP' });
    expect(await asked()).toEqual([['records_unmatched', '1 a status for a message that is not ours']]);
  });

  test('C8 a status for a submission that was withdrawn is shown to a person and changes nothing', async () => {
    const sending = await sent(1);
    await run(world.db, `UPDATE submissions SET state = 'withdrawn' WHERE id = :id`, { id: sending.id });
    await answered({ message: sending.message, status: 'ACCP' });
    expect(await asked()).toEqual([['records_unmatched', '1 a status for a submission that is withdrawn']]);
  });

  test('C8 an answer that comes before the delivery is recorded counts once it is', async () => {
    const sending = await sent(1);
    await run(world.db, `UPDATE submissions SET state = 'delivering' WHERE id = :id`, { id: sending.id });
    await answered({ message: sending.message, status: 'ACCP' });
    await run(world.db, `UPDATE submissions SET state = 'delivered' WHERE id = :id`, { id: sending.id });
    expect(await submissionState(sending)).toBe('acknowledged');
  });

  test('C8 a line rejected twice in one file is rejected and collected again once', async () => {
    const sending = await sent(2);
    const twice = { e2e: sending.lines[0]?.e2e ?? '', status: 'RJCT', reason: 'AM04' };
    const { id } = await answered({
      message: sending.message,
      batches: [{ id: `${sending.message}-1`, transactions: [twice, twice] }],
    });
    expect((await effects(id)).map((row) => row.effect)).toContain(null);
    expect(
      await many(world.db, 'SELECT 1 FROM collections WHERE item_id = :id', { id: sending.lines[0]?.item ?? 0 }),
    ).toHaveLength(2);
  });
});
