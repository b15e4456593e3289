import type { ReversalLine } from '../../domain/pain007.ts';
import type { Model } from './pain007Model.ts';
import { addressOf, amendmentOf, batchBookingOf, bicOf, cents, type Element, parseTree } from './sepaElement.ts';

/** Reads a pain.007 back into the rows it was written from: a reader for tests, written apart from the writer. */
export function parsePain007(xml: string): Model {
  const root = parseTree(xml);
  // Version .09 has a choice between parties and agents where .02 has parties.
  const party = root.namespace.endsWith('.09') ? '/Pty' : '';
  const reversal = root.child('CstmrPmtRvsl')!;
  const header = reversal.child('GrpHdr')!;
  const batches = reversal.children('OrgnlPmtInfAndRvsl');
  const first = batches[0]!.find('TxInf/OrgnlTxRef')!;
  const lines = batches.map((batch, index) =>
    batch.children('TxInf').map((transaction, line) => lineOf(transaction, party, index + 1, line + 1)),
  );
  return {
    message: {
      message_id: header.text('MsgId')!,
      created_at: header.text('CreDtTm')!,
      count: Number(header.text('NbOfTxs')),
      sum_minor: cents(header.text('CtrlSum')!),
      initiating_party: header.text('InitgPty/Nm')!,
      batch_booking: batchBookingOf(batches[0]!),
      original: {
        version: reversal.text('OrgnlGrpInf/OrgnlMsgNmId') as 'pain.008.001.08',
        message_id: reversal.text('OrgnlGrpInf/OrgnlMsgId')!,
        local_instrument: first.text('PmtTpInf/LclInstrm/Cd') as 'CORE',
        creditor: {
          name: first.text(`Cdtr${party}/Nm`)!,
          iban: first.text('CdtrAcct/Id/IBAN')!,
          bic: bicOf(first, 'CdtrAgt'),
          identifier: first.text('CdtrSchmeId/Id/PrvtId/Othr/Id')!,
        },
      },
      batches: batches.map((batch, index) => ({
        batch_no: index + 1,
        payment_info_id: batch.text('RvslPmtInfId')!,
        // The message states neither for each batch.
        count: lines[index]!.length,
        sum_minor: lines[index]!.reduce((sum, line) => sum + line.amount_minor, 0),
        original: {
          payment_info_id: batch.text('OrgnlPmtInfId')!,
          collection_on: batch.text('TxInf/OrgnlTxRef/ReqdColltnDt')!,
          sequence_type: batch.text('TxInf/OrgnlTxRef/PmtTpInf/SeqTp') as 'RCUR',
        },
      })),
    },
    lines: lines.flat(),
  };
}

function lineOf(transaction: Element, party: string, batchNo: number, lineNo: number): ReversalLine {
  const original = transaction.child('OrgnlTxRef')!;
  const mandate = original.child('MndtRltdInf')!;
  const debtor = original.find(`Dbtr${party}`)!;
  if (transaction.text('OrgnlInstdAmt') !== transaction.text('RvsdInstdAmt')) throw new Error('reversed in part');
  return {
    batch_no: batchNo,
    line_no: lineNo,
    end_to_end_id: transaction.text('OrgnlEndToEndId')!,
    amount_minor: cents(transaction.text('RvsdInstdAmt')!),
    reason: transaction.text('RvslRsnInf/Rsn/Cd') as 'AM05',
    umr: mandate.text('MndtId')!,
    signed_on: mandate.text('DtOfSgntr')!,
    amendment: amendmentOf(mandate),
    debtor_name: debtor.text('Nm')!,
    debtor_iban: original.text('DbtrAcct/Id/IBAN')!,
    debtor_bic: bicOf(original, 'DbtrAgt'),
    debtor_address: addressOf(debtor),
    remittance: original.text('RmtInf/Ustrd') ?? '',
  };
}
