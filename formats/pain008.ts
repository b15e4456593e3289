import type { DirectDebitBatch, DirectDebitLine, DirectDebitMessage } from '../domain/pain008.ts';
import { checkLine, checkMessage } from './pain008Rules.ts';
import {
  account,
  agent,
  amount,
  batchBooking,
  type BicElement,
  bicElementOf,
  creditorScheme,
  directDebitType,
  groupHeader,
  mandate,
  party,
  remittance,
  totals,
} from './sepaElements.ts';
import { writeMessage } from './sepaMessage.ts';

/**
 * Writes a pain.008.001.08 or .02 from frozen rows, in chunks of about 64 KiB of text to be encoded as UTF-8. The same
 * rows always give the same bytes, and memory does not grow with the number of lines.
 *
 * Element order: ISO 20022. What SEPA allows: EPC130-08 and the German subset GBIC_5. `InstrId` is not written: the
 * EndToEndId is unique already. A BIC that is not known is NOTPROVIDED.
 *
 * Every field is checked as it is written. That EndToEndIds are unique, and a one-off mandate is used once, is not
 * checked here but by unique indexes of the database.
 *
 * @param lines pages of lines, ordered by batch_no and line_no.
 * @throws IncassoError INVALID_INPUT naming line, field and rule; BROKEN_PROMISE when count, sum or order are not those
 *   of the message. What was yielded before is then no file.
 */
export async function* writePain008(
  message: DirectDebitMessage,
  lines: AsyncIterable<DirectDebitLine[]>,
): AsyncGenerator<string> {
  checkMessage(message);
  const createdOn = message.created_at.slice(0, 10);
  const bicElement = bicElementOf(message.version);
  yield* writeMessage(message, lines, {
    version: message.version,
    root: 'CstmrDrctDbtInitn',
    head: groupHeader(message),
    tail: '',
    batchStart: (batch) => batchStart(message, batch, bicElement),
    line: (batch, line) => {
      checkLine(message, batch, line, createdOn);
      return transaction(line, bicElement);
    },
    batchEnd: '</PmtInf>\n',
  });
}

function batchStart(message: DirectDebitMessage, batch: DirectDebitBatch, bicElement: BicElement): string {
  const { creditor } = message;
  return (
    `<PmtInf><PmtInfId>${batch.payment_info_id}</PmtInfId><PmtMtd>DD</PmtMtd>` +
    `${batchBooking(message.batch_booking)}${totals(batch)}` +
    `${directDebitType(message.local_instrument, batch.sequence_type)}` +
    `<ReqdColltnDt>${batch.collection_on}</ReqdColltnDt>` +
    `<Cdtr>${party(creditor.name)}</Cdtr><CdtrAcct>${account(creditor.iban)}</CdtrAcct>` +
    `<CdtrAgt>${agent(creditor.bic, bicElement)}</CdtrAgt><ChrgBr>SLEV</ChrgBr>` +
    `<CdtrSchmeId>${creditorScheme(creditor.identifier)}</CdtrSchmeId>\n`
  );
}

/** One DrctDbtTxInf on a line of its own. */
function transaction(line: DirectDebitLine, bicElement: BicElement): string {
  return (
    `<DrctDbtTxInf><PmtId><EndToEndId>${line.end_to_end_id}</EndToEndId></PmtId>` +
    `${amount('InstdAmt', line.amount_minor)}<DrctDbtTx>${mandate(line)}</DrctDbtTx>` +
    `<DbtrAgt>${agent(line.debtor_bic, bicElement)}</DbtrAgt>` +
    `<Dbtr>${party(line.debtor_name, line.debtor_address)}</Dbtr>` +
    `<DbtrAcct>${account(line.debtor_iban)}</DbtrAcct>${remittance(line.remittance)}</DrctDbtTxInf>\n`
  );
}
