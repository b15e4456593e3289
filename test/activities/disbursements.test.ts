import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { many, one, run } from '../../db/connection.ts';
import { postJournal } from '../../db/ledger.ts';
import { disburseItem } from '../../db/linesByHand.ts';
import { findSystem } from '../../db/parties.ts';
import { auditTotals } from '../../db/totals.ts';
import { addLine, freeze, type Line, lineNow } from '../support/lines.ts';
import { credits, debit, receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('disbursements');
const { received, answered, states, effects } = receivingIn(world);

const owed = { direction: 'disbursement', mandate: null, amount: 2_500, open: -2_500 } as const;

/** Collections and disbursements that were sent together, with the files that they went in. */
async function sentTogether(collections: number, disbursements: number) {
  const lines: Line[] = [];
  for (let no = 0; no < collections; no += 1) lines.push(await addLine(world.db));
  for (let no = 0; no < disbursements; no += 1) lines.push(await addLine(world.db, owed));
  const { submissions } = await freeze(world.db, world.now);
  for (const { id } of submissions) {
    await world.activities.writeSubmission({ id });
    await world.activities.deliverSubmission({ id });
  }
  const texts = [];
  for (const { message_id } of submissions)
    texts.push(await readFile(join(world.bankDir, 'to-bank', `${message_id}.xml`), 'utf8'));
  return { submissions, lines, texts };
}

const asDebits = (lines: Line[]) => credits(lines).map((movement) => ({ ...movement, sign: 'DBIT' as const }));

describe('disbursements of SEPA', () => {
  test('C7 they go in a file of their own, a pain.001, in which the customer is the creditor', async () => {
    const { submissions, lines, texts } = await sentTogether(1, 2);
    expect(submissions.map(({ line_count, sum_minor }) => [line_count, sum_minor])).toEqual([
      [1, lines[0]?.amount],
      [2, 5_000],
    ]);
    const [collections = '', disbursements = ''] = texts;
    expect(collections).toContain('pain.008.001.08');
    expect(disbursements).toContain('pain.001.001.09');
    expect(disbursements).toContain('<CtrlSum>50.00</CtrlSum>');
    for (const { e2e } of lines.slice(1)) expect(disbursements).toContain(`<EndToEndId>${e2e}</EndToEndId>`);
  });

  test('C9 money that goes out settles one, and money that comes back returns it', async () => {
    const { lines } = await sentTogether(0, 2);
    const [kept, back] = lines as [Line, Line];
    await received(asDebits(lines));
    expect(await states(lines)).toEqual(['settled', 'settled']);
    expect(await lineNow(world.db, kept)).toMatchObject({ open: 0 });
    await received([{ ...credits([back])[0], amount: back.amount, reason: 'AC04', ref: 'BACK' }]);
    expect(await states(lines)).toEqual(['settled', 'returned']);
    expect(await lineNow(world.db, back)).toMatchObject({ open: -back.amount, released: true });
  });

  test('C9 a movement in the wrong direction moves nothing', async () => {
    const { lines } = await sentTogether(1, 1);
    const [collection, disbursement] = lines as [Line, Line];
    const { id } = await received([...asDebits([collection]), ...credits([disbursement])]);
    expect((await effects(id)).map((row) => row.effect)).toEqual([null, null]);
    expect(await states(lines)).toEqual(['in_flight', 'in_flight']);
  });

  test('C8 a batch that is booked as one amount settles each of its lines', async () => {
    const { submissions, lines } = await sentTogether(0, 2);
    const batch = `${submissions[0]?.message_id}-1`;
    await received([{ sign: 'DBIT', amount: 5_000, batch, bare: true, ref: 'BATCH-OUT' }]);
    expect(await states(lines)).toEqual(['settled', 'settled']);
  });

  test('C14 one that the bank rejects leaves what is owed, and is not paid again by itself', async () => {
    const { submissions, lines } = await sentTogether(0, 1);
    const [line] = lines as [Line];
    await answered({
      message: submissions[0]?.message_id ?? '',
      batches: [
        { id: `${submissions[0]?.message_id}-1`, transactions: [{ e2e: line.e2e, status: 'RJCT', reason: 'AC01' }] },
      ],
    });
    expect(await lineNow(world.db, line)).toMatchObject({ state: 'rejected', open: -line.amount });
    const again = await many(world.db, `SELECT 1 FROM collections WHERE item_id = :item AND state = 'draft'`, {
      item: line.item,
    });
    expect(again).toEqual([]);
  });

  test('C10 G2 what goes out is posted against receivables and bank, and everything adds up', async () => {
    const { lines } = await sentTogether(1, 1);
    const [collection, disbursement] = lines as [Line, Line];
    await received([...credits([collection]), ...asDebits([disbursement])]);
    await received([debit(collection, 'AC04')]);
    await postJournal(world.db, 900_001, { at: world.now, actor: 'anna' });
    const entries = await many(
      world.db,
      'SELECT kind, account, amount_minor FROM ledger_entries WHERE item_id = :item ORDER BY id',
      { item: disbursement.item },
    );
    expect(entries).toEqual([
      { kind: 'disbursed', account: '1300 receivables', amount_minor: 2_500 },
      { kind: 'disbursed', account: '1100 bank', amount_minor: -2_500 },
    ]);
    expect((await auditTotals(world.db)).checks.filter((check) => !check.ok)).toEqual([]);
  });
});

describe('lines that pay a credit note out', () => {
  let note = '';
  const stamp = { at: '2026-03-02T08:00:00.000Z', actor: 'anna' };
  const disburse = async (number: string) =>
    disburseItem(world.db, await findSystem(world.db, 'sepa-noord'), number, stamp);

  beforeAll(async () => {
    const { item } = await addLine(world.db, { ...owed, state: 'cancelled' });
    await run(world.db, `UPDATE items SET kind = 'credit_note' WHERE id = :item`, { item });
    note = (await one<{ number: string }>(world.db, 'item', 'SELECT number FROM items WHERE id = :item', { item }))
      .number;
  });

  test('C7 a person makes one of what is owed, as a draft, and no second while it is under way', async () => {
    const id = await disburse(note);
    expect(
      await one(world.db, 'line', 'SELECT direction, state, amount_minor FROM collections WHERE id = :id', { id }),
    ).toEqual({ direction: 'disbursement', state: 'draft', amount_minor: 2_500 });
    await expect(disburse(note)).rejects.toThrow(`line ${id} of the item is draft`);
  });

  test('C7 an invoice is not paid out, and neither is what does not exist', async () => {
    const { item } = await addLine(world.db);
    const { number } = await one<{ number: string }>(world.db, 'item', 'SELECT number FROM items WHERE id = :item', {
      item,
    });
    await expect(disburse(number)).rejects.toThrow(`item ${number} is no credit note`);
    await expect(disburse('nothing')).rejects.toThrow('item nothing of creditor noord does not exist');
  });
});
