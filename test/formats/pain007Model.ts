import fc from 'fast-check';

import { type ReversalBatch, type ReversalLine, type ReversalMessage, reversalReasons } from '../../domain/pain007.ts';
import { writePain007 } from '../../formats/pain007.ts';
import { anyModel as anyDirectDebits, oneLine as oneDirectDebit } from './pain008Model.ts';
import { identifier, join, pages, text } from './sepaRows.ts';

/** A message and its lines, as the database would give them. */
export interface Model {
  message: ReversalMessage;
  lines: ReversalLine[];
}

/** A valid reversal of one collection; each part can be replaced. */
export function oneLine(
  line: Partial<ReversalLine> = {},
  message: Partial<ReversalMessage> = {},
  batch: Partial<ReversalBatch> = {},
): Model {
  const { message: original, lines } = oneDirectDebit(line);
  const { payment_info_id, collection_on, sequence_type } = original.batches[0]!;
  const sums = { count: 1, sum_minor: original.sum_minor };
  return {
    lines: [{ reason: 'AM05', ...lines[0]! }],
    message: {
      message_id: 'REV-20261202-1',
      created_at: '2026-12-02T08:00:00',
      initiating_party: 'Energie Cooperatie',
      batch_booking: undefined,
      original: originalOf(original),
      batches: [
        {
          batch_no: 1,
          payment_info_id: 'REV-20261202-1-1',
          original: { payment_info_id, collection_on, sequence_type },
          ...sums,
          ...batch,
        },
      ],
      ...sums,
      ...message,
    },
  };
}

function originalOf({ version, message_id, local_instrument, creditor }: ReversalMessage['original']) {
  return { version, message_id, local_instrument, creditor };
}

/** The whole file as text; lines come in pages of the given size. */
export function write(model: Model, pageSize = 3): Promise<string> {
  return join(writePain007(model.message, pages(model.lines, pageSize)));
}

/** The reversal of any direct debits of the five business days until Friday, 4 December 2026. */
export const anyModel: fc.Arbitrary<Model> = fc
  .record({
    debits: anyDirectDebits,
    message_id: identifier,
    initiating_party: text(70),
    batch_booking: fc.constantFrom(true, false, undefined),
    reasons: fc.array(fc.constantFrom(...reversalReasons), { minLength: 24, maxLength: 24 }),
    days: fc.array(fc.constantFrom('2026-11-27', '2026-11-30', '2026-12-04'), { minLength: 4, maxLength: 4 }),
  })
  .map(({ debits: { message, lines }, reasons, days, ...header }) => ({
    lines: lines.map((line, index) => ({ ...line, reason: reasons[index]! })),
    message: {
      ...header,
      created_at: '2026-12-04T18:00:00',
      count: message.count,
      sum_minor: message.sum_minor,
      original: originalOf(message),
      batches: message.batches.map(({ batch_no, count, sum_minor, payment_info_id, sequence_type }, index) => ({
        batch_no,
        count,
        sum_minor,
        payment_info_id: `R-${batch_no}`,
        original: { payment_info_id, sequence_type, collection_on: days[index]! },
      })),
    },
  }));
