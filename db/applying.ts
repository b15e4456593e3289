import type { ReasonAction } from '../domain/reasonCodes.ts';
import { acceptMandates } from './acceptedMandates.ts';
import { applyAgreements } from './agreementImport.ts';
import { type Db, inTransaction, lockCreditor, many, one, run, type Transaction } from './connection.ts';
import { releaseOneOffs } from './mandateMaking.ts';
import {
  type Effect,
  matchBatches,
  matchByMandate,
  matchPayments,
  type MatchSummary,
  noteSuccessReports,
  type Pass,
  rememberKeys,
  reopenWaiting,
  setAsidePayments,
  setAsideRepeated,
  summariseMatches,
  takePayments,
} from './matching.ts';
import { advanceSubmissionsOfFile } from './progress.ts';
import { applyReceipts } from './receipts.ts';
import { matchResults, matchStatuses } from './statusMatching.ts';
import { noteAll, recordCreated, type Selection, type Stamp, transition, transitionOne } from './transitions.ts';

export interface ApplyPlan {
  /** Asks for people in the same transaction: what needs a person is never applied without them knowing. */
  tell: (trx: Transaction, report: ApplyReport) => Promise<void>;
  /** What a reason code does to mandate and item. */
  actionFor: (code: string, debtorCountry: string, adapter: string) => ReasonAction;
  /** Due date of a line that is collected again. */
  retryDueOn: string;
}

export interface ApplyReport {
  matches: MatchSummary[];
  /** Lines whose reason code needs a person. They stand in `personLines` until the transaction ends. */
  for_person: { count: number; codes: string[] };
  retries: number;
  /** Agreements that a person must see. They stand in `personMandates` until the transaction ends. */
  mandates_for_person: number;
  wake: string[];
}

/**
 * Matches a staged file and applies it: one transaction under the creditors' locks, set-based. A file applied before is
 * left as it is.
 */
export async function applyFile(db: Db, fileId: number, plan: ApplyPlan, stamp: Stamp): Promise<ApplyReport> {
  return inTransaction(db, async (trx) => {
    const [file] = await many<{ state: string; kind: string }>(
      trx,
      'SELECT state, kind FROM inbound_files WHERE id = :id FOR UPDATE',
      { id: fileId },
    );
    if (file?.state !== 'staged') {
      return { matches: await summariseMatches(trx, fileId), ...nothingToDo(), wake: [] };
    }
    const creditorIds = await lockCreditorsOf(trx, fileId);
    const consequences = nothingToDo();
    await trx.raw(`CREATE TEMP TABLE person_lines (collection_id bigint, amount_minor bigint, currency text, code text)
      ON COMMIT DROP`);
    await trx.raw('CREATE TEMP TABLE person_mandates (mandate_id bigint, note text) ON COMMIT DROP');
    if (file.kind === 'agreements') await applyAgreements(trx, fileId, stamp);
    else if (file.kind === 'receipt') await applyReceipts(trx, fileId, stamp);
    else await matchAndMove(trx, { file_id: fileId, pass: 1, at: stamp.at }, plan, stamp, consequences);
    const wake = await advanceSubmissionsOfFile(trx, fileId, stamp);
    for (const waiting of await reopenWaiting(trx, creditorIds, fileId)) {
      await matchAndMove(trx, { ...waiting, at: stamp.at }, plan, stamp, consequences);
      wake.push(...(await advanceSubmissionsOfFile(trx, waiting.file_id, stamp)));
      await run(trx, 'UPDATE inbound_files SET posted_at = NULL WHERE id = :id', { id: waiting.file_id });
    }
    await transitionOne(trx, 'inbound_file', fileId, 'applied', stamp);
    await run(trx, 'UPDATE inbound_files SET applied_at = :at WHERE id = :id', { id: fileId, at: stamp.at });
    consequences.mandates_for_person = await countMandates(trx);
    const report = { matches: await summariseMatches(trx, fileId), ...consequences, wake };
    await plan.tell(trx, report);
    return report;
  });
}

/** Whether money was ever paid out: only then can a credit undo something. */
async function hasDisbursements(trx: Transaction): Promise<boolean> {
  const [row] = await many<{ has: boolean }>(
    trx,
    `SELECT EXISTS (SELECT 1 FROM submission_batches WHERE sequence_type = 'disbursement') AS has`,
  );
  return row?.has ?? false;
}

async function countMandates(trx: Transaction): Promise<number> {
  const sql = 'SELECT count(*)::int AS count FROM person_mandates';
  return (await one<{ count: number }>(trx, 'agreements', sql)).count;
}

