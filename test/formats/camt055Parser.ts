import type { CancellationLine } from '../../domain/camt055.ts';
import type { Model } from './camt055Model.ts';
import { cents, type Element, parseTree } from './sepaElement.ts';

/** Reads a camt.055 back into the rows it was written from: a reader for tests, written apart from the writer. */
export function parseCamt055(xml: string): Model {
  const request = parseTree(xml).child('CstmrPmtCxlReq')!;
  const underlying = request.child('Undrlyg')!;
  const batches = underlying.children('OrgnlPmtInfAndCxl');
  const lines = batches.map((batch, index) =>
    batch.children('TxInf').map((transaction, line) => lineOf(transaction, index + 1, line + 1)),
  );
  return {
    message: {
      message_id: request.text('Assgnmt/Id')!,
      created_at: request.text('Assgnmt/CreDtTm')!,
      count: Number(request.text('CtrlData/NbOfTxs')),
      sum_minor: cents(request.text('CtrlData/CtrlSum')!),
      initiating_party: request.text('Assgnmt/Assgnr/Pty/Nm')!,
      bank_bic: request.text('Assgnmt/Assgne/Agt/FinInstnId/BICFI'),
      original: {
        message_id: underlying.text('OrgnlGrpInfAndCxl/OrgnlMsgId')!,
        version: underlying.text('OrgnlGrpInfAndCxl/OrgnlMsgNmId') as 'pain.008.001.08',
      },
      batches: batches.map((batch, index) => ({
        batch_no: index + 1,
        // The message states neither for each batch.
        count: lines[index]!.length,
        sum_minor: lines[index]!.reduce((sum, line) => sum + line.amount_minor, 0),
        original: {
          payment_info_id: batch.text('OrgnlPmtInfId')!,
          requested_on: (batch.text('TxInf/OrgnlReqdColltnDt') ?? batch.text('TxInf/OrgnlReqdExctnDt/Dt'))!,
        },
      })),
    },
    lines: lines.flat(),
  };
}

function lineOf(transaction: Element, batchNo: number, lineNo: number): CancellationLine {
  return {
    batch_no: batchNo,
    line_no: lineNo,
    end_to_end_id: transaction.text('OrgnlEndToEndId')!,
    amount_minor: cents(transaction.text('OrgnlInstdAmt')!),
    reason: transaction.text('CxlRsnInf/Rsn/Cd') as 'DUPL',
  };
}
