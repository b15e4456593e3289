import fc from 'fast-check';

import { modulus10 } from '../../../domain/betalingsservice/numbers.ts';
import type {
  CollectionDelivery,
  CollectionLine,
  CollectionSection,
  Solution,
} from '../../../domain/betalingsservice/outgoing.ts';
import { writeBs0601 } from '../../../formats/nets/write0601.ts';
import { pbs, supplier } from './bsLines.ts';

export interface Model {
  delivery: CollectionDelivery;
  lines: CollectionLine[];
}

export const plainLine: CollectionLine = {
  section_no: 1,
  line_no: 1,
  customer_number: 'NV00012',
  mandate_number: '123456789',
  payment_on: '2026-02-02',
  direction: 'collect',
  amount_minor: 12_755,
  reference: 'F-2026-0001',
  payer_identification: undefined,
  debtor: undefined,
  texts: [],
  slip_texts: [],
};

export const danishDebtor = {
  lines: ['Åse Sørensen', 'Æblevej 1'],
  postcode: '8000',
  country: 'DK',
  cpr_cvr: undefined,
  fast_dispatch: false,
  always_paper: false,
};

/** A delivery whose counts and sums are those of its lines; every line goes into the one section unless given. */
export function delivery(
  lines: CollectionLine[],
  parts: Partial<CollectionDelivery> = {},
  sections: Partial<CollectionSection>[] = [{}],
): Model {
  const net_rule = parts.net_rule ?? 'net';
  const signed = (line: CollectionLine): number =>
    line.direction === 'collect' ? line.amount_minor : net_rule === 'net' ? -line.amount_minor : 0;
  const sum = (of: CollectionLine[]): number => of.reduce((total, line) => total + signed(line), 0);
  return {
    delivery: {
      solution: 'nets-basis',
      supplier,
      subsystem: 'BS1',
      delivery_id: '42',
      created_on: undefined,
      net_rule,
      slip_code: '0280',
      count: lines.length,
      sum_minor: sum(lines),
      ...parts,
      sections: sections.map((each, index) => {
        const own = lines.filter((line) => line.section_no === index + 1);
        const owner = { pbs_number: pbs, debtor_group: '00001', creditor_id: '', main_text: '' };
        return { section_no: index + 1, section: '0112', ...owner, count: own.length, sum_minor: sum(own), ...each };
      }),
    },
    lines,
  };
}

export async function* pages<T>(lines: T[], size: number): AsyncGenerator<T[]> {
  for (let from = 0; from < lines.length; from += size) yield lines.slice(from, from + size);
}

export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

export function write0601(model: Model, pageSize = 100): Promise<Buffer> {
  return bytesOf(writeBs0601(model.delivery, pages(model.lines, pageSize)));
}

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789-/.'];
const wordLetters = [...'abcxyzæøåéüßABCÆØÅ0189 .,:&!%§', 'ÿ', '¡'];
const text = (maxLength: number, minLength = 0) =>
  fc
    .array(fc.constantFrom(...wordLetters), { minLength, maxLength })
    .map((characters) => characters.join('').trimEnd())
    .filter((each) => each.trim().length >= minLength);
const customerNumber = fc
  .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 15 })
  .map((characters) => characters.join('').replace(/^0+/, 'K'));
const mandateNumber = fc.integer({ min: 1, max: 999_999_999 }).map((number) => String(number).padStart(9, '0'));
const date = fc
  .integer({ min: 0, max: 20_000 })
  .map((days) => new Date(Date.UTC(2026, 0, 1) + days * 86_400_000).toISOString().slice(0, 10));
const address = fc.record({
  lines: fc.array(text(35, 1), { minLength: 3, maxLength: 5 }),
  isDanish: fc.boolean(),
  cpr_cvr: fc.option(fc.integer({ min: 10_000_000, max: 9_999_999_999 }).map(String), { nil: undefined }),
  fast_dispatch: fc.boolean(),
  always_paper: fc.boolean(),
});
const draft = fc.record({
  section: fc.nat({ max: 2 }),
  isSlip: fc.boolean(),
  customer_number: customerNumber,
  mandate_number: mandateNumber,
  payment_on: date,
  isDisbursed: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
  amount_minor: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 99_999 }),
    fc.integer({ min: 1, max: 10 ** 13 - 1 }),
  ),
  reference: text(9),
  identification: fc.integer({ min: 1, max: 10 ** 14 - 1 }).map((number) => String(number).padStart(14, '0')),
  debtor: address,
  texts: fc.array(text(60), { maxLength: 4 }),
  slip_texts: fc.array(text(60), { maxLength: 2 }),
});

/** Any valid delivery of a solution, of up to three sections; in Basis all of them are 0112. */
export function anyModel(solution: Solution): fc.Arbitrary<Model> {
  const options = fc.record({
    id: fc.integer({ min: 1, max: 9_999_999_999 }),
    created_on: fc.option(date, { nil: undefined }),
    main_text: text(60),
    net_rule: fc.constantFrom('net' as const, 'collected' as const),
    slip_code: fc.constantFrom('0280' as const, '0285' as const),
  });
  return fc
    .tuple(options, fc.array(draft, { minLength: 1, maxLength: 25 }))
    .map(([parts, drafts]) => {
      const codes =
        solution === 'nets-basis' ? (['0112', '0112', '0112'] as const) : (['0112', '0117', '0118'] as const);
      const used = [0, 1, 2].filter((each) => drafts.some((one) => one.section === each));
      const lines = used.flatMap((from, index) =>
        drafts
          .filter((each) => each.section === from)
          .map((each, place): CollectionLine => {
            const code = codes[from]!;
            const isSlip = solution === 'nets-total' && (each.isSlip || code !== '0112');
            const { lines: addressLines, isDanish, ...rest } = each.debtor;
            const where = isDanish ? { postcode: '2100', country: 'DK' } : { postcode: '0000', country: 'SE' };
            return {
              section_no: index + 1,
              line_no: (place + 1) * 10,
              customer_number: each.customer_number,
              mandate_number: isSlip ? undefined : each.mandate_number,
              payment_on: each.payment_on,
              // With few disbursements, of small amounts, the net amount stays above zero most of the time.
              direction: !isSlip && each.isDisbursed ? 'disburse' : 'collect',
              amount_minor: each.amount_minor,
              reference: each.reference,
              payer_identification: code === '0118' ? each.identification + modulus10(each.identification) : undefined,
              debtor: isSlip ? { lines: addressLines, ...where, ...rest } : undefined,
              texts: each.texts,
              slip_texts: solution === 'nets-total' ? each.slip_texts : [],
            };
          }),
      );
      const sections = used.map((from) => ({ section: codes[from]!, main_text: parts.main_text }));
      const { net_rule, slip_code, created_on } = parts;
      return delivery(lines, { solution, net_rule, slip_code, created_on, delivery_id: String(parts.id) }, sections);
    })
    .filter(({ delivery: made }) => made.sections.every((each) => each.sum_minor >= 0));
}
