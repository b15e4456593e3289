import { IncassoError } from '../domain/errors.ts';
import { addMinor, minorToDecimal } from '../domain/money.ts';
import type { DirectDebitBatch, DirectDebitLine, DirectDebitMessage } from '../domain/pain008.ts';
import { checkLine, checkMessage } from './pain008Rules.ts';

const chunkLength = 64 * 1024;

/** What was written of a PmtInf so far. */
interface Tally {
  count: number;
  sum_minor: number;
  last_line_no: number;
}

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
  const bicElement = message.version === 'pain.008.001.08' ? 'BICFI' : 'BIC';
  let batchIndex = -1;
  let batch: DirectDebitBatch | undefined;
  let tally: Tally = { count: 0, sum_minor: 0, last_line_no: 0 };
  let chunk = messageStart(message);

  for await (const page of lines) {
    for (const line of page) {
      if (batch === undefined || line.batch_no !== batch.batch_no) {
        if (batch) chunk += batchEnd(batch, tally);
        batchIndex++;
        batch = nextBatch(message, batchIndex, line);
        tally = { count: 0, sum_minor: 0, last_line_no: 0 };
        chunk += batchStart(message, batch, bicElement);
      }
      checkLine(message, batch, line, createdOn);
      count(line, tally);
      chunk += transaction(line, bicElement);
      if (chunk.length >= chunkLength) {
        yield chunk;
        chunk = '';
      }
    }
  }

  if (batch) chunk += batchEnd(batch, tally);
  if (batchIndex + 1 !== message.batches.length) {
    throw new IncassoError(
      'BROKEN_PROMISE',
      `message ${message.message_id} has ${message.batches.length} batches, lines came for ${batchIndex + 1}`,
    );
  }
  yield `${chunk}</CstmrDrctDbtInitn></Document>\n`;
}

/** The batch a line begins: it must be the next one of the message. */
function nextBatch(message: DirectDebitMessage, index: number, line: DirectDebitLine): DirectDebitBatch {
  const batch = message.batches[index];
  if (batch?.batch_no === line.batch_no) return batch;
  throw new IncassoError(
    'BROKEN_PROMISE',
    `message ${message.message_id}: batch ${line.batch_no} was not expected here, the lines are out of order`,
  );
}

function count(line: DirectDebitLine, tally: Tally): void {
  if (line.line_no <= tally.last_line_no) {
    throw new IncassoError(
      'BROKEN_PROMISE',
      `batch ${line.batch_no}: line ${line.line_no} came after line ${tally.last_line_no}`,
    );
  }
  tally.last_line_no = line.line_no;
  tally.count++;
  tally.sum_minor = addMinor(tally.sum_minor, line.amount_minor);
}

function messageStart(message: DirectDebitMessage): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${message.version}"><CstmrDrctDbtInitn>\n` +
    `<GrpHdr><MsgId>${message.message_id}</MsgId><CreDtTm>${message.created_at}</CreDtTm>` +
    `<NbOfTxs>${message.count}</NbOfTxs><CtrlSum>${minorToDecimal(message.sum_minor, 'EUR')}</CtrlSum>` +
    `<InitgPty><Nm>${message.initiating_party}</Nm></InitgPty></GrpHdr>\n`
  );
}

function batchStart(message: DirectDebitMessage, batch: DirectDebitBatch, bicElement: string): string {
  const { creditor, batch_booking } = message;
  return (
    `<PmtInf><PmtInfId>${batch.payment_info_id}</PmtInfId><PmtMtd>DD</PmtMtd>` +
    (batch_booking === undefined ? '' : `<BtchBookg>${batch_booking}</BtchBookg>`) +
    `<NbOfTxs>${batch.count}</NbOfTxs><CtrlSum>${minorToDecimal(batch.sum_minor, 'EUR')}</CtrlSum>` +
    `<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>${message.local_instrument}</Cd></LclInstrm>` +
    `<SeqTp>${batch.sequence_type}</SeqTp></PmtTpInf><ReqdColltnDt>${batch.collection_on}</ReqdColltnDt>` +
    `<Cdtr><Nm>${creditor.name}</Nm></Cdtr><CdtrAcct><Id><IBAN>${creditor.iban}</IBAN></Id></CdtrAcct>` +
    `<CdtrAgt>${agent(creditor.bic, bicElement)}</CdtrAgt><ChrgBr>SLEV</ChrgBr>` +
    `<CdtrSchmeId>${creditorScheme(creditor.identifier)}</CdtrSchmeId>\n`
  );
}

