import { parseMinor } from '../domain/money.ts';
import type { MandateAmendment } from '../domain/pain008.ts';
import { type Db, inTransaction } from './connection.ts';
import { type Columns, readByCopy } from './copyOut.ts';

/** A line as it was frozen; its adapter makes of it what stands in the file. Amounts are minor units, dates 'YYYY-MM-DD'. */
export interface SubmissionLine {
  batch_no: number;
  line_no: number;
  end_to_end_id: string;
  amount_minor: number;
  /** Reference of the mandate, at Betalingsservice its number; '' for a payment slip. */
  umr: string;
  /** '' where we do not know it: of agreements at the payment centre. */
  signed_on: string;
  amendment: MandateAmendment | undefined;
  debtor_name: string;
  /** '' where the payment centre alone knows it. */
  debtor_iban: string;
  debtor_bic: string | undefined;
  /** Parts of the address by name, as the adapter froze them. */
  debtor_address: Readonly<Record<string, string>> | undefined;
  remittance: string;
  /** At the payment centre; '' elsewhere. */
  customer_number: string;
}

/**
 * Gives the frozen lines of a submission in the order of the file, in pages, so that memory does not grow with their number.
 * `use` gets them as an iterable and its result is returned.
 */
export async function readLines<Result>(
  db: Db,
  submissionId: number,
  use: (lines: AsyncIterable<SubmissionLine[]>) => Promise<Result>,
): Promise<Result> {
  return inTransaction(db, (trx) =>
    readByCopy(
      trx,
      `SELECT batch_no, line_no, end_to_end_id, amount_minor, umr, signed_on, amendment, debtor_name, debtor_iban,
              debtor_bic, debtor_address, remittance, customer_number
         FROM submission_lines WHERE submission_id = ${Number(submissionId)} ORDER BY line_no`,
      readLine,
      use,
    ),
  );
}

function readLine(columns: Columns): SubmissionLine {
  return {
    batch_no: Number(columns.next()),
    line_no: Number(columns.next()),
    end_to_end_id: columns.next(),
    amount_minor: parseMinor(columns.next()),
    umr: columns.next(),
    signed_on: columns.next(),
    amendment: jsonOf<MandateAmendment>(columns.next()),
    debtor_name: columns.next(),
    debtor_iban: columns.next(),
    debtor_bic: columns.next() || undefined,
    debtor_address: jsonOf<Record<string, string>>(columns.next()),
    remittance: columns.next(),
    customer_number: columns.last(),
  };
}

function jsonOf<Value>(text: string): Value | undefined {
  return text === '' ? undefined : (JSON.parse(text) as Value);
}
