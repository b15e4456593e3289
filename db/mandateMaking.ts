import type { Scheme } from '../domain/mandateActions.ts';
import { run, type Transaction } from './connection.ts';
import { recordCreated, type Selection, type Stamp, transition } from './transitions.ts';

/** A letter or mail is not sent on the day on which a mandate is made: mandates that exist may still be imported. */
const daysUntilAsked = 1;

/** What is at hand when mandates are made: when, by whom, and why. */
export type Making = Stamp & { reason: string };

/** Mandates of these states stand in the way of a new recurring one. */
const inTheWay = {
  /** A new customer, or one that is switched on later: none at all may be there, but for one that was deleted (M1). */
  first: ['to_sign', 'awaiting_bank_registration', 'active', 'completed', 'withdrawn', 'expired', 'abandoned', 'superseded'],
  /** "Mandate required per invoice" was switched off: no living or withdrawn one (M3). */
  again: ['to_sign', 'awaiting_bank_registration', 'active', 'withdrawn'],
} as const; // prettier-ignore

/** SEPA collects in euro: nobody else's customers sign its mandates. */
export const collectsEuro = (creditorId: string): string =>
  `EXISTS (SELECT 1 FROM creditors e WHERE e.id = ${creditorId} AND e.currency = 'EUR')`;

/**
 * Makes a recurring CORE mandate to be signed for each of the selected customers that is collected from automatically,
 * does not want a mandate for each invoice, and has none that stands in the way. Set-based; with transitions and wakeups.
 * @param which - SQL that yields `id` of customers. @returns how many.
 */
export async function makeRecurring(
  trx: Transaction,
  which: Selection,
  unless: keyof typeof inTheWay,
  making: Making,
): Promise<number> {
  await run(
    trx,
    `${newTable}
     SELECT u.creditor_id, u.id AS customer_id, NULL::bigint AS item_id, 'recurring' AS kind, 'CORE' AS scheme,
            (${onlyAccountOf('u.id')}) AS bank_account_id,
            'SR-' || u.number AS reference, u.id AS own_no,
            (SELECT count(*) FROM mandates m WHERE m.customer_id = u.id AND m.kind = 'recurring')::int AS earlier
       FROM customers u JOIN (${which.sql}) w ON w.id = u.id
      WHERE u.collect_automatically AND NOT u.mandate_required_per_invoice AND ${collectsEuro('u.creditor_id')}
        AND NOT EXISTS (SELECT 1 FROM mandates m WHERE m.customer_id = u.id AND m.creditor_id = u.creditor_id
              AND m.kind = 'recurring' AND m.scheme = 'CORE' AND m.state = ANY(:in_the_way))`,
    { ...which.bindings, in_the_way: inTheWay[unless] },
  );
  return insertNew(trx, making);
}

/**
 * Makes a one-off CORE mandate to be signed for each of the selected items that requires one, is to be collected, is not
 * settled, and has none (M2, M3). @param which - SQL that yields `id` of items. @returns how many.
 */
export async function makeOneOffs(trx: Transaction, which: Selection, making: Making): Promise<number> {
  await run(
    trx,
    `${newTable}
     SELECT i.creditor_id, i.customer_id, i.id AS item_id, 'one_off' AS kind, 'CORE' AS scheme,
            (${onlyAccountOf('i.customer_id')}) AS bank_account_id,
            'SO-' || i.number AS reference, i.id AS own_no,
            (SELECT count(*) FROM mandates m WHERE m.item_id = i.id)::int AS earlier
       FROM items i JOIN item_balances b ON b.item_id = i.id JOIN (${which.sql}) w ON w.id = i.id
      WHERE i.mandate_required AND i.collect_automatically AND i.kind = 'invoice' AND b.open_minor > 0
        AND ${collectsEuro('i.creditor_id')}
        AND NOT EXISTS (SELECT 1 FROM mandates m WHERE m.item_id = i.id AND m.kind = 'one_off'
              AND m.state IN ('to_sign', 'awaiting_bank_registration', 'active', 'completed'))`,
    which.bindings,
  );
  return insertNew(trx, making);
}

/** Deletes the selected mandates that are still to be signed; their rows and references stay (M3). @returns how many. */
export async function deleteToSign(trx: Transaction, which: Selection, making: Making): Promise<number> {
  await trx.raw('DROP TABLE IF EXISTS deleted_mandates');
  await run(
    trx,
    `CREATE TEMP TABLE deleted_mandates ON COMMIT DROP AS
     SELECT m.id FROM mandates m JOIN (${which.sql}) w ON w.id = m.id WHERE m.state = 'to_sign'`,
    which.bindings,
  );
  const selection = {
    sql: 'SELECT id, :why::text, NULL::text FROM deleted_mandates',
    bindings: { why: making.reason },
  };
  const deleted = await transition(trx, 'mandate', 'to_sign', 'deleted', selection, making);
  await wakeSignings(trx, { sql: 'SELECT id FROM deleted_mandates', bindings: {} }, making.at);
  return deleted;
}

