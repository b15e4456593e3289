import type { MandateForm } from '../domain/mandateForm.ts';
import { type Db, one } from './connection.ts';

/** The form of a mandate, dated on a day, and the customer's e-mail address. */
export async function findForm(
  db: Db,
  mandateId: number,
  dated: string,
): Promise<MandateForm & { email: string | null }> {
  const row = await one<Omit<MandateForm, 'returnTo' | 'dated'> & { email: string | null }>(
    db,
    `mandate ${mandateId}`,
    `SELECT u.email, u.language, m.scheme, m.kind, m.umr, a.iban, a.bic,
            json_build_object('name', k.name, 'identifier', k.identifier, 'address', k.address) AS creditor,
            json_build_object('number', u.number, 'name', u.name, 'address', array_remove(ARRAY[
              nullif(concat_ws(' ', u.street, u.building), ''), nullif(concat_ws(' ', u.postcode, u.town), ''), u.country],
              NULL)) AS debtor,
            CASE WHEN i.id IS NOT NULL THEN
              json_build_object('number', i.number, 'amount_minor', i.amount_minor, 'currency', i.currency) END AS item
       FROM mandates m JOIN creditors k ON k.id = m.creditor_id JOIN customers u ON u.id = m.customer_id
       LEFT JOIN bank_accounts a ON a.id = m.bank_account_id LEFT JOIN items i ON i.id = m.item_id WHERE m.id = :id`,
    { id: mandateId },
  );
  return { ...row, returnTo: [row.creditor.name, ...row.creditor.address], dated };
}
