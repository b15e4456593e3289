import fc from 'fast-check';
import { expect, test } from 'vitest';

import { many, one } from '../../db/connection.ts';
import { postJournal } from '../../db/ledger.ts';
import { ledgerBalances } from '../../db/lists.ts';
import { stateTables } from '../../domain/states/index.ts';
import { mayBecome, type StateTable } from '../../domain/states/table.ts';
import { camt, type Movement, pain002 } from '../support/bankFiles.ts';
import { addLine, freeze, type Line } from '../support/lines.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('random_answers');
const lineCount = 4;

/** What the bank may say of one line, in any order, as often as it likes. */
const statement = fc.record({
  line: fc.nat(lineCount - 1),
  says: fc.constantFrom('credit', 'return', 'refund', 'reject', 'accept', 'success', 'wrong amount'),
  code: fc.constantFrom('AM04', 'AC04', 'MD01', 'MS03', 'XXXX'),
  ref: fc.nat(3),
});
type Statement = typeof statement extends fc.Arbitrary<infer Value> ? Value : never;

/** A file: some statements; then perhaps the posting run. */
const answers = fc.array(
  fc.record({ statements: fc.array(statement, { minLength: 1, maxLength: 4 }), post: fc.boolean() }),
  { minLength: 1, maxLength: 5 },
);

let files = 0;
let runs = 10_000;

async function receive(content: string): Promise<void> {
  await world.putInInbox(`random-${(files += 1)}.xml`, content);
  for (const wanted of ['status', 'payments'] as const) {
    await world.activities.takeFilesIn({ system: 'sepa-noord', wanted, actor: 'anna' });
  }
  const waiting = await many<{ id: number }>(
    world.db,
    `SELECT id FROM inbound_files WHERE state = 'received' ORDER BY id`,
  );
  for (const { id } of waiting) {
    await world.activities.stageInboundFile({ id });
    await world.activities.applyInboundFile({ id });
    await world.activities.finishInboundFile({ id });
  }
}

function movementOf({ says, code, ref }: Statement, line: Line): Movement {
  const known = { e2e: line.e2e, ref: `${line.e2e}-${says}-${ref}` };
  if (says === 'credit') return { ...known, amount: line.amount };
  if (says === 'wrong amount') return { ...known, amount: line.amount + 1 };
  const reason = { return: code, refund: 'MD06', success: '0000' }[says as 'return'];
  return { ...known, sign: 'DBIT', amount: line.amount, reason };
}

/** One camt.054 with the movements and one pain.002 with the statuses, each with an id of its own. */
async function answer(message: string, lines: Line[], statements: Statement[]): Promise<void> {
  const isStatus = ({ says }: Statement): boolean => says === 'reject' || says === 'accept';
  const statuses = statements.filter(isStatus).map(({ line, says, code }) => ({
    e2e: lines[line]?.e2e ?? '',
    status: says === 'reject' ? 'RJCT' : 'ACCP',
    reason: says === 'reject' ? code : '',
  }));
  const movements = statements
    .filter((each) => !isStatus(each))
    .map((each) => movementOf(each, lines[each.line] as Line));
  if (statuses.length > 0) {
    await receive(pain002({ message, id: `S-${files}`, batches: [{ id: `${message}-1`, transactions: statuses }] }));
  }
  if (movements.length > 0) await receive(camt(movements, { id: `N-${files}` }));
}

async function checkInvariants(): Promise<void> {
  const wrongBalances = await many(
    world.db,
    `SELECT i.id FROM items i JOIN item_balances b ON b.item_id = i.id
      WHERE b.open_minor <> i.amount_minor - (SELECT coalesce(sum(c.amount_minor), 0) FROM collections c
                                               WHERE c.item_id = i.id AND c.state = 'settled')`,
  );
  expect(wrongBalances, 'open = amount - settled + undone').toEqual([]);
  const wrongReleases = await many(
    world.db,
    `SELECT l.collection_id FROM submission_lines l JOIN collections c ON c.id = l.collection_id
      WHERE (l.released_at IS NULL) <> (c.state IN ('in_flight', 'settled'))`,
  );
  expect(wrongReleases, 'a line is released if and only if it is neither in flight nor settled').toEqual([]);
  const doubled = await many(
    world.db,
    `SELECT collection_id, effect FROM matches WHERE effect IN ('settled', 'returned', 'refunded', 'rejected')
      GROUP BY collection_id, effect HAVING count(*) > 1`,
  );
  expect(doubled, 'a line moves once').toEqual([]);
  await checkTransitions();
  await checkLedger();
}