/** The one-offs of the selected collections can be used again: what they were used for did not come to pass (M7). */
export async function releaseOneOffs(
  trx: Transaction,
  collections: Selection,
  why: string,
  stamp: Stamp,
): Promise<void> {
  const which = {
    sql: `SELECT c.mandate_id, :why::text, NULL::text FROM collections c JOIN (${collections.sql}) x ON x.id = c.id
            JOIN mandates o ON o.id = c.mandate_id AND o.kind = 'one_off'`,
    bindings: { ...collections.bindings, why },
  };
  if ((await transition(trx, 'mandate', 'completed', 'active', which, stamp)) === 0) return;
  // the customer may have moved meanwhile
  await run(
    trx,
    `UPDATE mandates o SET bank_account_id = n.id
       FROM collections c JOIN (${collections.sql}) x ON x.id = c.id, bank_accounts old, bank_accounts n
      WHERE o.id = c.mandate_id AND o.kind = 'one_off' AND old.id = o.bank_account_id AND old.closed_on IS NOT NULL
        AND n.id = (${onlyAccountOf('o.customer_id')})`,
    collections.bindings,
  );
}

/** Tells the `mandateSigning` workflows of the selected mandates to look, or starts them. */
export async function wakeSignings(trx: Transaction, which: Selection, at: string): Promise<void> {
  await run(
    trx,
    `INSERT INTO wakeups (workflow_id, workflow_type, subject_id, summary, asked_at)
     SELECT 'mandate-signing/' || k.code || '/' || m.signing_key, 'mandateSigning', m.id, 'mandate ' || m.id, :at
       FROM mandates m JOIN creditors k ON k.id = m.creditor_id JOIN (${which.sql}) w ON w.id = m.id
     ON CONFLICT (workflow_id) DO UPDATE SET version = wakeups.version + 1, asked_at = excluded.asked_at`,
    { ...which.bindings, at },
  );
}

/**
 * Makes converted recurring CORE mandates, active with a standard date of signature, for the selected customers (M6).
 * @param which - SQL that yields `id` of customers and `account_id`. @returns how many.
 */
export async function makeConverted(
  trx: Transaction,
  which: Selection,
  signedOn: string,
  making: Making,
): Promise<number> {
  await run(
    trx,
    `${newTable}
     SELECT u.creditor_id, u.id AS customer_id, NULL::bigint AS item_id, 'recurring' AS kind, 'CORE' AS scheme,
            w.account_id AS bank_account_id, 'SR-' || u.number AS reference, u.id AS own_no,
            coalesce(m.earlier, 0)::int AS earlier
       FROM (${which.sql}) w JOIN customers u ON u.id = w.id
       LEFT JOIN (SELECT customer_id, count(*) AS earlier FROM mandates WHERE kind = 'recurring' GROUP BY 1) m
              ON m.customer_id = u.id`,
    which.bindings,
  );
  return insertNew(trx, making, converted(signedOn));
}

/**
 * Makes one mandate to be signed, or an agreement that is to be sent to the payment centre, as an operator asks for it. Throws
 * nothing when one stands in the way: returns 0.
 */
export async function makeOne(
  trx: Transaction,
  wanted: { customer_id: number; item_id: number | null; scheme: Scheme },
  making: Making,
): Promise<number> {
  await run(
    trx,
    `${newTable}
     SELECT u.creditor_id, u.id AS customer_id, i.id AS item_id, CASE WHEN i.id IS NULL THEN 'recurring' ELSE 'one_off' END AS kind,
            :scheme::text AS scheme, CASE WHEN :scheme <> 'BS' THEN (${onlyAccountOf('u.id')}) END AS bank_account_id,
            CASE WHEN :scheme = 'BS' THEN 'BS-' || u.number WHEN i.id IS NULL THEN 'SR-' || u.number
                 ELSE 'SO-' || i.number END AS reference, u.id AS own_no,
            (SELECT count(*) FROM mandates m WHERE m.customer_id = u.id AND m.item_id IS NOT DISTINCT FROM i.id
                AND (m.scheme = 'BS') = (:scheme = 'BS'))::int AS earlier
       FROM customers u LEFT JOIN items i ON i.id = :item
      WHERE u.id = :customer AND NOT EXISTS (
        SELECT 1 FROM mandates m WHERE m.customer_id = u.id AND m.item_id IS NOT DISTINCT FROM i.id
           AND (i.id IS NOT NULL OR m.scheme = :scheme)
           AND m.state IN ('to_sign', 'awaiting_bank_registration', 'active', 'completed'))`,
    { customer: wanted.customer_id, item: wanted.item_id, scheme: wanted.scheme },
  );
  return insertNew(trx, making, wanted.scheme === 'BS' ? toRegister : toSign);
}

