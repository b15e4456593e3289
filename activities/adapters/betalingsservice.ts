import type { SubmissionLine } from '../../db/submissionLines.ts';
import type { SubmissionBatch } from '../../db/submissions.ts';
import { adviceLines } from '../../domain/betalingsservice/numbers.ts';
import type { CollectionLine, DebtorAddress, Solution } from '../../domain/betalingsservice/outgoing.ts';
import type { BetalingsserviceSettings } from '../../domain/betalingsservice/settings.ts';
import { toLatin1Text } from '../../domain/charset.ts';
import { IncassoError } from '../../domain/errors.ts';
import { addMinor } from '../../domain/money.ts';
import { writeBs0601 } from '../../formats/nets/write0601.ts';
import type { FrozenSubmission } from './index.ts';

/** A delivery 0601 of nets-basis: mandates only. */
export function writeNetsBasis(frozen: FrozenSubmission): AsyncIterable<Uint8Array> {
  return writeCollections(frozen, 'nets-basis');
}

/** A delivery 0601 of nets-total: who has no mandate gets a payment slip. */
export function writeNetsTotal(frozen: FrozenSubmission): AsyncIterable<Uint8Array> {
  return writeCollections(frozen, 'nets-total');
}

/** Throws INVALID_INPUT for a system without the settings that one of Betalingsservice has. */
export function settingsOf({ code, betalingsservice }: FrozenSubmission['system']): BetalingsserviceSettings {
  if (betalingsservice !== null) return betalingsservice;
  throw new IncassoError('INVALID_INPUT', `collection system ${code} has no settings for Betalingsservice`);
}

/** All lines stand in one section 0112; each has the date of its batch. The delivery's own number is that of the submission. */
function writeCollections(
  { submission, system, batches, lines }: FrozenSubmission,
  solution: Solution,
): AsyncIterable<Uint8Array> {
  const { supplier, subsystem, pbs_number, debtor_group, creditor_id, main_text, net_rule } = settingsOf(system);
  const collected = sumOf(batches.filter((batch) => batch.sequence_type !== 'disbursement'));
  const disbursed = net_rule === 'net' ? sumOf(batches.filter((batch) => batch.sequence_type === 'disbursement')) : 0;
  const totals = { count: submission.line_count, sum_minor: collected - disbursed };
  return writeBs0601(
    {
      supplier,
      subsystem,
      delivery_id: String(submission.id),
      created_on: submission.created_local.slice(0, 10),
      solution,
      net_rule,
      slip_code: '0280',
      ...totals,
      sections: [{ section_no: 1, section: '0112', pbs_number, debtor_group, creditor_id, main_text, ...totals }],
    },
    asCollections(lines, new Map(batches.map((batch) => [batch.batch_no, batch]))),
  );
}

async function* asCollections(
  pages: AsyncIterable<SubmissionLine[]>,
  batches: ReadonlyMap<number, SubmissionBatch>,
): AsyncGenerator<CollectionLine[]> {
  for await (const page of pages) yield page.map((line) => asCollection(line, batches.get(line.batch_no)));
}

function sumOf(batches: SubmissionBatch[]): number {
  return addMinor(...batches.map((batch) => batch.sum_minor));
}

function asCollection(line: SubmissionLine, batch: SubmissionBatch | undefined): CollectionLine {
  return {
    section_no: 1,
    line_no: line.line_no,
    customer_number: line.customer_number,
    mandate_number: line.umr || undefined,
    payment_on: batch?.collection_on ?? '',
    direction: batch?.sequence_type === 'disbursement' ? 'disburse' : 'collect',
    amount_minor: line.amount_minor,
    reference: line.end_to_end_id,
    payer_identification: undefined,
    debtor: line.debtor_address && debtorOf(line.debtor_name, line.debtor_address),
    texts: adviceLines(toLatin1Text(line.remittance).text),
    slip_texts: [],
  };
}

const maxAddressLine = 35;

/** Name and address on a payment slip. In Denmark the postcode says the town; abroad it is a line of the address. */
function debtorOf(name: string, address: Readonly<Record<string, string>>): DebtorAddress {
  const { street = '', building = '', postcode = '', town = '', country = '', cpr_cvr } = address;
  const isDanish = country === 'DK';
  const lines = [name, `${street} ${building}`, ...(isDanish ? [] : [`${postcode} ${town}`])];
  return {
    lines: lines.map((line) => toLatin1Text(line.trim()).text.slice(0, maxAddressLine).trim()),
    postcode: isDanish ? postcode : '0000',
    country,
    cpr_cvr,
    fast_dispatch: false,
    always_paper: false,
  };
}
