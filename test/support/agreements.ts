import { type Db, many, one, run } from '../../db/connection.ts';
import { end, file, mandate, pbs, rec, section, sectionEnd, start, zeros } from '../formats/nets/bsLines.ts';

let numbers = 5000;

/** A customer of `dansk` with everything that an agreement needs, unless said otherwise; returns the number. */
export async function addDane(
  db: Db,
  wanted: { number?: string; cpr?: string | null; ibans?: readonly string[] } = {},
): Promise<string> {
  numbers += 1;
  const { number = `A${numbers}`, cpr = '12345674', ibans = [danishIban(numbers)] } = wanted;
  const { id } = await one<{ id: number }>(
    db,
    'customer',
    `INSERT INTO customers (creditor_id, number, name, sepa_name, country, collect_automatically, cpr_cvr)
     SELECT id, :number, 'Dane', 'Dane', 'DK', true, :cpr FROM creditors WHERE code = 'dansk' RETURNING id`,
    { number, cpr },
  );
  for (const iban of ibans) await addDanishAccount(db, id, iban);
  return number;
}

export async function addDanishAccount(db: Db, customer: number, iban: string): Promise<void> {
  await run(db, `INSERT INTO bank_accounts (customer_id, iban, added_on) VALUES (:customer, :iban, '2025-01-01')`, {
    customer,
    iban,
  });
}

/** An IBAN at bank 0040 with its right check digits. */
export function danishIban(number: number): string {
  const account = `0040${String(number).padStart(10, '0')}`;
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DK${String(check).padStart(2, '0')}${account}`;
}

/** A delivery 0603 of changes, or, with `register`, of section 0210. */
export function delivery0603(
  records: readonly string[],
  { code = '0212', id = '0000000042' }: { code?: string; id?: string } = {},
): Buffer {
  const count = { c042: records.length };
  return file(
    start('0603', { id }),
    section(code),
    ...records,
    sectionEnd(code, count),
    end('0603', { sections: 1, ...count }),
  );
}

/** A full register with the agreements given. */
export const register = (...records: string[]): Buffer => delivery0603(records, { code: '0210' });
export { mandate as notice };

/** A delivery 0621 with an echo of a registration for each customer: the text's second digit is the list. */
export function delivery0621(echoes: readonly [customer: string, text: string][]): Buffer {
  const records = echoes.map(([customer, text]) =>
    rec('022', [6, 13, pbs], [14, 17, '0200'], zeros(18, 20), [21, 25, '00001'], [26, 40, customer.padStart(15, '0')],
      zeros(41, 49), [50, 55, '010326'], [115, 120, text]),
  ); // prettier-ignore
  const counts = { c022: records.length };
  return file(
    start('0621'),
    section('0120'),
    ...records,
    sectionEnd('0120', counts),
    end('0621', { sections: 1, ...counts }),
  );
}

export interface AgreementNow {
  umr: string;
  state: string;
  number: string | null;
  transfer: string;
  since: string | null;
  until: string | null;
}

/** The agreements of a customer, oldest first. */
export async function agreementsOf(db: Db, customer: string): Promise<AgreementNow[]> {
  return many(
    db,
    `SELECT m.umr, m.state, m.agreement_number AS number, m.transfer_status AS transfer, m.agreement_from AS since,
            m.agreement_until AS until
       FROM mandates m JOIN customers u ON u.id = m.customer_id WHERE u.number = :customer AND m.scheme = 'BS' ORDER BY m.id`,
    { customer },
  );
}
