import type { BookedRequest } from './books.ts';
import { localDateTime } from './calendar.ts';
import { fromCents } from './money.ts';
import type { FileRecord } from './records.ts';
import { byBatch } from './statusReports.ts';
import { closeDocument, element, euro, openDocument } from './xml.ts';

/** What the bank decided on a camt.055, camt.029.001.09, in pieces: a status for each payment that was to be cancelled. */
export function* writeCamt029(bankName: string, file: FileRecord, requests: BookedRequest[]): Generator<string> {
  const refused = requests.filter((request) => request.refused).length;
  yield openDocument('camt.029.001.09', 'RsltnOfInvstgtn');
  yield '<Assgnmt>' + element('Id', `${bankName}-A-${file.file_no}`);
  yield `<Assgnr><Agt><FinInstnId>${element('Nm', bankName)}</FinInstnId></Agt></Assgnr><Assgne><Pty/></Assgne>`;
  yield `${element('CreDtTm', localDateTime(file.at))}</Assgnmt>\n`;
  yield `<Sts>${element('Conf', refused === 0 ? 'CNCL' : refused === requests.length ? 'RJCR' : 'PECR')}</Sts>\n`;
  yield '<CxlDtls><OrgnlGrpInfAndSts>' + element('OrgnlMsgId', file.original?.message_id ?? '');
  yield element('OrgnlMsgNmId', file.original?.message_name ?? '');
  yield element('GrpCxlSts', refused === 0 ? 'ACCR' : refused === requests.length ? 'RJCR' : 'PACR');
  yield '</OrgnlGrpInfAndSts>\n';
  for (const [payment_info_id, lines] of byBatch(requests)) {
    yield '<OrgnlPmtInfAndSts>' + element('OrgnlPmtInfId', payment_info_id) + '\n';
    for (const line of lines) yield transaction(bankName, line);
    yield '</OrgnlPmtInfAndSts>\n';
  }
  yield `</CxlDtls>\n${closeDocument('RsltnOfInvstgtn')}`;
}

function transaction(bankName: string, { request_no, end_to_end_id, amount_minor, refused }: BookedRequest): string {
  const why = refused
    ? `<CxlStsRsnInf><Rsn>${element('Cd', refused.code)}</Rsn>${element('AddtlInf', refused.sentence)}</CxlStsRsnInf>`
    : '';
  return (
    `<TxInfAndSts>${element('CxlStsId', `${bankName}Q${request_no}`)}${element('OrgnlEndToEndId', end_to_end_id)}` +
    `${element('TxCxlSts', refused ? 'RJCR' : 'ACCR')}${why}${euro('OrgnlInstdAmt', fromCents(amount_minor))}</TxInfAndSts>\n`
  );
}
