import type { CollectionDelivery, CollectionLine, CollectionSection } from '../../domain/betalingsservice/outgoing.ts';
import { IncassoError } from '../../domain/errors.ts';
import { addMinor } from '../../domain/money.ts';
import { writeRecord } from './layout.ts';
import {
  addressLine,
  addressOptions,
  addressPostcode,
  adviceText,
  collection,
  collectionSectionStart,
  deliveryEnd,
  deliveryStart,
  sectionEnd,
  slipText,
} from './layouts.ts';
import { RecordChunks } from './recordChunks.ts';
import { checkCollectionDelivery, checkCollectionLine } from './rules0601.ts';
import { SectionOrder } from './sectionOrder.ts';

/** What was written, of a section or of the delivery, as BS092 and BS992 state it. */
interface Tally {
  count_042: number;
  net_amount: number;
  count_052_062: number;
  count_022: number;
}

/**
 * Writes a delivery 0601 from frozen rows, in chunks of about 64 KiB of ISO-8859-1: records of 128 characters, each with
 * CR and LF. The same rows always give the same bytes, and memory does not grow with the number of lines.
 *
 * In nets-basis every line has a mandate, and there are no names and addresses. In nets-total a line without a mandate
 * goes as a payment slip. Every field is checked as it is written; that a customer has one collection on a date, and that
 * the date is one that can be paid (`betalingsserviceDateRule`), is checked before freezing. Source: nets.md 2.2, 2.3.
 *
 * @param lines pages of lines, ordered by section_no and line_no.
 * @throws IncassoError INVALID_INPUT naming line, field and rule; BROKEN_PROMISE when count, sum or order are not those
 *   of the delivery. What was yielded before is then no file.
 */
export async function* writeBs0601(
  delivery: CollectionDelivery,
  lines: AsyncIterable<CollectionLine[]>,
): AsyncGenerator<Uint8Array> {
  checkCollectionDelivery(delivery);
  const { supplier, subsystem, delivery_id, created_on } = delivery;
  const own = { supplier, subsystem, delivery_type: '0601' };
  const chunks = new RecordChunks();
  const total = newTally();
  const order = new SectionOrder(delivery_id, delivery.sections);
  let tally = newTally();
  chunks.add(writeRecord(deliveryStart, { ...own, delivery_id, created_on }));

  for await (const page of lines) {
    for (const line of page) {
      if (order.begins(line)) {
        if (order.current) chunks.add(endOfSection(order.current, tally));
        chunks.add(startOfSection(order.enter(line), created_on));
        tally = newTally();
      }
      order.pass(line);
      const section = order.current!;
      checkCollectionLine(delivery, section, line);
      for (const record of recordsOf(delivery, section, line)) chunks.add(record);
      count(delivery, line, tally);
      count(delivery, line, total);
      if (chunks.isFull()) yield chunks.take();
    }
  }

  order.complete();
  if (order.current) chunks.add(endOfSection(order.current, tally));
  chunks.add(writeRecord(deliveryEnd, { ...own, count_sections: delivery.sections.length, ...total }));
  yield chunks.take();
}

function startOfSection(section: CollectionSection, createdOn: string | undefined): string {
  const { pbs_number, debtor_group, creditor_id, main_text } = section;
  const values = { pbs_number, section: section.section, debtor_group, creditor_id, created_on: createdOn, main_text };
  return writeRecord(collectionSectionStart, values);
}

function endOfSection(section: CollectionSection, tally: Tally): string {
  if (section.count !== tally.count_042 || section.sum_minor !== tally.net_amount) {
    throw new IncassoError(
      'BROKEN_PROMISE',
      `section ${section.section_no} is ${section.count} lines, sum ${section.sum_minor}; ` +
        `${tally.count_042} lines, sum ${tally.net_amount} came`,
    );
  }
  const { pbs_number, debtor_group } = section;
  return writeRecord(sectionEnd, { pbs_number, section: section.section, debtor_group, ...tally });
}

function recordsOf(delivery: CollectionDelivery, section: CollectionSection, line: CollectionLine): string[] {
  const owner = {
    pbs_number: section.pbs_number,
    debtor_group: section.debtor_group,
    customer_number: line.customer_number,
  };
  const text = { ...owner, code: '0241', mandate_number: line.mandate_number };
  return [
    ...addressRecords(owner, line),
    writeRecord(collection, {
      ...owner,
      code: section.section === '0112' ? '0280' : delivery.slip_code,
      mandate_number: line.mandate_number,
      payment_on: line.payment_on,
      sign: line.amount_minor === 0 ? 0 : line.direction === 'collect' ? 1 : 2,
      amount: line.amount_minor,
      reference: line.reference,
      payer_identification: line.payer_identification,
    }),
    ...line.texts.map((each, index) => writeRecord(adviceText, { ...text, record_no: index + 1, text: each })),
    ...line.slip_texts.map((each, index) => writeRecord(slipText, { ...text, record_no: index + 1, text: each })),
  ];
}

function addressRecords(
  owner: { pbs_number: string; debtor_group: string; customer_number: string },
  line: CollectionLine,
): string[] {
  const { debtor } = line;
  if (debtor === undefined) return [];
  const of = { ...owner, code: '0240' };
  const { postcode, country } = debtor;
  const records = debtor.lines.map((text, index) => writeRecord(addressLine, { ...of, record_no: index + 1, text }));
  records.push(writeRecord(addressPostcode, { ...of, record_no: 9, postcode, country }));
  if (hasOptions(line)) {
    const { cpr_cvr, fast_dispatch, always_paper } = debtor;
    const options = { cpr_cvr, fast_dispatch: Number(fast_dispatch), always_paper: Number(always_paper) };
    records.push(writeRecord(addressOptions, { ...of, record_no: 10, ...options }));
  }
  return records;
}

function hasOptions({ debtor }: CollectionLine): boolean {
  return debtor !== undefined && (debtor.cpr_cvr !== undefined || debtor.fast_dispatch || debtor.always_paper);
}

function newTally(): Tally {
  return { count_042: 0, net_amount: 0, count_052_062: 0, count_022: 0 };
}

function count(delivery: CollectionDelivery, line: CollectionLine, tally: Tally): void {
  const disbursed = delivery.net_rule === 'net' ? -line.amount_minor : 0;
  tally.count_042++;
  tally.net_amount = addMinor(tally.net_amount, line.direction === 'collect' ? line.amount_minor : disbursed);
  tally.count_052_062 += line.texts.length + line.slip_texts.length;
  if (line.debtor) tally.count_022 += line.debtor.lines.length + (hasOptions(line) ? 2 : 1);
}
