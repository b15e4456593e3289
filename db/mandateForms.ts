import { type Db, one } from './connection.ts';

/** What stands on a mandate form and on the letter around it (formats/mandateForm.ts), and where it goes. */
export interface MandateFormData {
  email: string | null;
  language: string;
  scheme: 'CORE' | 'B2B';
  kind: 'recurring' | 'one_off';
  umr: string;
  creditor: { name: string; identifier: string | null; address: string[] };
  debtor: { number: string; name: string; address: string[] };
  iban: string | null;
  bic: string | null;
  item: { number: string; amount_minor: number; currency: string } | null;
  returnTo: string[];
  dated: string;
}

/** The form of a mandate, dated on a day. */
export async function findForm(db: Db, mandateId: number, dated: string): Promise<MandateFormData> {
  const row = await one<Omit<MandateFormData, 'returnTo' | 'dated'>>(
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
