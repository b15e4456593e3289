import type { ReasonAction } from '../domain/reasonCodes.ts';
import { many, run, type Transaction } from './connection.ts';
import { setCustomerIn } from './customers.ts';
import { type Pass, reasonCode } from './matching.ts';
import { noteAll, recordCreated, type Stamp, transition } from './transitions.ts';

export interface ReasonPlan {
  /** What a reason code does to mandate and item. */
  actionFor: (code: string, debtorCountry: string, adapter: string) => ReasonAction;
  /** Due date of a line that is collected again. */
  retryDueOn: string;
}

interface ReasonGroup {
  code: string;
  country: string;
  adapter: string;
}

/**
 * What the reason codes of the file's rejects, returns and refunds do to mandates and items (C14).
 * @returns how many lines are collected again.
 */
export async function applyReasonCodes(trx: Transaction, pass: Pass, plan: ReasonPlan, stamp: Stamp): Promise<number> {
  const groups = await many<ReasonGroup>(
    trx,
    `SELECT DISTINCT ${reasonCode} AS code, ${debtorCountry} AS country, y.adapter ${undone} ORDER BY 1, 2, 3`,
    { file_id: pass.file_id, pass: pass.pass },
  );
  let retries = 0;
  for (const group of groups) {
    const action = plan.actionFor(group.code, group.country, group.adapter);
    const which = { file_id: pass.file_id, pass: pass.pass, ...group };
    if (action.mandate === 'suspend') await suspendMandates(trx, which, stamp);
    if (action.mandate === 'end') await endMandates(trx, which, stamp);
    if (action.stops_customer) await stopCustomers(trx, which, stamp);
    if (action.item === 'retry') retries += await collectAgain(trx, which, action.max_retries, plan.retryDueOn, stamp);
    if (action.item === 'retry') await leaveToPerson(trx, which, action.max_retries);
    if (action.item === 'person') await leaveToPerson(trx, which, 0);
  }
  return retries;
}

/** Of the debtor's bank; '' where the account is not known to us. */
const debtorCountry = `coalesce(left(l.debtor_iban, 2), '')`;

const undone = `FROM matches m
  JOIN inbound_records r ON r.file_id = m.file_id AND r.record_no = m.record_no
  JOIN submission_lines l ON l.collection_id = m.collection_id AND l.submission_id = m.submission_id
  JOIN collections c ON c.id = m.collection_id
  JOIN collection_systems y ON y.id = c.system_id
 WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect IN ('rejected', 'returned', 'refunded')`;
const undoneOf = `${undone} AND ${reasonCode} = :code AND ${debtorCountry} = :country AND y.adapter = :adapter`;

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
    { sql: `SELECT DISTINCT c.mandate_id, :code, 'file ' || m.file_id ${undoneOf}`, bindings: which },
    stamp,
  );
}

/** As a person would: switched off with all unpaid items, and mandates to be signed are deleted. They are few. */
async function stopCustomers(trx: Transaction, which: ReasonSelection, stamp: Stamp): Promise<void> {
  const customers = await many<{ id: number }>(
    trx,
    `SELECT DISTINCT i.customer_id AS id FROM items i WHERE i.id IN (SELECT c.item_id ${undoneOf}) ORDER BY 1`,
    which,
  );
  const reason = `${which.code} in file ${which.file_id}`;
  for (const { id } of customers) {
    await setCustomerIn(trx, id, { collect_automatically: false, apply_to_items: true }, { ...stamp, reason });
  }
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

/** Those that are not collected again wait for a person's decision. */
async function leaveToPerson(trx: Transaction, which: ReasonSelection, maxRetries: number): Promise<void> {
  await run(
    trx,
    `INSERT INTO person_lines (collection_id, amount_minor, currency, code)
     SELECT c.id, m.amount_minor, c.currency, :code ${undoneOf} AND c.attempt_no > :max_retries`,
    { ...which, max_retries: maxRetries },
  );
}
