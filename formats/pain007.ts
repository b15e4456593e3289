import type { ReversalBatch, ReversalLine, ReversalMessage } from '../domain/pain007.ts';
import { isOf2009 } from '../domain/pain008.ts';
import { checkLine, checkMessage } from './pain007Rules.ts';
import {
  account,
  agent,
  amount,
  batchBooking,
  bicElementOf,
  creditorScheme,
  directDebitType,
  groupHeader,
  mandate,
  party,
  remittance,
} from './sepaElements.ts';
import { writeMessage } from './sepaMessage.ts';

/**
 * Writes a pain.007.001.09, or .02 when the original is of 2009, from frozen rows, in chunks of about 64 KiB of text to be
 * encoded as UTF-8. The same rows always give the same bytes, and memory does not grow with the number of lines.
 *
 * Collections are reversed as a whole, and each repeats in OrgnlTxRef what it said (EPC130-08: an exact copy; the German
 * subset needs the mandate). GrpRvsl and PmtInfRvsl are left out: what is reversed is listed.
 *
 * Every field is checked as it is written. That a collection was settled, and is reversed once, is left to the database.
 *
 * @param lines pages of lines, ordered by batch_no and line_no.
 * @throws IncassoError INVALID_INPUT naming line, field and rule; BROKEN_PROMISE when count, sum or order are not those
 *   of the message. What was yielded before is then no file.
 */
export async function* writePain007(
  message: ReversalMessage,
  lines: AsyncIterable<ReversalLine[]>,
): AsyncGenerator<string> {
  checkMessage(message);
  const { original } = message;
  const createdOn = message.created_at.slice(0, 10);
  yield* writeMessage(message, lines, {
    version: isOf2009(original.version) ? 'pain.007.001.02' : 'pain.007.001.09',
    root: 'CstmrPmtRvsl',
    head:
      groupHeader(message) +
      `<OrgnlGrpInf><OrgnlMsgId>${original.message_id}</OrgnlMsgId>` +
      `<OrgnlMsgNmId>${original.version}</OrgnlMsgNmId></OrgnlGrpInf>\n`,
    tail: '',
    batchStart: (batch) =>
      `<OrgnlPmtInfAndRvsl><RvslPmtInfId>${batch.payment_info_id}</RvslPmtInfId>` +
      `<OrgnlPmtInfId>${batch.original.payment_info_id}</OrgnlPmtInfId>${batchBooking(message.batch_booking)}\n`,
    line: (batch, line) => {
      checkLine(message, batch, line, createdOn);
      return transaction(message, batch, line);
    },
    batchEnd: '</OrgnlPmtInfAndRvsl>\n',
  });
}

/** One TxInf on a line of its own. */
function transaction(message: ReversalMessage, batch: ReversalBatch, line: ReversalLine): string {
  return (
    `<TxInf><OrgnlEndToEndId>${line.end_to_end_id}</OrgnlEndToEndId>` +
    `${amount('OrgnlInstdAmt', line.amount_minor)}${amount('RvsdInstdAmt', line.amount_minor)}<ChrgBr>SLEV</ChrgBr>` +
    `<RvslRsnInf><Orgtr>${party(message.original.creditor.name)}</Orgtr><Rsn><Cd>${line.reason}</Cd></Rsn></RvslRsnInf>` +
    `<OrgnlTxRef>${collection(message, batch, line)}</OrgnlTxRef></TxInf>\n`
  );
}

/** What the collection said. */
function collection({ original }: ReversalMessage, batch: ReversalBatch, line: ReversalLine): string {
  const { creditor } = original;
  const bicElement = bicElementOf(original.version);
  const partyChoice = (text: string): string => (isOf2009(original.version) ? text : `<Pty>${text}</Pty>`);
  return (
    `<ReqdColltnDt>${batch.original.collection_on}</ReqdColltnDt>` +
    `<CdtrSchmeId>${creditorScheme(creditor.identifier)}</CdtrSchmeId>` +
    `${directDebitType(original.local_instrument, batch.original.sequence_type)}` +
    `${mandate(line)}${remittance(line.remittance)}` +
    `<Dbtr>${partyChoice(party(line.debtor_name, line.debtor_address))}</Dbtr>` +
    `<DbtrAcct>${account(line.debtor_iban)}</DbtrAcct><DbtrAgt>${agent(line.debtor_bic, bicElement)}</DbtrAgt>` +
    `<CdtrAgt>${agent(creditor.bic, bicElement)}</CdtrAgt><Cdtr>${partyChoice(party(creditor.name))}</Cdtr>` +
    `<CdtrAcct>${account(creditor.iban)}</CdtrAcct>`
  );
}
