import type { DirectDebitLine } from '../../domain/pain008.ts';
import type { Model } from './pain008Model.ts';
import { addressOf, amendmentOf, batchBookingOf, bicOf, cents, type Element, parseTree } from './sepaElement.ts';

/** Reads a pain.008 back into the rows it was written from: a reader for tests, written apart from the writer. */
export function parsePain008(xml: string): Model {
  const root = parseTree(xml);
  const initiation = root.child('CstmrDrctDbtInitn')!;
  const header = initiation.child('GrpHdr')!;
  const batches = initiation.children('PmtInf');
  const first = batches[0]!;
  return {
    message: {
      version: root.namespace.split(':').at(-1) as Model['message']['version'],
      message_id: header.text('MsgId')!,
      created_at: header.text('CreDtTm')!,
      count: Number(header.text('NbOfTxs')),
      sum_minor: cents(header.text('CtrlSum')!),
      initiating_party: header.text('InitgPty/Nm')!,
      local_instrument: first.text('PmtTpInf/LclInstrm/Cd') as 'CORE' | 'B2B',
      batch_booking: batchBookingOf(first),
      creditor: {
        name: first.text('Cdtr/Nm')!,
        iban: first.text('CdtrAcct/Id/IBAN')!,
        bic: bicOf(first, 'CdtrAgt'),
        identifier: first.text('CdtrSchmeId/Id/PrvtId/Othr/Id')!,
      },
      batches: batches.map((batch, index) => ({
        batch_no: index + 1,
        payment_info_id: batch.text('PmtInfId')!,
        collection_on: batch.text('ReqdColltnDt')!,
        sequence_type: batch.text('PmtTpInf/SeqTp') as 'RCUR',
        count: Number(batch.text('NbOfTxs')),
        sum_minor: cents(batch.text('CtrlSum')!),
      })),
    },
    lines: batches.flatMap((batch, index) =>
      batch.children('DrctDbtTxInf').map((transaction, line) => lineOf(transaction, index + 1, line + 1)),
    ),
  };
}

function lineOf(transaction: Element, batchNo: number, lineNo: number): DirectDebitLine {
  const mandate = transaction.find('DrctDbtTx/MndtRltdInf')!;
  return {
    batch_no: batchNo,
    line_no: lineNo,
    end_to_end_id: transaction.text('PmtId/EndToEndId')!,
    amount_minor: cents(transaction.text('InstdAmt')!),
    umr: mandate.text('MndtId')!,
    signed_on: mandate.text('DtOfSgntr')!,
    amendment: amendmentOf(mandate),
    debtor_name: transaction.text('Dbtr/Nm')!,
    debtor_iban: transaction.text('DbtrAcct/Id/IBAN')!,
    debtor_bic: bicOf(transaction, 'DbtrAgt'),
    debtor_address: addressOf(transaction.find('Dbtr')!),
    remittance: transaction.text('RmtInf/Ustrd') ?? '',
  };
}