type Consequences = Pick<ApplyReport, 'for_person' | 'retries' | 'mandates_for_person'>;

const nothingToDo = (): Consequences => ({ for_person: { count: 0, codes: [] }, retries: 0, mandates_for_person: 0 });

/** The lines of `ApplyReport.for_person`, for their instruction. */
export const personLines: Selection = {
  sql: `SELECT 'collection' AS subject_kind, collection_id AS subject_id, amount_minor, currency, code AS note FROM person_lines`,
  bindings: {},
};

/** The lines of `ApplyReport.mandates_for_person`, for their instruction. */
export const personMandates: Selection = {
  sql: `SELECT 'mandate' AS subject_kind, mandate_id AS subject_id, 0::bigint AS amount_minor, '' AS currency, note FROM person_mandates`,
  bindings: {},
};

/** Every creditor whose account or message the file names, in the order of their ids, so that two files never deadlock. */
async function lockCreditorsOf(trx: Transaction, fileId: number): Promise<number[]> {
  const creditors = await many<{ creditor_id: number }>(
    trx,
    `SELECT DISTINCT creditor_id FROM (
       SELECT a.creditor_id FROM money_sources a
        WHERE a.account IN (SELECT account FROM inbound_records WHERE file_id = :id)
       UNION ALL
       SELECT s.creditor_id FROM submissions s
        WHERE s.message_id IN (SELECT message_id FROM inbound_records WHERE file_id = :id AND kind = 'status')
       UNION ALL
       SELECT y.creditor_id FROM collection_systems y JOIN inbound_files f ON f.system_id = y.id AND f.kind = 'receipt'
        WHERE f.id = :id) x
      ORDER BY creditor_id`,
    { id: fileId },
  );
  for (const { creditor_id } of creditors) await lockCreditor(trx, creditor_id, 'set');
  return creditors.map((row) => row.creditor_id);
}

async function matchAndMove(
  trx: Transaction,
  pass: Pass,
  plan: ApplyPlan,
  stamp: Stamp,
  consequences: Consequences,
): Promise<void> {
  const waiting = await takePayments(trx, pass);
  const newKeys = await rememberKeys(trx, pass);
  if (waiting.has_others || newKeys < waiting.keys) await setAsidePayments(trx, pass);
  if (waiting.has_debits) await noteSuccessReports(trx, pass);
  if (waiting.has_undetailed) await matchBatches(trx, pass);
  if (waiting.has_unreferenced) await matchByMandate(trx, 'settle', pass);
  await matchPayments(trx, 'settle', pass);
  await moveCollections(trx, pass, 'settled', stamp);
  if (waiting.has_customers) await tellOfOtherAmounts(trx, pass, consequences);
  await tellOfLateCancellations(trx, pass, consequences);
  if (waiting.has_debits || (await hasDisbursements(trx))) {
    if (waiting.has_unreferenced) await matchByMandate(trx, 'undo', pass);
    await matchPayments(trx, 'undo', pass);
    await moveCollections(trx, pass, 'returned', stamp);
    await moveCollections(trx, pass, 'refunded', stamp);
    await moveCollections(trx, pass, 'reversed', stamp);
  }
  await matchStatuses(trx, pass);
  await matchResults(trx, pass);
  await tellOfRefusedRequests(trx, pass, consequences);
  await moveCollections(trx, pass, 'rejected', stamp);
  await acceptMandates(trx, pass);
  await applyReasonCodes(trx, pass, plan, stamp, consequences);
}

/** The bank collects what it was asked to cancel: whoever asked must know that it came too late. */
async function tellOfLateCancellations(trx: Transaction, pass: Pass, { for_person }: Consequences): Promise<void> {
  const told = await run(
    trx,
    `INSERT INTO person_lines (collection_id, amount_minor, currency, code)
     SELECT m.collection_id, m.amount_minor, m.currency, 'LATE'
       FROM undo_lines u JOIN matches m ON m.collection_id = u.collection_id
      WHERE u.kind = 'cancellations' AND u.released_at IS NULL
        AND m.file_id = :file_id AND m.pass = :pass AND m.effect = 'settled'`,
    { file_id: pass.file_id, pass: pass.pass },
  );
  for_person.count += told;
  if (told > 0) for_person.codes.push('LATE');
}

