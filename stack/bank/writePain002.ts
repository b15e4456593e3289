import type { BookedBatch } from './books.ts';
import { localDateTime } from './calendar.ts';
import { fromCents } from './money.ts';
import type { FileRecord, PaymentRecord } from './records.ts';
import { closeDocument, element, euro, openDocument } from './xml.ts';

/**
 * The status report on one file, pain.002.001.10: the group's status, and every rejected payment. A bank that does not
 * acknowledge gives rejected payments only, without a status of group or batch, as German banks do.
 */
export function* writePain002(bankName: string, file: FileRecord, batches: BookedBatch[]): Generator<string> {
  yield openDocument('pain.002.001.10', 'CstmrPmtStsRpt');
  yield '<GrpHdr>' + element('MsgId', `${bankName}-S-${file.file_no}`) + element('CreDtTm', localDateTime(file.at));
  yield '</GrpHdr>\n<OrgnlGrpInfAndSts>';
  yield element('OrgnlMsgId', file.message_id) + element('OrgnlMsgNmId', file.message_name);
  if (/^\d{1,15}$/.test(file.stated_count)) yield element('OrgnlNbOfTxs', file.stated_count);
  if (/^\d{1,15}(\.\d{1,2})?$/.test(file.stated_sum)) yield element('OrgnlCtrlSum', file.stated_sum);
  yield element('GrpSts', groupStatus(file, batches));
  if (file.objection) yield reason(file.objection.code, file.objection.sentence);
  yield '</OrgnlGrpInfAndSts>\n';
  for (const batch of batches) {
    const rejected = batch.payments.filter((payment) => payment.rejected);
    if (rejected.length === 0) continue;
    yield '<OrgnlPmtInfAndSts>' + element('OrgnlPmtInfId', batch.payment_info_id);
    if (file.acknowledge) yield element('PmtInfSts', rejected.length === batch.payments.length ? 'RJCT' : 'PART');
    yield '\n';
    for (const payment of rejected) yield transaction(bankName, payment);
    yield '</OrgnlPmtInfAndSts>\n';
  }
  yield closeDocument('CstmrPmtStsRpt');
}

function groupStatus(file: FileRecord, batches: BookedBatch[]): string {
  if (file.verdict === 'rejected') return 'RJCT';
  if (!file.acknowledge) return '';
  const payments = batches.flatMap((batch) => batch.payments);
  if (payments.every((payment) => payment.rejected)) return 'RJCT';
  return payments.some((payment) => payment.rejected) ? 'PART' : 'ACCP';
}

function transaction(bankName: string, payment: PaymentRecord): string {
  return (
    '<TxInfAndSts>' +
    element('StsId', `${bankName}S${payment.payment_no}`) +
    element('OrgnlInstrId', payment.instruction_id) +
    element('OrgnlEndToEndId', payment.end_to_end_id) +
    element('TxSts', 'RJCT') +
    reason(payment.rejected ?? '', '') +
    `<OrgnlTxRef><Amt>${euro('InstdAmt', fromCents(payment.amount_minor))}</Amt></OrgnlTxRef>` +
    '</TxInfAndSts>\n'
  );
}

function reason(code: string, sentence: string): string {
  return `<StsRsnInf><Rsn>${element('Cd', code)}</Rsn>${element('AddtlInf', sentence.slice(0, 105))}</StsRsnInf>`;
}
