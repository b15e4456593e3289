import type {
  CollectionDelivery,
  CollectionLine,
  CollectionSection,
  DebtorAddress,
} from '../../domain/betalingsservice/outgoing.ts';
import { IncassoError } from '../../domain/errors.ts';
import { addMinor } from '../../domain/money.ts';
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
import { RecordForm, writeRecord } from './recordForm.ts';
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
 * the date is one that can be paid, is seen to when lines are frozen. Source: nets.md 2.2, 2.3.
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
  let forms: SectionForms | undefined;
  chunks.add(writeRecord(deliveryStart, { ...own, delivery_id, created_on }));

  for await (const page of lines) {
    for (const line of page) {
      if (order.begins(line)) {
        if (order.current) chunks.add(endOfSection(order.current, tally, total));
        const section = order.enter(line);
        chunks.add(startOfSection(section, created_on));
        forms = formsOf(delivery, section);
        tally = newTally();
      }
      order.pass(line);
      checkCollectionLine(delivery, order.current!, line);
      addRecords(chunks, forms!, line);
      count(delivery, line, tally);
      if (chunks.isFull()) yield chunks.take();
    }
  }

  order.complete();
  if (order.current) chunks.add(endOfSection(order.current, tally, total));
  chunks.add(writeRecord(deliveryEnd, { ...own, count_sections: delivery.sections.length, ...total }));
  yield chunks.take();
}

function startOfSection(section: CollectionSection, createdOn: string | undefined): Uint8Array {
  const { pbs_number, debtor_group, creditor_id, main_text } = section;
  const values = { pbs_number, section: section.section, debtor_group, creditor_id, created_on: createdOn, main_text };
  return writeRecord(collectionSectionStart, values);
}

/** Adds what was written of the section to the total. */
function endOfSection(section: CollectionSection, tally: Tally, total: Tally): Uint8Array {
  if (section.count !== tally.count_042 || section.sum_minor !== tally.net_amount) {
    throw new IncassoError(
      'BROKEN_PROMISE',
      `section ${section.section_no} is ${section.count} lines, sum ${section.sum_minor}; ` +
        `${tally.count_042} lines, sum ${tally.net_amount} came`,
    );
  }
  total.count_042 += tally.count_042;
  total.net_amount = addMinor(total.net_amount, tally.net_amount);
  total.count_052_062 += tally.count_052_062;
  total.count_022 += tally.count_022;
  const { pbs_number, debtor_group } = section;
  return writeRecord(sectionEnd, { pbs_number, section: section.section, debtor_group, ...tally });
}

/** The records of a line, with what is the same in all lines of a section. */
type SectionForms = ReturnType<typeof formsOf>;

function formsOf(delivery: CollectionDelivery, { pbs_number, debtor_group, section }: CollectionSection) {
  const owner = { pbs_number, debtor_group };
  const address = { ...owner, code: '0240' };
  const text = { ...owner, code: '0241' };
  const place = ['record_no', 'customer_number'];
  return {
    collection: new RecordForm(collection, { ...owner, code: section === '0112' ? '0280' : delivery.slip_code }, [
      'customer_number',
      'mandate_number',
      'payment_on',
      'sign',
      'amount',
      'reference',
      'payer_identification',
    ]),
    addressLine: new RecordForm(addressLine, address, [...place, 'text']),
    addressPostcode: new RecordForm(addressPostcode, address, [...place, 'postcode', 'country']),
    addressOptions: new RecordForm(addressOptions, address, [...place, 'cpr_cvr', 'fast_dispatch', 'always_paper']),
    adviceText: new RecordForm(adviceText, text, [...place, 'mandate_number', 'text']),
    slipText: new RecordForm(slipText, text, [...place, 'mandate_number', 'text']),
  };
}

function addRecords(chunks: RecordChunks, forms: SectionForms, line: CollectionLine): void {
  const { customer_number, mandate_number, payment_on, amount_minor, reference, payer_identification } = line;
  const sign = amount_minor === 0 ? 0 : line.direction === 'collect' ? 1 : 2;
  if (line.debtor) addAddress(chunks, forms, line, line.debtor);
  chunks.addFilled(forms.collection, [
    customer_number,
    mandate_number,
    payment_on,
    sign,
    amount_minor,
    reference,
    payer_identification,
  ]);
  for (let no = 1; no <= line.texts.length; no++) {
    chunks.addFilled(forms.adviceText, [no, customer_number, mandate_number, line.texts[no - 1]]);
  }
  for (let no = 1; no <= line.slip_texts.length; no++) {
    chunks.addFilled(forms.slipText, [no, customer_number, mandate_number, line.slip_texts[no - 1]]);
  }
}

function addAddress(chunks: RecordChunks, forms: SectionForms, line: CollectionLine, debtor: DebtorAddress): void {
  const customer = line.customer_number;
  const { postcode, country, cpr_cvr, fast_dispatch, always_paper } = debtor;
  for (const [index, text] of debtor.lines.entries()) chunks.addFilled(forms.addressLine, [index + 1, customer, text]);
  chunks.addFilled(forms.addressPostcode, [9, customer, postcode, country]);
  if (hasOptions(line)) {
    chunks.addFilled(forms.addressOptions, [10, customer, cpr_cvr, Number(fast_dispatch), Number(always_paper)]);
  }
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