/**
 * Makes agreements that were made at the payment centre. @param which - SQL that yields `id` of customers, and state,
 * agreement_number, agreement_from and agreement_until of each. @returns how many.
 */
export async function makeAgreements(trx: Transaction, which: Selection, making: Making): Promise<number> {
  await run(
    trx,
    `${newTable}
     SELECT u.creditor_id, u.id AS customer_id, NULL::bigint AS item_id, 'recurring' AS kind, 'BS' AS scheme,
            NULL::bigint AS bank_account_id, 'BS-' || u.number AS reference, u.id AS own_no,
            (SELECT count(*) FROM mandates m WHERE m.customer_id = u.id AND m.scheme = 'BS')::int AS earlier,
            w.state, w.agreement_number, w.agreement_from, w.agreement_until
       FROM (${which.sql}) w JOIN customers u ON u.id = w.id`,
    which.bindings,
  );
  return insertNew(trx, making, madeAtCentre);
}

const newTable = 'CREATE TEMP TABLE new_mandates ON COMMIT DROP AS';

/** How mandates begin: target column to SQL of `f`, the mandate that is made. `today` is the creditor's. */
interface Beginning {
  columns: Record<string, string>;
  signed_on?: string;
}

const today = '(:at::timestamptz AT TIME ZONE k.zone)::date';
const toSign: Beginning = { columns: { state: `'to_sign'`, ask_due_on: `${today} + ${daysUntilAsked}` } };
const toRegister: Beginning = { columns: { state: `'awaiting_bank_registration'`, transfer_status: `'to_transfer'` } };
const madeAtCentre: Beginning = {
  columns: {
    state: 'f.state',
    transfer_status: `'confirmed'`,
    agreement_number: 'f.agreement_number',
    agreement_from: 'f.agreement_from',
    agreement_until: 'f.agreement_until',
  },
};
const converted = (signed_on: string): Beginning => ({
  columns: { state: `'active'`, origin: `'converted'`, signed_on: ':signed_on::date' },
  signed_on,
});

/**
 * A reference is made of the customer's or item's number, so that it is the same in a dry run; further ones of the same
 * have a number behind it, and one whose number cannot stand in a reference, or is taken, has its own.
 */
async function insertNew(
  trx: Transaction,
  making: Making,
  { columns, signed_on }: Beginning = toSign,
): Promise<number> {
  await trx.raw('CREATE TEMP TABLE made_mandates (id bigint) ON COMMIT DROP');
  await trx.raw('ANALYZE new_mandates');
  const made = await run(
    trx,
    `WITH named AS (
       SELECT n.*, left(regexp_replace(n.reference, '[^A-Za-z0-9.-]+', '-', 'g'), 24) AS clean FROM new_mandates n),
     numbered AS (
       SELECT n.*, CASE WHEN clean = reference THEN clean ELSE clean || '-' || own_no END
                   || CASE WHEN earlier > 0 THEN '-' || earlier + 1 ELSE '' END AS wanted FROM named n),
     free AS (
       SELECT n.*, CASE WHEN t.id IS NULL THEN wanted ELSE left(wanted, 20) || '-x' || own_no END AS umr
         FROM numbered n LEFT JOIN mandates t ON t.creditor_id = n.creditor_id AND t.umr_key = upper(n.wanted)),
     made AS (
       INSERT INTO mandates (creditor_id, customer_id, bank_account_id, umr, umr_key, scheme, kind, item_id, state_since, made_on,
         ${Object.keys(columns).join(', ')})
       SELECT f.creditor_id, f.customer_id, f.bank_account_id, f.umr, upper(f.umr), f.scheme, f.kind, f.item_id, :at, ${today},
              ${Object.values(columns).join(', ')}
         FROM free f JOIN creditors k ON k.id = f.creditor_id ORDER BY f.own_no RETURNING id)
     INSERT INTO made_mandates SELECT id FROM made`,
    { at: making.at, ...(signed_on === undefined ? {} : { signed_on }) },
  );
  const which = { sql: 'SELECT id FROM made_mandates', bindings: {} };
  if (made > 0) {
    await recordCreated(trx, 'mandate', which, making);
    if (columns === toSign.columns) await wakeSignings(trx, which, making.at);
  }
  await trx.raw('DROP TABLE new_mandates, made_mandates');
  return made;
}

/** The customer's open account, if there is exactly one. */
function onlyAccountOf(customer: string): string {
  return `SELECT min(a.id) FROM bank_accounts a WHERE a.customer_id = ${customer} AND a.closed_on IS NULL HAVING count(*) = 1`;
}
