import { beforeAll, describe, expect, test } from 'vitest';

import { many, one, run } from '../../db/connection.ts';
import { allowPosting, postJournal } from '../../db/ledger.ts';
import { ledgerBalances } from '../../db/lists.ts';
import { testDatabase } from '../support/database.ts';
import { insertOffice } from '../support/fixtures.ts';
import { addLine, freeze, type Line } from '../support/lines.ts';

const database = testDatabase('ledger');
const stamp = { at: '2026-03-05T08:00:00.000Z', actor: 'anna' };
let runNo = 0;
let fileNo = 0;

beforeAll(() =>
  insertOffice(database.db, { customers: 0, issuedOn: '2026-02-01', dueOn: '2026-03-01', bankDir: '/nowhere' }),
);

const post = () => postJournal(database.db, (runNo += 1), stamp);

/** Lines that an applied file settled; `change` spoils the match of the first. */
async function settled(
  count: number,
  change = 'record_no = record_no',
  allowed = true,
): Promise<{ file: number; lines: Line[] }> {
  const lines: Line[] = [];
  for (let no = 0; no < count; no += 1) lines.push(await addLine(database.db));
  const { submissions } = await freeze(database.db, '2026-03-02T08:00:00.000Z');
  const { id: file } = await one<{ id: number }>(
    database.db,
    'file',
    `INSERT INTO inbound_files (sha256, size_bytes, name, received_at, received_by, state, state_since, kind)
     VALUES (:sha, 1, 'f', :at, 'anna', 'applied', :at, 'payments') RETURNING id`,
    { sha: String((fileNo += 1)).padStart(64, '0'), at: stamp.at },
  );
  await run(
    database.db,
    `INSERT INTO matches (file_id, record_no, part_no, creditor_id, system_id, submission_id, collection_id, effect,
       amount_minor, currency, booked_on, matched_at, posting_allowed)
     SELECT :file, l.line_no, 0, s.creditor_id, s.system_id, s.id, l.collection_id, 'settled', l.amount_minor, 'EUR',
            '2026-03-05', :at, :allowed
       FROM submission_lines l JOIN submissions s ON s.id = l.submission_id WHERE s.id = :id`,
    { file, at: stamp.at, id: submissions[0]?.id ?? 0, allowed },
  );
  await run(database.db, `UPDATE submissions SET state = 'settled' WHERE id = :id`, { id: submissions[0]?.id ?? 0 });
  await run(database.db, `UPDATE matches SET ${change} WHERE file_id = :file AND record_no = 1`, { file });
  return { file, lines };
}

const entriesOf = (file: number) =>
  many<{ account: string; amount_minor: number }>(
    database.db,
    'SELECT account, amount_minor FROM ledger_entries WHERE file_id = :file ORDER BY id',
    { file },
  );

describe('the posting run', () => {
  test('C10 posts in double entry; each batch sums to zero; a second run posts nothing', async () => {
    const { file, lines } = await settled(2);
    const sum = lines.reduce((total, line) => total + line.amount, 0);
    const report = await post();
    expect(report).toMatchObject({ posted: 2, sum_minor: sum, parked: [] });
    expect(report.reconciled).toHaveLength(1);
    expect(await entriesOf(file)).toHaveLength(4);
    expect(await post()).toMatchObject({ posted: 0, reconciled: [] });
    expect(await entriesOf(file)).toHaveLength(4);
    const batches = await many(database.db, 'SELECT batch_id, sum(amount_minor) AS sum FROM ledger_entries GROUP BY 1');
    expect(batches.every((batch) => Number((batch as { sum: string }).sum) === 0)).toBe(true);
    expect((await ledgerBalances(database.db)).reduce((total, row) => total + row.balance_minor, 0)).toBe(0);
  });

  test.each([
    ['a booking date that is none', `booked_on = '2026-02-31'`],
    ['no booking date', `booked_on = ''`],
    ['a foreign currency', `currency = 'USD'`],
  ])('C10 parks a line with %s and posts the others; mended, it is posted too', async (_, change) => {
    const { file } = await settled(3, change);
    const report = await post();
    expect(report).toMatchObject({ posted: 2, parked: [{ count: 1 }], reconciled: [] });
    await run(database.db, `UPDATE matches SET booked_on = '2026-03-05', currency = 'EUR' WHERE file_id = :file`, {
      file,
    });
    const mended = await post();
    expect(mended).toMatchObject({ posted: 1, parked: [] });
    expect(mended.reconciled).toHaveLength(1);
  });

  test('C9 a line is posted only when it is allowed; the mark can be taken back until then', async () => {
    const { file } = await settled(2, undefined, false);
    expect(await post()).toMatchObject({ posted: 0, waiting: 2 });
    expect(await allowPosting(database.db, file, true)).toBe(2);
    expect(await allowPosting(database.db, file, false)).toBe(2);
    expect(await post()).toMatchObject({ posted: 0, waiting: 2 });
    expect(await allowPosting(database.db, file, true)).toBe(2);
    expect(await post()).toMatchObject({ posted: 2, waiting: 0 });
    expect(await allowPosting(database.db, file, false)).toBe(0);
  });

  test('C10 two runs at once post each line once', async () => {
    const { file } = await settled(3);
    const reports = await Promise.all([post(), post()]);
    expect(reports.map((report) => report.posted).sort()).toEqual([0, 3]);
    expect(await entriesOf(file)).toHaveLength(6);
  });

  test('C10 a posted entry is neither changed nor deleted', async () => {
    await settled(1);
    await post();
    for (const statement of [
      'UPDATE ledger_entries SET amount_minor = 1',
      'DELETE FROM ledger_entries',
      'TRUNCATE ledger_entries',
      'UPDATE transitions SET actor = actor',
    ]) {
      await expect(run(database.db, statement)).rejects.toThrow('append-only');
    }
  });
});
