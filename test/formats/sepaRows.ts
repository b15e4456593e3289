import fc from 'fast-check';

import type { StructuredAddress } from '../../domain/sepaMessage.ts';

/** What the models of all SEPA messages are made of. */

const sepaCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ";
/** Texts of the SEPA set that are not blank. */
export const text = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: fc.constantFrom(...sepaCharacters), minLength: 1, maxLength })
    .filter((value) => value.trim() !== '');
/** What may stand as MsgId, PmtInfId or EndToEndId. */
export const identifier = fc
  .string({ unit: fc.constantFrom(...sepaCharacters), minLength: 1, maxLength: 35 })
  .filter((id) => id.trim() === id && !/^\/|\/\/|\/$/.test(id) && id !== 'NOTPROVIDED');
/** All amounts that SEPA allows, in cents. */
export const amountMinor = fc.integer({ min: 1, max: 99_999_999_999 });
export const eeaIban = fc.constantFrom(
  'NL91ABNA0417164300',
  'DE89370400440532013000',
  'BE68539007547034',
  'MT84MALT011000012345MTLCAST001S',
);
export const otherIban = fc.constantFrom(
  'CH9300762011623852957',
  'GB29NWBK60161331926819',
  'SM86U0322509800000000270100',
);
export const bic = fc.constantFrom('ABNANL2A', 'DEUTDEFF500', 'COBADEFF');
export const date = (from: string, to: string): fc.Arbitrary<string> =>
  fc
    .integer({ min: Date.parse(from) / 86_400_000, max: Date.parse(to) / 86_400_000 })
    .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));

export const address: fc.Arbitrary<StructuredAddress> = fc.record(
  {
    street: text(70),
    building_number: text(16),
    postcode: text(16),
    town: text(35),
    country: fc.constantFrom('CH', 'GB', 'NL'),
  },
  { requiredKeys: ['town', 'country'] },
);

/** Gives lines in pages of the given size, as the database does. */
export async function* pages<Line>(lines: Line[], pageSize: number): AsyncGenerator<Line[]> {
  for (let from = 0; from < lines.length; from += pageSize) yield lines.slice(from, from + pageSize);
}

/** The whole file as text. */
export async function join(chunks: AsyncIterable<string>): Promise<string> {
  let xml = '';
  for await (const chunk of chunks) xml += chunk;
  return xml;
}

/** Puts the lines of each batch in order, and counts and sums them, as the database does when it freezes them. */
export function freeze<Batch extends { lines: { amount_minor: number }[] }>(bodies: Batch[]) {
  const batches = bodies.map(({ lines, ...batch }, index) => ({ ...batch, batch_no: index + 1, ...totalsOf(lines) }));
  const lines = bodies.flatMap((batch, index) =>
    batch.lines.map((line, lineIndex) => ({ ...line, batch_no: index + 1, line_no: lineIndex + 1 })),
  ) as (Batch['lines'][number] & { batch_no: number; line_no: number })[];
  return { batches, lines, totals: totalsOf(lines) };
}

function totalsOf(lines: { amount_minor: number }[]): { count: number; sum_minor: number } {
  return { count: lines.length, sum_minor: lines.reduce((sum, line) => sum + line.amount_minor, 0) };
}