/** The bank refused a request to cancel or to reverse: whoever made it must know that nothing is undone. */
async function tellOfRefusedRequests(trx: Transaction, pass: Pass, { for_person }: Consequences): Promise<void> {
  const told = await many<{ code: string }>(
    trx,
    `INSERT INTO person_lines (collection_id, amount_minor, currency, code)
     SELECT u.collection_id, u.amount_minor, c.currency, r.reason
       FROM matches m
       JOIN inbound_records r ON r.file_id = m.file_id AND r.record_no = m.record_no
       JOIN undo_lines u ON u.submission_id = m.submission_id AND u.released_at IS NULL
       JOIN collections c ON c.id = u.collection_id
      WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = 'rejected' AND m.collection_id IS NULL
     RETURNING code`,
    { file_id: pass.file_id, pass: pass.pass },
  );
  for_person.count += told.length;
  for_person.codes.push(...told.map((line) => line.code));
}

/** A slip that was paid in part, or more than in full, is settled; what is left needs a person. */
async function tellOfOtherAmounts(trx: Transaction, pass: Pass, { for_person }: Consequences): Promise<void> {
  const told = await many<{ code: string }>(
    trx,
    `INSERT INTO person_lines (collection_id, amount_minor, currency, code)
     SELECT c.id, m.amount_minor, c.currency, CASE WHEN m.amount_minor < c.amount_minor THEN 'PART' ELSE 'OVER' END
       FROM matches m JOIN collections c ON c.id = m.collection_id
      WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = 'settled' AND m.amount_minor <> c.amount_minor
     RETURNING code`,
    { file_id: pass.file_id, pass: pass.pass },
  );
  for_person.count += told.length;
  for_person.codes.push(...told.map((line) => line.code));
}

const movedFrom = {
  settled: 'in_flight',
  rejected: 'in_flight',
  returned: 'settled',
  refunded: 'settled',
  reversed: 'settled',
} as const;

/** Moves the collections of one effect, changes the open amount where money moved, and releases what is not in flight. */
async function moveCollections(
  trx: Transaction,
  pass: Pass,
  effect: keyof typeof movedFrom & Effect,
  stamp: Stamp,
): Promise<void> {
  const mine = { file_id: pass.file_id, pass: pass.pass, effect };
  const matched = await one<{ count: number }>(
    trx,
    'matches',
    'SELECT count(*)::int AS count FROM matches WHERE file_id = :file_id AND pass = :pass AND effect = :effect',
    mine,
  );
  const moved = await transition(
    trx,
    'collection',
    movedFrom[effect],
    effect,
    {
      sql: `SELECT m.collection_id, nullif(r.reason, ''), 'file ' || m.file_id
              FROM matches m JOIN inbound_records r ON r.file_id = m.file_id AND r.record_no = m.record_no
             WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = :effect`,
      bindings: mine,
    },
    stamp,
  );
  if (matched.count === 0) return;
  if (moved < matched.count) await setAsideRepeated(trx, pass, effect);
  if (effect !== 'rejected') {
    await run(
      trx,
      `UPDATE item_balances b SET open_minor = b.open_minor ${effect === 'settled' ? '-' : '+'} x.amount_minor
         FROM (SELECT c.item_id, sum((m.amount_minor - m.charges_minor) * CASE c.direction WHEN 'debit' THEN 1 ELSE -1 END) AS amount_minor FROM matches m JOIN collections c ON c.id = m.collection_id
                WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = :effect GROUP BY c.item_id) x
        WHERE b.item_id = x.item_id`,
      mine,
    );
  }
  if (effect !== 'settled') {
    const undoneOnes = {
      sql: `SELECT collection_id AS id FROM matches WHERE file_id = :file_id AND pass = :pass AND effect = :effect`,
      bindings: mine,
    };
    await releaseOneOffs(trx, undoneOnes, `its collection was ${effect}`, stamp);
    await run(
      trx,
      `UPDATE submission_lines l SET released_at = :at FROM matches m
        WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = :effect AND l.collection_id = m.collection_id AND l.released_at IS NULL`,
      { ...mine, at: stamp.at },
    );
  }
}

interface ReasonGroup {
  code: string;
  country: string;
  adapter: string;
}

