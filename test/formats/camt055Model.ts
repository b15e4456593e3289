import fc from 'fast-check';

import {
  type CancellationBatch,
  type CancellationLine,
  type CancellationMessage,
  cancellationReasons,
} from '../../domain/camt055.ts';
import { writeCamt055 } from '../../formats/camt055.ts';
import { amountMinor, bic, date, freeze, identifier, join, pages, text } from './sepaRows.ts';

/** A message and its lines, as the database would give them. */
export interface Model {
  message: CancellationMessage;
  lines: CancellationLine[];
}

/** A valid request to cancel one collection; each part can be replaced. */
export function oneLine(
  line: Partial<CancellationLine> = {},
  message: Partial<CancellationMessage> = {},
  batch: Partial<CancellationBatch> = {},
): Model {
  const completeLine: CancellationLine = {
    batch_no: 1,
    line_no: 1,
    end_to_end_id: 'INV-2026-0001',
    amount_minor: 1250,
    reason: 'DUPL',
    ...line,
  };
  const sums = { count: 1, sum_minor: completeLine.amount_minor };
  return {
    lines: [completeLine],
    message: {
      message_id: 'CXL-20261124-1',
      created_at: '2026-11-24T08:00:00',
      initiating_party: 'Energie Cooperatie',
      bank_bic: 'ABNANL2A',
      original: { message_id: 'INC-20261123-1', version: 'pain.008.001.08' },
      batches: [
        {
          batch_no: 1,
          original: { payment_info_id: 'INC-20261123-1-1', requested_on: '2026-11-30' },
          ...sums,
          ...batch,
        },
      ],
      ...sums,
      ...message,
    },
  };
}

/** The whole file as text; lines come in pages of the given size. */
export function write(model: Model, pageSize = 3): Promise<string> {
  return join(writeCamt055(model.message, pages(model.lines, pageSize)));
}

const line = fc.record({
  end_to_end_id: identifier,
  amount_minor: amountMinor,
  reason: fc.constantFrom(...cancellationReasons.filter((reason) => reason !== 'AC03')),
});

const batch = fc.record({
  payment_info_id: identifier.filter((id) => id.length < 30),
  requested_on: date('2026-11-24', '2027-12-31'),
  lines: fc.array(line, { minLength: 1, maxLength: 6 }),
});

/** Any request to cancel payments. */
export const anyModel: fc.Arbitrary<Model> = fc
  .record({
    message_id: identifier,
    initiating_party: text(70),
    bank_bic: fc.option(bic, { nil: undefined }),
    original: fc.record({
      message_id: identifier,
      version: fc.constantFrom('pain.008.001.08' as const, 'pain.008.001.02' as const, 'pain.001.001.09' as const),
    }),
    batches: fc.array(batch, { minLength: 1, maxLength: 4 }),
  })
  .map(({ batches, ...header }) => {
    const bodies = batches.map(({ payment_info_id, requested_on, lines }, index) => ({
      original: { payment_info_id: `${payment_info_id}.${index + 1}`, requested_on },
      lines,
    }));
    const { lines, totals, batches: frozen } = freeze(bodies);
    return { lines, message: { ...header, created_at: '2026-11-24T08:00:00', ...totals, batches: frozen } };
  });