/** Only allowed pairs, each beginning where the last one ended, and the last one is the row's state. */
async function checkTransitions(): Promise<void> {
  const steps = await many<{ kind: keyof typeof stateTables; from: string; to: string }>(
    world.db,
    `SELECT DISTINCT subject_kind AS kind, from_state AS from, to_state AS to FROM transitions WHERE from_state <> to_state`,
  );
  for (const { kind, from, to } of steps) {
    expect(mayBecome(stateTables[kind] as StateTable<string>, from, to), `${kind}: ${from} to ${to}`).toBe(true);
  }
  const gaps = await many(
    world.db,
    `SELECT * FROM (SELECT subject_kind, subject_id, from_state,
                           lag(to_state) OVER (PARTITION BY subject_kind, subject_id ORDER BY id) AS before FROM transitions) t
      WHERE from_state IS DISTINCT FROM before AND subject_kind <> 'mandate'`,
  );
  expect(gaps, 'no gap in a history').toEqual([]);
  const strangers = await many(
    world.db,
    `SELECT c.id FROM collections c WHERE c.state <> (SELECT to_state FROM transitions t
        WHERE t.subject_kind = 'collection' AND t.subject_id = c.id ORDER BY t.id DESC LIMIT 1)`,
  );
  expect(strangers, 'the last transition is the state').toEqual([]);
}

async function checkLedger(): Promise<void> {
  const balances = await ledgerBalances(world.db);
  expect(balances.reduce((sum, account) => sum + account.balance_minor, 0)).toBe(0);
  const wrong = await many(
    world.db,
    `SELECT e.item_id FROM ledger_entries e WHERE e.account = '1300 receivables' GROUP BY e.item_id
     HAVING -sum(e.amount_minor) <> (SELECT coalesce(sum(CASE WHEN m.effect = 'settled' THEN c.amount_minor ELSE -c.amount_minor END), 0)
              FROM matches m JOIN collections c ON c.id = m.collection_id
             WHERE c.item_id = e.item_id AND m.effect IN ('settled', 'returned', 'refunded')
               AND EXISTS (SELECT 1 FROM ledger_entries p WHERE p.file_id = m.file_id AND p.record_no = m.record_no AND p.part_no = m.part_no))`,
  );
  expect(wrong, 'what is posted is what moved').toEqual([]);
}

/** What G4 promises: the same files, met once more in other bytes, change nothing. */
const books = () =>
  one(
    world.db,
    'books',
    `SELECT (SELECT sum(open_minor) FROM item_balances) AS open, (SELECT count(*) FROM collections) AS collections,
            (SELECT string_agg(id || state, ',' ORDER BY id) FROM collections) AS states,
            (SELECT count(*) FROM matches WHERE effect IN ('settled', 'returned', 'refunded', 'rejected')) AS moved`,
  );

test('G2, G4, G5 whatever the bank says, in whatever order and however often, the sums hold', async () => {
  await fc.assert(
    fc.asyncProperty(answers, async (said) => {
      const lines: Line[] = [];
      for (let no = 0; no < lineCount; no += 1) lines.push(await addLine(world.db));
      const [submission] = (await freeze(world.db, world.now)).submissions;
      const id = submission?.id ?? 0;
      await world.activities.writeSubmission({ id });
      await world.activities.deliverSubmission({ id });
      for (const { statements, post } of said) {
        await answer(submission?.message_id ?? '', lines, statements);
        await world.activities.lookSubmission({ id });
        if (post) await postJournal(world.db, (runs += 1), { at: world.now, actor: 'anna' });
      }
      const before = await books();
      for (const { statements } of said)
        await answer(
          submission?.message_id ?? '',
          lines,
          statements.filter((each) => each.says !== 'accept'),
        );
      expect(await books()).toEqual(before);
      await postJournal(world.db, (runs += 1), { at: world.now, actor: 'anna' });
      await checkInvariants();
    }),
    { seed: 20260302, numRuns: 25, endOnFailure: true },
  );
}, 300_000);
