import {
  address,
  collection,
  type CollectionParts,
  collectionSection,
  end,
  file,
  mandateEnd,
  mandateRequest,
  mandateSection,
  mandateSectionEnd,
  n,
  pbs,
  sectionEnd,
  start,
  zeros,
} from '../formats/nets/bsLines.ts';

/** Deliveries to the centre, made from the tables of nets.md and without the writers of the code. */

/** When deliveries come unless a test says otherwise: Thursday 15 January 2026, 10:00 in Copenhagen. */
export const thursday = '2026-01-15T09:00:00.000Z';

interface SectionOfRecords {
  code?: string;
  records: string[];
}

/** A collection of customer K1 under mandate 101 for 2 February 2026. */
export function automatic(parts: Partial<CollectionParts> = {}): string {
  return collection({ customer: 'K1', mandate: '101', amount: 10_000, reference: 'F-1', ...parts });
}

/** A payment slip with the name and address that it needs. */
export function slip(parts: Partial<CollectionParts> = {}): string[] {
  const { customer = 'S1' } = parts;
  return [
    address('00001', customer, [52, 86, 'Åse Sørensen'.padEnd(35)]),
    address('00002', customer, [52, 86, 'Æblevej 1'.padEnd(35)]),
    address('00009', customer, [67, 70, '8000'], [71, 73, 'DK ']),
    collection({ amount: 5_000, reference: 'SLIP-00001234', ...parts, customer }),
  ];
}

/** A delivery 0601 whose counts and net amount are those of its records. */
export function delivery0601(sections: SectionOfRecords[], id = '0000000042'): Buffer {
  const all = sections.flatMap(({ records }) => records);
  return file(
    start('0601', { id }),
    ...sections.flatMap(({ code = '0112', records }) => [
      collectionSection(code),
      ...records,
      sectionEnd(code, countsOf(records)),
    ]),
    end('0601', { sections: sections.length, ...countsOf(all) }),
  );
}

/** One section 0112. */
export function collections(records: string[], id?: string): Buffer {
  return delivery0601([{ records }], id);
}

/** A delivery 0605 with one section. */
export function delivery0605(code: string, records: string[], id = '0000000007'): Buffer {
  const sectionRecords = [mandateSection(code), ...records, mandateSectionEnd(code, records.length)];
  return file(start('0605', { id }), ...sectionRecords, mandateEnd(1, records.length));
}

/** A registration of a customer with an account. */
export function registration(customer: string, bankRegistration = '0040'): string {
  return mandateRequest(
    '0200', customer, '0', zeros(50, 61), [62, 71, '0101701234'], [82, 85, bankRegistration], [90, 99, '0001234567'],
    zeros(110, 114),
  ); // prettier-ignore
}

export function cancellation(customer: string, number: string, code = '0257'): string {
  return mandateRequest(code, customer, number, zeros(50, 128));
}

export function renumbering(customer: string, number: string, newCustomer: string): string {
  return mandateRequest('0272', customer, number, [50, 55, '010226'], zeros(56, 61), [62, 76, newCustomer.padEnd(15)]);
}

/** A changed copy of a file; the test fails when there is nothing to change. */
export function changed(bytes: Buffer, from: string, to: string): Buffer {
  const text = bytes.toString('latin1');
  if (!text.includes(from)) throw new Error(`the file has no '${from}'`);
  return Buffer.from(text.replace(from, to), 'latin1');
}

/** The creditor of these deliveries with mandates 101 to 104 of customers K1 to K4. */
export function creditorsFile(solution: 'nets-basis' | 'nets-total' = 'nets-basis') {
  const mandates = [1, 2, 3, 4].map((each) => ({ customer_number: `K${each}`, mandate_number: n(100 + each, 9) }));
  return { supplier: '34191234', creditors: [{ pbs_number: pbs, solution, mandates }] };
}

function countsOf(records: string[]) {
  const ofType = (...types: string[]): string[] => records.filter((record) => types.includes(record.slice(2, 5)));
  const signs: Record<string, number> = { '0': 0, '1': 1, '2': -1 };
  const net = ofType('042').reduce((sum, each) => sum + (signs[each.charAt(59)] ?? 0) * Number(each.slice(60, 73)), 0);
  return {
    c042: ofType('042').length,
    net: Math.abs(net),
    texts: ofType('052', '062').length,
    c022: ofType('022').length,
  };
}
