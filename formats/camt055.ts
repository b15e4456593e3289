import type { CancellationBatch, CancellationLine, CancellationMessage } from '../domain/camt055.ts';
import { creditTransferVersion } from '../domain/pain001.ts';
import { checkLine, checkMessage } from './camt055Rules.ts';
import { agent, amount, party, totals } from './sepaElements.ts';
import { writeMessage } from './sepaMessage.ts';

/**
 * Writes a camt.055.001.08 from frozen rows, in chunks of about 64 KiB of text to be encoded as UTF-8. The same rows
 * always give the same bytes, and memory does not grow with the number of lines.
 *
 * The initiating party assigns the case to its bank. Each payment is identified by the message, the payment information
 * and the EndToEndId with which it was sent, its amount and its date. GrpCxl and PmtInfCxl are left out: what is to be
 * cancelled is listed. Count and sum stand in CtrlData; elsewhere they would be those of the original.
 *
 * Every field is checked as it is written. That a payment is not settled yet is left to the database, and to the bank.
 *
 * @param lines pages of lines, ordered by batch_no and line_no.
 * @throws IncassoError INVALID_INPUT naming line, field and rule; BROKEN_PROMISE when count, sum or order are not those
 *   of the message. What was yielded before is then no file.
 */
export async function* writeCamt055(
  message: CancellationMessage,
  lines: AsyncIterable<CancellationLine[]>,
): AsyncGenerator<string> {
  checkMessage(message);
  const { original } = message;
  yield* writeMessage(message, lines, {
    version: 'camt.055.001.08',
    root: 'CstmrPmtCxlReq',
    head:
      `<Assgnmt><Id>${message.message_id}</Id><Assgnr><Pty>${party(message.initiating_party)}</Pty></Assgnr>` +
      `<Assgne><Agt>${agent(message.bank_bic, 'BICFI')}</Agt></Assgne><CreDtTm>${message.created_at}</CreDtTm></Assgnmt>` +
      `<CtrlData>${totals(message)}</CtrlData>\n` +
      `<Undrlyg><OrgnlGrpInfAndCxl><OrgnlMsgId>${original.message_id}</OrgnlMsgId>` +
      `<OrgnlMsgNmId>${original.version}</OrgnlMsgNmId></OrgnlGrpInfAndCxl>\n`,
    tail: '</Undrlyg>',
    batchStart: (batch) => `<OrgnlPmtInfAndCxl><OrgnlPmtInfId>${batch.original.payment_info_id}</OrgnlPmtInfId>\n`,
    line: (batch, line) => {
      checkLine(message, line);
      return transaction(message, batch, line);
    },
    batchEnd: '</OrgnlPmtInfAndCxl>\n',
  });
}

/** One TxInf on a line of its own. */
function transaction(message: CancellationMessage, batch: CancellationBatch, line: CancellationLine): string {
  const { requested_on } = batch.original;
  const date =
    message.original.version === creditTransferVersion
      ? `<OrgnlReqdExctnDt><Dt>${requested_on}</Dt></OrgnlReqdExctnDt>`
      : `<OrgnlReqdColltnDt>${requested_on}</OrgnlReqdColltnDt>`;
  return (
    `<TxInf><OrgnlEndToEndId>${line.end_to_end_id}</OrgnlEndToEndId>` +
    `${amount('OrgnlInstdAmt', line.amount_minor)}${date}` +
    `<CxlRsnInf><Orgtr>${party(message.initiating_party)}</Orgtr><Rsn><Cd>${line.reason}</Cd></Rsn></CxlRsnInf></TxInf>\n`
  );
}
