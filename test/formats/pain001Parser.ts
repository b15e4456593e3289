import type { CreditTransferLine } from '../../domain/pain001.ts';
import type { Model } from './pain001Model.ts';
import { addressOf, batchBookingOf, bicOf, cents, type Element, parseTree } from './sepaElement.ts';

/** Reads a pain.001 back into the rows it was written from: a reader for tests, written apart from the writer. */
export function parsePain001(xml: string): Model {
  const initiation = parseTree(xml).child('CstmrCdtTrfInitn')!;
  const header = initiation.child('GrpHdr')!;
  const batches = initiation.children('PmtInf');
  const first = batches[0]!;
  return {
    message: {
      message_id: header.text('MsgId')!,
      created_at: header.text('CreDtTm')!,
      count: Number(header.text('NbOfTxs')),
      sum_minor: cents(header.text('CtrlSum')!),
      initiating_party: header.text('InitgPty/Nm')!,
      batch_booking: batchBookingOf(first),
      debtor: {
        name: first.text('Dbtr/Nm')!,
        iban: first.text('DbtrAcct/Id/IBAN')!,
        bic: bicOf(first, 'DbtrAgt'),
        address: addressOf(first.find('Dbtr')!),
      },
      batches: batches.map((batch, index) => ({
        batch_no: index + 1,
        payment_info_id: batch.text('PmtInfId')!,
        execution_on: batch.text('ReqdExctnDt/Dt')!,
        count: Number(batch.text('NbOfTxs')),
        sum_minor: cents(batch.text('CtrlSum')!),
      })),
    },
    lines: batches.flatMap((batch, index) =>
      batch.children('CdtTrfTxInf').map((transaction, line) => lineOf(transaction, index + 1, line + 1)),
    ),
  };
}

function lineOf(transaction: Element, batchNo: number, lineNo: number): CreditTransferLine {
  return {
    batch_no: batchNo,
    line_no: lineNo,
    end_to_end_id: transaction.text('PmtId/EndToEndId')!,
    amount_minor: cents(transaction.text('Amt/InstdAmt')!),
    creditor_name: transaction.text('Cdtr/Nm')!,
    creditor_iban: transaction.text('CdtrAcct/Id/IBAN')!,
    creditor_bic: bicOf(transaction, 'CdtrAgt'),
    creditor_address: addressOf(transaction.find('Cdtr')!),
    remittance: transaction.text('RmtInf/Ustrd') ?? '',
  };
}
