import {
  type CreditTransferBatch,
  type CreditTransferLine,
  type CreditTransferMessage,
  creditTransferVersion,
} from '../domain/pain001.ts';
import { checkLine, checkMessage } from './pain001Rules.ts';
import { account, agent, amount, batchBooking, groupHeader, party, remittance, totals } from './sepaElements.ts';
import { writeMessage } from './sepaMessage.ts';

/**
 * Writes a pain.001.001.09 from frozen rows, in chunks of about 64 KiB of text to be encoded as UTF-8. The same rows
 * always give the same bytes, and memory does not grow with the number of lines.
 *
 * Element order: ISO 20022. What SEPA allows: EPC132-08. A BIC of a creditor that is not known is left out, of the debtor
 * it is NOTPROVIDED. Every field is checked as it is written; that EndToEndIds are unique is left to the database.
 *
 * @param lines pages of lines, ordered by batch_no and line_no.
 * @throws IncassoError INVALID_INPUT naming line, field and rule; BROKEN_PROMISE when count, sum or order are not those
 *   of the message. What was yielded before is then no file.
 */
export async function* writePain001(
  message: CreditTransferMessage,
  lines: AsyncIterable<CreditTransferLine[]>,
): AsyncGenerator<string> {
  checkMessage(message);
  yield* writeMessage(message, lines, {
    version: creditTransferVersion,
    root: 'CstmrCdtTrfInitn',
    head: groupHeader(message),
    tail: '',
    batchStart: (batch) => batchStart(message, batch),
    line: (_batch, line) => {
      checkLine(message, line);
      return transaction(line);
    },
    batchEnd: '</PmtInf>\n',
  });
}

function batchStart({ batch_booking, debtor }: CreditTransferMessage, batch: CreditTransferBatch): string {
  return (
    `<PmtInf><PmtInfId>${batch.payment_info_id}</PmtInfId><PmtMtd>TRF</PmtMtd>` +
    `${batchBooking(batch_booking)}${totals(batch)}<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>` +
    `<ReqdExctnDt><Dt>${batch.execution_on}</Dt></ReqdExctnDt>` +
    `<Dbtr>${party(debtor.name, debtor.address)}</Dbtr><DbtrAcct>${account(debtor.iban)}</DbtrAcct>` +
    `<DbtrAgt>${agent(debtor.bic, 'BICFI')}</DbtrAgt><ChrgBr>SLEV</ChrgBr>\n`
  );
}

/** One CdtTrfTxInf on a line of its own. */
function transaction(line: CreditTransferLine): string {
  const { creditor_bic } = line;
  return (
    `<CdtTrfTxInf><PmtId><EndToEndId>${line.end_to_end_id}</EndToEndId></PmtId>` +
    `<Amt>${amount('InstdAmt', line.amount_minor)}</Amt>` +
    (creditor_bic === undefined ? '' : `<CdtrAgt>${agent(creditor_bic, 'BICFI')}</CdtrAgt>`) +
    `<Cdtr>${party(line.creditor_name, line.creditor_address)}</Cdtr>` +
    `<CdtrAcct>${account(line.creditor_iban)}</CdtrAcct>${remittance(line.remittance)}</CdtTrfTxInf>\n`
  );
}
