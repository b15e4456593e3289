import { IncassoError } from '../domain/errors.ts';
import { recordAudit } from './audit.ts';
import { type Db, lockCreditor, many, one, run, type Transaction } from './connection.ts';
import { deleteToSign, makeConverted, makeOneOffs, makeRecurring } from './mandateMaking.ts';
import type { Stamp } from './transitions.ts';

export interface ConversionPlan {
  creditor: string;
  /** Accounts of this country are converted. */
  country: string;
  /** The standard date of signature of converted mandates. */
  signed_on: string;
}

export interface ConversionLine {
  customer: string;
  /** `left`: neither converted nor to be signed. */
  outcome: 'converted' | 'to sign' | 'left';
  reason: string;
}

export interface ConversionReport {
  converted: number;
  to_sign: number;
  one_offs_to_sign: number;
  left: number;
  /** Every customer who was looked at, by number. */
  lines: ConversionLine[];
}

/**
 * Conversion when the first SEPA account of an administration is configured (M6): customers who were debited before get a
 * converted mandate, others one to be signed. One transaction, set-based; a dry run undoes it, so that its report is the
 * one of the real run. Run again it finds nothing to do.
 */
export async function convertMandates(
  db: Db,
  plan: ConversionPlan,
  stamp: Stamp,
  { dryRun, lines = true }: { dryRun: boolean; lines?: boolean },
): Promise<ConversionReport> {
  const { id, currency } = await one<{ id: number; currency: string }>(
    db,
    `creditor ${plan.creditor}`,
    'SELECT id, currency FROM creditors WHERE code = :creditor',
    { creditor: plan.creditor },
  );
  if (currency !== 'EUR') {
    throw new IncassoError('REFUSED', `creditor ${plan.creditor} collects ${currency}: mandates of SEPA are for euro`);
  }
  const trx = await db.transaction();
  try {
    await lockCreditor(trx, id, 'set');
    const report = await convert(trx, id, plan, stamp, lines);
    const changed = report.converted + report.to_sign + report.one_offs_to_sign;
    if (changed > 0) {
      const { lines: _lines, ...detail } = report;
      await recordAudit(
        trx,
        { action: 'mandates.convert', subject: `creditor/${plan.creditor}`, detail: { ...plan, ...detail } },
        stamp,
      );
    }
    await (dryRun ? trx.rollback() : trx.commit());
    return report;
  } catch (error) {
    await trx.rollback();
    throw error;
  }
}

async function convert(
  trx: Transaction,
  creditorId: number,
  plan: ConversionPlan,
  stamp: Stamp,
  withLines: boolean,
): Promise<ConversionReport> {
  await run(trx, `CREATE TEMP TABLE conversion ON COMMIT DROP AS ${judgeSql}`, {
    creditor: creditorId,
    country: plan.country,
  });
  await trx.raw('ANALYZE conversion');
  const of = (outcome: string, more = '') => ({
    sql: `SELECT customer_id AS id${more} FROM conversion WHERE outcome = :wanted_outcome`,
    bindings: { wanted_outcome: outcome },
  });
  const replaced = {
    sql: `SELECT m.id FROM mandates m JOIN conversion c ON c.customer_id = m.customer_id AND c.outcome = 'converted'
           WHERE m.kind = 'recurring' AND m.scheme = 'CORE' AND m.state = 'to_sign'`,
    bindings: {},
  };
  await deleteToSign(trx, replaced, { ...stamp, reason: 'a converted mandate took its place' });
  const converted = await makeConverted(trx, of('converted', ', account_id'), plan.signed_on, {
    ...stamp,
    reason: 'converted',
  });
  // what follows looks for each customer's mandates, and must not believe that there are none
  if (converted > 0) await trx.raw('ANALYZE mandates');
  const to_sign = await makeRecurring(trx, of('to sign'), 'first', {
    ...stamp,
    reason: 'never collected before the conversion',
  });
  const items = {
    sql: `SELECT i.id FROM items i WHERE i.creditor_id = :creditor AND i.mandate_required`,
    bindings: { creditor: creditorId },
  };
  const one_offs_to_sign = await makeOneOffs(trx, items, {
    ...stamp,
    reason: 'conversion: the item requires a mandate',
  });
  const [{ left } = { left: 0 }] = await many<{ left: number }>(
    trx,
    `SELECT count(*)::int AS left FROM conversion WHERE outcome = 'left'`,
  );
  const lines = withLines
    ? await many<ConversionLine>(trx, 'SELECT number AS customer, outcome, reason FROM conversion ORDER BY number')
    : [];
  return { converted, to_sign, one_offs_to_sign, left, lines };
}

/** What becomes of each customer who is collected from automatically and has no signed mandate. */
const judgeSql = `
  WITH living AS (
    SELECT customer_id, bool_or(state IN ('active', 'awaiting_bank_registration')) AS signed,
           bool_or(state = 'to_sign') AS to_sign, bool_or(state IN ('withdrawn', 'expired', 'abandoned', 'superseded')) AS ended
      FROM mandates WHERE creditor_id = :creditor AND kind = 'recurring' AND scheme = 'CORE' GROUP BY 1),
  accounts AS (
    SELECT customer_id, count(*) AS accounts, max(a.id) FILTER (WHERE left(a.iban, 2) = :country) AS account_id
      FROM bank_accounts a JOIN customers u ON u.id = a.customer_id
     WHERE u.creditor_id = :creditor AND a.closed_on IS NULL GROUP BY 1),
  collected AS (
    SELECT DISTINCT i.customer_id FROM collections c JOIN items i ON i.id = c.item_id
     WHERE c.creditor_id = :creditor AND c.state IN ('settled', 'returned', 'refunded', 'reversed')),
  seen AS (
    SELECT u.id AS customer_id, u.number, a.account_id, u.mandate_required_per_invoice AS per_invoice,
           u.collected_before OR c.customer_id IS NOT NULL AS collected, coalesce(l.to_sign, false) AS to_sign,
           coalesce(l.ended, false) AS ended, coalesce(a.accounts, 0) AS accounts
      FROM customers u LEFT JOIN living l ON l.customer_id = u.id LEFT JOIN accounts a ON a.customer_id = u.id
      LEFT JOIN collected c ON c.customer_id = u.id
     WHERE u.creditor_id = :creditor AND u.collect_automatically AND NOT coalesce(l.signed, false))
  SELECT customer_id, number, account_id,
         CASE WHEN per_invoice OR ended THEN 'left'
              WHEN NOT collected THEN CASE WHEN to_sign THEN 'to sign already' ELSE 'to sign' END
              WHEN account_id IS NULL THEN 'left' ELSE 'converted' END AS outcome,
         CASE WHEN per_invoice THEN 'a mandate is required for each invoice'
              WHEN ended THEN 'a mandate was withdrawn, or has ended'
              WHEN NOT collected THEN 'no collection before'
              WHEN accounts = 0 THEN 'no account'
              WHEN account_id IS NULL THEN 'foreign IBAN' ELSE '' END AS reason
    FROM seen`;
