import { many, run, type Transaction } from './connection.ts';
import { settleInstruction } from './instructions.ts';
import { wakeSignings } from './mandateMaking.ts';
import { type Selection, type Stamp, transition } from './transitions.ts';

/**
 * Signs the selected mandates that are to be signed, set-based: date, account and the like stand in their rows already.
 * Those of B2B wait for the bank's registration; those that they take the place of are superseded (M8).
 * @param which - SQL that yields `id` of mandates. @returns how many were signed.
 */
export async function signAll(trx: Transaction, which: Selection, why: string, stamp: Stamp): Promise<number> {
  await run(
    trx,
    `CREATE TEMP TABLE signed_mandates ON COMMIT DROP AS
     SELECT m.id, m.scheme, m.replaces_id FROM mandates m JOIN (${which.sql}) w ON w.id = m.id WHERE m.state = 'to_sign'`,
    which.bindings,
  );
  await supersedeAll(trx, stamp);
  const of = (scheme: 'CORE' | 'B2B'): Selection => ({
    sql: 'SELECT id, :why::text, NULL::text FROM signed_mandates WHERE scheme = :scheme',
    bindings: { why, scheme },
  });
  const signed =
    (await transition(trx, 'mandate', 'to_sign', 'active', of('CORE'), stamp)) +
    (await transition(trx, 'mandate', 'to_sign', 'awaiting_bank_registration', of('B2B'), stamp));
  await settleQuestions(trx, stamp);
  await wakeSignings(trx, { sql: 'SELECT id FROM signed_mandates', bindings: {} }, stamp.at);
  await trx.raw('DROP TABLE signed_mandates');
  return signed;
}

async function supersedeAll(trx: Transaction, stamp: Stamp): Promise<void> {
  const replaced = {
    sql: `SELECT replaces_id, 'its replacement was signed', NULL::text FROM signed_mandates WHERE replaces_id IS NOT NULL`,
    bindings: {},
  };
  if ((await transition(trx, 'mandate', 'active', 'superseded', replaced, stamp)) === 0) return;
  await run(
    trx,
    `UPDATE bank_accounts a SET closed_on = (:at::timestamptz AT TIME ZONE k.zone)::date
       FROM signed_mandates s JOIN mandates o ON o.id = s.replaces_id JOIN creditors k ON k.id = o.creditor_id
      WHERE a.id = o.bank_account_id AND a.closed_on IS NULL AND o.state = 'superseded' AND NOT EXISTS (
        SELECT 1 FROM mandates m WHERE m.bank_account_id = a.id AND m.state IN ('to_sign', 'awaiting_bank_registration', 'active'))`,
    { at: stamp.at },
  );
}

/** A person who was asked about a signature that has come need not answer any more. */
async function settleQuestions(trx: Transaction, stamp: Stamp): Promise<void> {
  const asked = await many<{ id: string }>(
    trx,
    `SELECT i.subject_id AS id FROM instructions i JOIN signed_mandates s ON i.subject_id = s.id::text
      WHERE i.subject_kind = 'mandate' AND i.cause = 'signature_missing' AND i.state = 'open' ORDER BY i.id`,
  );
  for (const { id } of asked) {
    const subject = { kind: 'mandate', id, cause: 'signature_missing' } as const;
    await settleInstruction(trx, subject, 'signed', 'the signature has come', stamp);
  }
}