function batchEnd(batch: DirectDebitBatch, tally: Tally): string {
  if (batch.count !== tally.count || batch.sum_minor !== tally.sum_minor) {
    throw new IncassoError(
      'BROKEN_PROMISE',
      `batch ${batch.batch_no} (${batch.payment_info_id}) is ${batch.count} lines, sum ${batch.sum_minor}; ` +
        `${tally.count} lines, sum ${tally.sum_minor} came`,
    );
  }
  return '</PmtInf>\n';
}

/** One DrctDbtTxInf on a line of its own. Checked text has no character that XML escapes. */
function transaction(line: DirectDebitLine, bicElement: string): string {
  return (
    `<DrctDbtTxInf><PmtId><EndToEndId>${line.end_to_end_id}</EndToEndId></PmtId>` +
    `<InstdAmt Ccy="EUR">${minorToDecimal(line.amount_minor, 'EUR')}</InstdAmt>` +
    `<DrctDbtTx><MndtRltdInf><MndtId>${line.umr}</MndtId><DtOfSgntr>${line.signed_on}</DtOfSgntr>` +
    (line.amendment === undefined ? '' : amendment(line.amendment)) +
    `</MndtRltdInf></DrctDbtTx><DbtrAgt>${agent(line.debtor_bic, bicElement)}</DbtrAgt>` +
    `<Dbtr><Nm>${line.debtor_name}</Nm>` +
    (line.debtor_address === undefined ? '' : address(line.debtor_address)) +
    `</Dbtr><DbtrAcct><Id><IBAN>${line.debtor_iban}</IBAN></Id></DbtrAcct>` +
    (line.remittance === '' ? '' : `<RmtInf><Ustrd>${line.remittance}</Ustrd></RmtInf>`) +
    '</DrctDbtTxInf>\n'
  );
}

/** SMNDA stands under the account: under the agent it has had no meaning since November 2016. */
function amendment(changes: NonNullable<DirectDebitLine['amendment']>): string {
  const { original_umr, original_creditor_name, original_creditor_identifier, original_debtor_account } = changes;
  let details = original_umr === undefined ? '' : `<OrgnlMndtId>${original_umr}</OrgnlMndtId>`;
  if (original_creditor_name !== undefined || original_creditor_identifier !== undefined) {
    const name = original_creditor_name === undefined ? '' : `<Nm>${original_creditor_name}</Nm>`;
    const identifier = original_creditor_identifier === undefined ? '' : creditorScheme(original_creditor_identifier);
    details += `<OrgnlCdtrSchmeId>${name}${identifier}</OrgnlCdtrSchmeId>`;
  }
  if (original_debtor_account === 'SMNDA') {
    details += '<OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct>';
  } else if (original_debtor_account !== undefined) {
    details += `<OrgnlDbtrAcct><Id><IBAN>${original_debtor_account}</IBAN></Id></OrgnlDbtrAcct>`;
  }
  return `<AmdmntInd>true</AmdmntInd><AmdmntInfDtls>${details}</AmdmntInfDtls>`;
}

function address(structured: NonNullable<DirectDebitLine['debtor_address']>): string {
  const { street, building_number, postcode, town, country } = structured;
  return (
    '<PstlAdr>' +
    (street === undefined ? '' : `<StrtNm>${street}</StrtNm>`) +
    (building_number === undefined ? '' : `<BldgNb>${building_number}</BldgNb>`) +
    (postcode === undefined ? '' : `<PstCd>${postcode}</PstCd>`) +
    `<TwnNm>${town}</TwnNm><Ctry>${country}</Ctry></PstlAdr>`
  );
}

function agent(bic: string | undefined, bicElement: string): string {
  return bic === undefined
    ? '<FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId>'
    : `<FinInstnId><${bicElement}>${bic}</${bicElement}></FinInstnId>`;
}

function creditorScheme(identifier: string): string {
  return `<Id><PrvtId><Othr><Id>${identifier}</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id>`;
}
