import { localDateTime } from './calendar.ts';
import type { Objection } from './checkValues.ts';
import { fromCents } from './money.ts';
import type { StatusReport } from './statusReports.ts';
import { closeDocument, element, euro, openDocument } from './xml.ts';

/** A status report, pain.002.001.10, in pieces. */
export function* writePain002(bankName: string, report: StatusReport): Generator<string> {
  const { about, objection } = report;
  yield openDocument('pain.002.001.10', 'CstmrPmtStsRpt');
  yield '<GrpHdr>' + element('MsgId', `${bankName}-S-${report.no}`) + element('CreDtTm', localDateTime(report.at));
  yield '</GrpHdr>\n<OrgnlGrpInfAndSts>';
  yield element('OrgnlMsgId', about.message_id) + element('OrgnlMsgNmId', about.message_name);
  if (/^\d{1,15}$/.test(about.stated_count)) yield element('OrgnlNbOfTxs', about.stated_count);
  if (/^\d{1,15}(\.\d{1,2})?$/.test(about.stated_sum)) yield element('OrgnlCtrlSum', about.stated_sum);
  yield element('GrpSts', report.group_status);
  if (objection) yield reason(objection);
  yield '</OrgnlGrpInfAndSts>\n';
  for (const batch of report.batches) {
    yield '<OrgnlPmtInfAndSts>' + element('OrgnlPmtInfId', batch.payment_info_id) + element('PmtInfSts', batch.status);
    yield '\n';
    for (const rejected of batch.rejected) yield transaction(bankName, rejected);
    yield '</OrgnlPmtInfAndSts>\n';
  }
  yield closeDocument('CstmrPmtStsRpt');
}

function transaction(bankName: string, rejected: StatusReport['batches'][number]['rejected'][number]): string {
  return (
    '<TxInfAndSts>' +
    element('StsId', `${bankName}${rejected.id}`) +
    element('OrgnlInstrId', rejected.instruction_id) +
    element('OrgnlEndToEndId', rejected.end_to_end_id) +
    element('TxSts', 'RJCT') +
    reason(rejected.reason) +
    `<OrgnlTxRef><Amt>${euro('InstdAmt', fromCents(rejected.amount_minor))}</Amt></OrgnlTxRef>` +
    '</TxInfAndSts>\n'
  );
}

function reason({ code, sentence }: Objection): string {
  return `<StsRsnInf><Rsn>${element('Cd', code)}</Rsn>${element('AddtlInf', sentence.slice(0, 105))}</StsRsnInf>`;
}
