import { type SaxesAttributeNS, SaxesParser } from 'saxes';

/** A pain.008 as it stands in the file: all values are text as found, '' when missing. */
export interface ReceivedMessage {
  /** Message name of the namespace: `pain.008.001.08`. */
  message_name: string;
  message_id: string;
  created_at: string;
  stated_count: string;
  stated_sum: string;
  batches: ReceivedBatch[];
}

/** One PmtInf. */
export interface ReceivedBatch {
  payment_info_id: string;
  method: string;
  batch_booking: string;
  stated_count: string;
  stated_sum: string;
  service_level: string;
  local_instrument: string;
  sequence_type: string;
  collection_on: string;
  creditor_name: string;
  creditor_iban: string;
  creditor_identifier: string;
  payments: ReceivedPayment[];
}

/** One DrctDbtTxInf. */
export interface ReceivedPayment {
  instruction_id: string;
  end_to_end_id: string;
  amount: string;
  currency: string;
  umr: string;
  signed_on: string;
  amendment_indicator: string;
  original_umr: string;
  original_creditor_name: string;
  original_creditor_identifier: string;
  original_debtor_iban: string;
  original_debtor_account_other: string;
  original_debtor_agent: string;
  creditor_identifier: string;
  debtor_name: string;
  debtor_iban: string;
  remittance: string;
}

/** The file cannot be read as a pain.008; the message says why and where. */
export class UnreadableFile extends Error {}

const root = '/Document/CstmrDrctDbtInitn';
const batchPath = `${root}/PmtInf`;
const paymentPath = `${batchPath}/DrctDbtTxInf`;
const amendmentPath = `${paymentPath}/DrctDbtTx/MndtRltdInf/AmdmntInfDtls`;

const messageFields: Record<string, 'message_id' | 'created_at' | 'stated_count' | 'stated_sum'> = {
  [`${root}/GrpHdr/MsgId`]: 'message_id',
  [`${root}/GrpHdr/CreDtTm`]: 'created_at',
  [`${root}/GrpHdr/NbOfTxs`]: 'stated_count',
  [`${root}/GrpHdr/CtrlSum`]: 'stated_sum',
};

const batchFields: Record<string, Exclude<keyof ReceivedBatch, 'payments'>> = {
  [`${batchPath}/PmtInfId`]: 'payment_info_id',
  [`${batchPath}/PmtMtd`]: 'method',
  [`${batchPath}/BtchBookg`]: 'batch_booking',
  [`${batchPath}/NbOfTxs`]: 'stated_count',
  [`${batchPath}/CtrlSum`]: 'stated_sum',
  [`${batchPath}/PmtTpInf/SvcLvl/Cd`]: 'service_level',
  [`${batchPath}/PmtTpInf/LclInstrm/Cd`]: 'local_instrument',
  [`${batchPath}/PmtTpInf/SeqTp`]: 'sequence_type',
  [`${batchPath}/ReqdColltnDt`]: 'collection_on',
  [`${batchPath}/Cdtr/Nm`]: 'creditor_name',
  [`${batchPath}/CdtrAcct/Id/IBAN`]: 'creditor_iban',
  [`${batchPath}/CdtrSchmeId/Id/PrvtId/Othr/Id`]: 'creditor_identifier',
};

const paymentFields: Record<string, keyof ReceivedPayment> = {
  [`${paymentPath}/PmtId/InstrId`]: 'instruction_id',
  [`${paymentPath}/PmtId/EndToEndId`]: 'end_to_end_id',
  [`${paymentPath}/InstdAmt`]: 'amount',
  [`${paymentPath}/DrctDbtTx/MndtRltdInf/MndtId`]: 'umr',
  [`${paymentPath}/DrctDbtTx/MndtRltdInf/DtOfSgntr`]: 'signed_on',
  [`${paymentPath}/DrctDbtTx/MndtRltdInf/AmdmntInd`]: 'amendment_indicator',
  [`${amendmentPath}/OrgnlMndtId`]: 'original_umr',
  [`${amendmentPath}/OrgnlCdtrSchmeId/Nm`]: 'original_creditor_name',
  [`${amendmentPath}/OrgnlCdtrSchmeId/Id/PrvtId/Othr/Id`]: 'original_creditor_identifier',
  [`${amendmentPath}/OrgnlDbtrAcct/Id/IBAN`]: 'original_debtor_iban',
  [`${amendmentPath}/OrgnlDbtrAcct/Id/Othr/Id`]: 'original_debtor_account_other',
  [`${amendmentPath}/OrgnlDbtrAgt/FinInstnId/BIC`]: 'original_debtor_agent',
  [`${amendmentPath}/OrgnlDbtrAgt/FinInstnId/BICFI`]: 'original_debtor_agent',
  [`${amendmentPath}/OrgnlDbtrAgt/FinInstnId/Othr/Id`]: 'original_debtor_agent',
  [`${paymentPath}/DrctDbtTx/CdtrSchmeId/Id/PrvtId/Othr/Id`]: 'creditor_identifier',
  [`${paymentPath}/Dbtr/Nm`]: 'debtor_name',
  [`${paymentPath}/DbtrAcct/Id/IBAN`]: 'debtor_iban',
  [`${paymentPath}/RmtInf/Ustrd`]: 'remittance',
  [`${paymentPath}/RmtInf/Strd/CdtrRefInf/Ref`]: 'remittance',
};

