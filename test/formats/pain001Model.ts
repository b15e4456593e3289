import fc from 'fast-check';

import type { CreditTransferBatch, CreditTransferLine, CreditTransferMessage } from '../../domain/pain001.ts';
import { writePain001 } from '../../formats/pain001.ts';
import {
  address,
  amountMinor,
  bic,
  date,
  eeaIban,
  freeze,
  identifier,
  join,
  otherIban,
  pages,
  text,
} from './sepaRows.ts';

/** A message and its lines, as the database would give them. */
export interface Model {
  message: CreditTransferMessage;
  lines: CreditTransferLine[];
}

/** A valid message of one batch and one line; each part can be replaced. */
export function oneLine(
  line: Partial<CreditTransferLine> = {},
  message: Partial<CreditTransferMessage> = {},
  batch: Partial<CreditTransferBatch> = {},
): Model {
  const completeLine: CreditTransferLine = {
    batch_no: 1,
    line_no: 1,
    end_to_end_id: 'CRN-2026-0001',
    amount_minor: 1250,
    creditor_name: 'J. de Vries',
    creditor_iban: 'NL91ABNA0417164300',
    creditor_bic: undefined,
    creditor_address: undefined,
    remittance: 'Credit note 2026-0001',
    ...line,
  };
  const sums = { count: 1, sum_minor: completeLine.amount_minor };
  return {
    lines: [completeLine],
    message: {
      message_id: 'INC-20261123-1',
      created_at: '2026-11-23T08:00:00',
      initiating_party: 'Energie Cooperatie',
      batch_booking: undefined,
      debtor: { name: 'Energie Cooperatie', iban: 'DE89370400440532013000', bic: undefined, address: undefined },
      batches: [{ batch_no: 1, payment_info_id: 'INC-20261123-1-1', execution_on: '2026-11-24', ...sums, ...batch }],
      ...sums,
      ...message,
    },
  };
}

/** The whole file as text; lines come in pages of the given size. */
export function write(model: Model, pageSize = 3): Promise<string> {
  return join(writePain001(model.message, pages(model.lines, pageSize)));
}

const line = fc
  .record({
    end_to_end_id: identifier,
    amount_minor: amountMinor,
    creditor_name: text(70),
    creditor_address: fc.option(address, { nil: undefined }),
    remittance: fc.oneof(fc.constant(''), text(140)),
    bank: fc.oneof(
      fc.record({ creditor_iban: eeaIban, creditor_bic: fc.option(bic, { nil: undefined }) }),
      fc.record({ creditor_iban: otherIban, creditor_bic: bic }),
    ),
  })
  .map(({ bank, ...body }) => ({ ...body, ...bank }));

const batch = fc.record({
  payment_info_id: identifier.filter((id) => id.length < 30),
  execution_on: date('2026-11-23', '2027-12-31'),
  lines: fc.array(line, { minLength: 1, maxLength: 6 }),
});

/** Any message that SEPA allows, of debtors who gave their address. */
export const anyModel: fc.Arbitrary<Model> = fc
  .record({
    message_id: identifier,
    initiating_party: text(70),
    batch_booking: fc.constantFrom(true, false, undefined),
    debtor: fc.record({ name: text(70), iban: eeaIban, bic: fc.option(bic, { nil: undefined }), address }),
    batches: fc.array(batch, { minLength: 1, maxLength: 4 }),
  })
  .map(({ batches, ...header }) => {
    const bodies = batches.map((body, index) => ({ ...body, payment_info_id: `${body.payment_info_id}.${index + 1}` }));
    const { lines, totals, batches: frozen } = freeze(bodies);
    return { lines, message: { ...header, created_at: '2026-11-23T08:00:00', ...totals, batches: frozen } };
  });
