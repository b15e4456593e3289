import fc from 'fast-check';

import type { DirectDebitBatch, DirectDebitLine, DirectDebitMessage, MandateAmendment } from '../../domain/pain008.ts';
import { writePain008 } from '../../formats/pain008.ts';
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
  message: DirectDebitMessage;
  lines: DirectDebitLine[];
}

/** A valid message of one batch and one line; each part can be replaced. */
export function oneLine(
  line: Partial<DirectDebitLine> = {},
  message: Partial<DirectDebitMessage> = {},
  batch: Partial<DirectDebitBatch> = {},
): Model {
  const completeLine: DirectDebitLine = {
    batch_no: 1,
    line_no: 1,
    end_to_end_id: 'INV-2026-0001',
    amount_minor: 1250,
    umr: 'MND-1',
    signed_on: '2025-01-31',
    amendment: undefined,
    debtor_name: 'J. de Vries',
    debtor_iban: 'NL91ABNA0417164300',
    debtor_bic: undefined,
    debtor_address: undefined,
    remittance: 'Invoice 2026-0001',
    ...line,
  };
  const sums = { count: 1, sum_minor: completeLine.amount_minor };
  return {
    lines: [completeLine],
    message: {
      version: 'pain.008.001.08',
      message_id: 'INC-20261123-1',
      created_at: '2026-11-23T08:00:00',
      initiating_party: 'Energie Cooperatie',
      local_instrument: 'CORE',
      batch_booking: undefined,
      creditor: {
        name: 'Energie Cooperatie',
        iban: 'DE89370400440532013000',
        bic: undefined,
        identifier: 'DE98ZZZ09999999999',
      },
      batches: [
        {
          batch_no: 1,
          payment_info_id: 'INC-20261123-1-1',
          collection_on: '2026-11-30',
          sequence_type: 'RCUR',
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
  return join(writePain008(model.message, pages(model.lines, pageSize)));
}

const creditorIdentifier = fc.constantFrom('FR72ZZZ123456', 'NL03ABC011234567890');

const amendment: fc.Arbitrary<MandateAmendment> = fc
  .record(
    {
      original_umr: identifier.filter((umr) => umr.length < 35).map((umr) => `${umr}x`),
      original_creditor_name: text(66).map((name) => `Old ${name}`),
      original_creditor_identifier: creditorIdentifier,
      original_debtor_account: fc.constantFrom('SMNDA', 'same bank'),
    },
    { requiredKeys: [] },
  )
  .filter((changes) => Object.keys(changes).length > 0);

/** Old accounts in the country of the new one, for amendments that name the old IBAN. */
const oldIbans: Record<string, string> = {
  NL: 'NL20INGB0001234567',
  DE: 'DE02120300000000202051',
  BE: 'BE71096123456769',
};

const lineBody = fc.record({
  end_to_end_id: identifier,
  amount_minor: amountMinor,
  umr: identifier,
  signed_on: date('2009-11-01', '2026-11-23'),
  amendment: fc.option(amendment, { nil: undefined }),
  debtor_name: text(70),
  remittance: fc.oneof(fc.constant(''), text(140)),
  bank: fc.oneof(
    fc.record({ iban: eeaIban, bic: fc.option(bic, { nil: undefined }), address: fc.constant(undefined) }),
    fc.record({ iban: otherIban, bic, address }),
  ),
});

type LineBody = typeof lineBody extends fc.Arbitrary<infer Body> ? Body : never;

const batchBody = fc.record({
  payment_info_id: identifier.filter((id) => id.length < 30),
  collection_on: date('2026-11-24', '2027-12-31'),
  sequence_type: fc.constantFrom('FRST', 'RCUR', 'FNAL', 'OOFF'),
  lines: fc.array(lineBody, { minLength: 1, maxLength: 6 }),
});

/** Any message that SEPA allows, of creditors inside the EEA. */
export const anyModel: fc.Arbitrary<Model> = fc
  .record({
    version: fc.constantFrom('pain.008.001.08' as const, 'pain.008.001.02' as const),
    message_id: identifier,
    initiating_party: text(70),
    local_instrument: fc.constantFrom('CORE' as const, 'B2B' as const),
    batch_booking: fc.constantFrom(true, false, undefined),
    creditor: fc.record({
      name: text(66).map((name) => `New ${name}`),
      iban: eeaIban,
      bic: fc.option(bic, { nil: undefined }),
      identifier: fc.constant('DE98ZZZ09999999999'),
    }),
    batches: fc.array(batchBody, { minLength: 1, maxLength: 4 }),
  })
  .map(({ batches, ...header }) => {
    const bodies = batches.map((batch, index) => ({
      ...batch,
      payment_info_id: `${batch.payment_info_id}.${index + 1}`,
      lines: batch.lines.map(lineOf),
    }));
    const { lines, totals, batches: frozen } = freeze(bodies);
    return { lines, message: { ...header, created_at: '2026-11-23T08:00:00', ...totals, batches: frozen } };
  });

function lineOf({ bank, ...body }: LineBody): Omit<DirectDebitLine, 'batch_no' | 'line_no'> {
  const changes = body.amendment === undefined ? undefined : { ...body.amendment };
  if (changes?.original_debtor_account === 'same bank') {
    changes.original_debtor_account = oldIbans[bank.iban.slice(0, 2)] ?? 'SMNDA';
  }
  if (changes?.original_umr === body.umr) changes.original_umr = `old-${body.umr.slice(0, 30).trim()}-`;
  return {
    ...body,
    amendment: changes,
    debtor_iban: bank.iban,
    debtor_bic: bank.bic,
    debtor_address: bank.address,
  };
}