const sliceBytes = 1 << 20;

/**
 * Reads a pain.008 from its bytes, in slices, UTF-8 only, without DTDs.
 * @throws UnreadableFile with the line when it is not well-formed, not UTF-8 or another message.
 */
export function readPain008(bytes: Uint8Array): ReceivedMessage {
  const message = emptyMessage();
  const parser = new SaxesParser({ xmlns: true });
  feedInto(parser, message);
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for (let start = 0; start < bytes.length; start += sliceBytes) {
      parser.write(decoder.decode(bytes.subarray(start, start + sliceBytes), { stream: true }));
    }
    parser.write(decoder.decode());
    parser.close();
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    const why = error instanceof TypeError ? 'it is not UTF-8' : error instanceof Error ? error.message : String(error);
    throw new UnreadableFile(`not well-formed near line ${parser.line}: ${why}`);
  }
  if (message.message_name === '') throw new UnreadableFile('no pain.008 in the file');
  return message;
}

function feedInto(parser: SaxesParser<{ xmlns: true }>, message: ReceivedMessage): void {
  const paths = [''];
  let path = '';
  let text = '';
  let currency = '';

  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new UnreadableFile('a DOCTYPE is not allowed');
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding && encoding.toUpperCase() !== 'UTF-8') throw new UnreadableFile('the encoding is not UTF-8');
  });
  parser.on('opentag', (tag) => {
    path = `${path}/${tag.local}`;
    paths.push(path);
    text = '';
    if (path === root) message.message_name = messageNameOf(tag.uri);
    else if (paths.length === 3) throw new UnreadableFile('the file is no CstmrDrctDbtInitn');
    if (path === batchPath) message.batches.push(emptyBatch());
    if (path === paymentPath) message.batches.at(-1)?.payments.push(emptyPayment());
    if (path === `${paymentPath}/InstdAmt`) currency = attribute(tag.attributes.Ccy);
  });
  parser.on('text', (part) => (text += part));
  parser.on('cdata', (part) => (text += part));
  parser.on('closetag', () => {
    store(message, path, text, currency);
    text = '';
    paths.pop();
    path = paths.at(-1) ?? '';
  });
}

/** The element's text goes to the field of its path; elements that the bank has no use for go nowhere. */
function store(message: ReceivedMessage, path: string, text: string, currency: string): void {
  const batch = message.batches.at(-1);
  const payment = batch?.payments.at(-1);
  const ofPayment = paymentFields[path];
  if (ofPayment) {
    if (!payment) return;
    payment[ofPayment] = text;
    if (ofPayment === 'amount') payment.currency = currency;
    return;
  }
  const ofBatch = batchFields[path];
  if (ofBatch && batch) batch[ofBatch] = text;
  const ofMessage = messageFields[path];
  if (ofMessage) message[ofMessage] = text;
}

function messageNameOf(namespace: string): string {
  const name = /(pain\.008\.\d{3}\.\d{2})$/.exec(namespace)?.[1];
  if (!name) throw new UnreadableFile('the namespace is not that of a pain.008');
  return name;
}

function attribute(value: SaxesAttributeNS | undefined): string {
  return value?.value ?? '';
}

function emptyMessage(): ReceivedMessage {
  return { message_name: '', message_id: '', created_at: '', stated_count: '', stated_sum: '', batches: [] };
}

function emptyBatch(): ReceivedBatch {
  return {
    payment_info_id: '',
    method: '',
    batch_booking: '',
    stated_count: '',
    stated_sum: '',
    service_level: '',
    local_instrument: '',
    sequence_type: '',
    collection_on: '',
    creditor_name: '',
    creditor_iban: '',
    creditor_identifier: '',
    payments: [],
  };
}

function emptyPayment(): ReceivedPayment {
  return {
    instruction_id: '',
    end_to_end_id: '',
    amount: '',
    currency: '',
    umr: '',
    signed_on: '',
    amendment_indicator: '',
    original_umr: '',
    original_creditor_name: '',
    original_creditor_identifier: '',
    original_debtor_iban: '',
    original_debtor_account_other: '',
    original_debtor_agent: '',
    creditor_identifier: '',
    debtor_name: '',
    debtor_iban: '',
    remittance: '',
  };
}