/** What the reason codes of the file's rejects, returns and refunds do to mandates and items (C14). */
async function applyReasonCodes(
  trx: Transaction,
  pass: Pass,
  plan: ApplyPlan,
  stamp: Stamp,
  consequences: Consequences,
): Promise<void> {
  const groups = await many<ReasonGroup>(
    trx,
    `SELECT DISTINCT r.reason AS code, ${debtorCountry} AS country, y.adapter ${undone} ORDER BY 1, 2, 3`,
    { file_id: pass.file_id, pass: pass.pass },
  );
  for (const group of groups) {
    const action = plan.actionFor(group.code, group.country, group.adapter);
    const which = { file_id: pass.file_id, pass: pass.pass, ...group };
    if (action.mandate === 'suspend') await suspendMandates(trx, which, stamp);
    if (action.mandate === 'end') await endMandates(trx, which, stamp);
    if (action.item === 'retry') {
      consequences.retries += await collectAgain(trx, which, action.max_retries, plan.retryDueOn, stamp);
    }
    if (action.item === 'person' || action.item === 'retry') {
      const count = await leaveToPerson(trx, which, action.item === 'retry' ? action.max_retries : 0);
      consequences.for_person.count += count;
      if (count > 0) consequences.for_person.codes.push(group.code);
    }
  }
}

/** Of the debtor's bank; '' where the account is not known to us. */
const debtorCountry = `coalesce(left(l.debtor_iban, 2), '')`;

const undone = `FROM matches m
  JOIN inbound_records r ON r.file_id = m.file_id AND r.record_no = m.record_no
  JOIN submission_lines l ON l.collection_id = m.collection_id AND l.submission_id = m.submission_id
  JOIN collections c ON c.id = m.collection_id
  JOIN collection_systems y ON y.id = c.system_id
 WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect IN ('rejected', 'returned', 'refunded')`;
const undoneOf = `${undone} AND r.reason = :code AND ${debtorCountry} = :country AND y.adapter = :adapter`;

type ReasonSelection = { file_id: number; pass: number; code: string; country: string; adapter: string };

async function suspendMandates(trx: Transaction, which: ReasonSelection, stamp: Stamp): Promise<void> {
  await trx.raw('DROP TABLE IF EXISTS suspended_mandates');
  await run(
    trx,
    `CREATE TEMP TABLE suspended_mandates ON COMMIT DROP AS
     SELECT DISTINCT m.id AS mandate_id FROM mandates m
      WHERE m.state = 'active' AND m.suspended_reason IS NULL AND m.id IN (SELECT c.mandate_id ${undoneOf})`,
    which,
  );
  await run(
    trx,
    'UPDATE mandates SET suspended_reason = :code WHERE id IN (SELECT mandate_id FROM suspended_mandates)',
    { code: which.code },
  );
  const suspended = {
    sql: `SELECT mandate_id, :why::text, 'file ' || :file_no::bigint FROM suspended_mandates`,
    bindings: { why: `suspended: ${which.code}`, file_no: which.file_id },
  };
  await noteAll(trx, 'mandate', suspended, stamp);
}

async function endMandates(trx: Transaction, which: ReasonSelection, stamp: Stamp): Promise<void> {
  await transition(
    trx,
    'mandate',
    'active',
    'withdrawn',
    { sql: `SELECT DISTINCT c.mandate_id, r.reason, 'file ' || m.file_id ${undoneOf}`, bindings: which },
    stamp,
  );
}

/** A new line, as a draft with a new due date and the next number: collecting again is never silent. */
async function collectAgain(
  trx: Transaction,
  which: ReasonSelection,
  maxRetries: number,
  dueOn: string,
  stamp: Stamp,
): Promise<number> {
  const made = await many<{ id: number }>(
    trx,
    `INSERT INTO collections (creditor_id, system_id, item_id, direction, currency, amount_minor, due_on, attempt_no, state,
       state_since)
     SELECT c.creditor_id, c.system_id, c.item_id, c.direction, c.currency, c.amount_minor, :due_on, c.attempt_no + 1, 'draft', :at
       ${undoneOf} AND c.attempt_no <= :max_retries ORDER BY c.id
     RETURNING id`,
    { ...which, due_on: dueOn, at: stamp.at, max_retries: maxRetries },
  );
  await recordCreated(
    trx,
    'collection',
    { sql: 'SELECT unnest(:made::bigint[]) AS id', bindings: { made: made.map((row) => row.id) } },
    { ...stamp, reason: `collected again after ${which.code}` },
  );
  return made.length;
}

/** Those that are not collected again wait for a person's decision. @returns how many. */
async function leaveToPerson(trx: Transaction, which: ReasonSelection, maxRetries: number): Promise<number> {
  return run(
    trx,
    `INSERT INTO person_lines (collection_id, amount_minor, currency, code)
     SELECT c.id, m.amount_minor, c.currency, r.reason ${undoneOf} AND c.attempt_no > :max_retries`,
    { ...which, max_retries: maxRetries },
  );
}
