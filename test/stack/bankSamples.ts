import { creditorIban, debtorIban } from './pain008Sample.ts';

/** A pain.001, a pain.007 and a camt.055 written by hand, so that the bank is tested without our own writers. */

const document = (name: string, root: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${name}"><${root}>\n${content}</${root}></Document>\n`;

const sumOf = (amounts: string[]): string =>
  (amounts.reduce((cents, amount) => cents + Math.round(Number(amount) * 100), 0) / 100).toFixed(2);

export interface SampleTransfer {
  end_to_end_id: string;
  amount?: string;
  creditor_name?: string;
  creditor_iban?: string;
}

export interface SampleTransfers {
  message_id?: string;
  version?: string;
  count?: number;
  sum?: string;
  payment_info_id?: string;
  method?: string;
  batch_booking?: boolean;
  execution_on?: string;
  debtor_iban?: string;
  transfers?: SampleTransfer[];
}

/** Two transfers of 5.00 and 7.50, to be executed on Thursday 8 January 2026, in one batch. */
export function pain001(message: SampleTransfers = {}): string {
  const transfers = message.transfers ?? [
    { end_to_end_id: 'T-1', amount: '5.00' },
    { end_to_end_id: 'T-2', amount: '7.50' },
  ];
  const totals = `<NbOfTxs>${message.count ?? transfers.length}</NbOfTxs><CtrlSum>${message.sum ?? sumOf(transfers.map((each) => each.amount ?? '1.00'))}</CtrlSum>`;
  const written = transfers.map(
    (each) =>
      `<CdtTrfTxInf><PmtId><EndToEndId>${each.end_to_end_id}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">${each.amount ?? '1.00'}</InstdAmt></Amt>
<Cdtr><Nm>${each.creditor_name ?? 'Piet Pietersen'}</Nm></Cdtr><CdtrAcct><Id><IBAN>${each.creditor_iban ?? debtorIban}</IBAN></Id></CdtrAcct>
<RmtInf><Ustrd>Credit note 1</Ustrd></RmtInf></CdtTrfTxInf>\n`,
  );
  return document(
    message.version ?? 'pain.001.001.09',
    'CstmrCdtTrfInitn',
    `<GrpHdr><MsgId>${message.message_id ?? 'OUT-1'}</MsgId><CreDtTm>2026-01-05T09:00:00</CreDtTm>${totals}<InitgPty><Nm>Creditor</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>${message.payment_info_id ?? 'OUT-1-1'}</PmtInfId><PmtMtd>${message.method ?? 'TRF'}</PmtMtd>
<BtchBookg>${message.batch_booking ?? true}</BtchBookg>${totals}<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>
<ReqdExctnDt><Dt>${message.execution_on ?? '2026-01-08'}</Dt></ReqdExctnDt><Dbtr><Nm>Creditor</Nm></Dbtr>
<DbtrAcct><Id><IBAN>${message.debtor_iban ?? creditorIban}</IBAN></Id></DbtrAcct>
<DbtrAgt><FinInstnId><BICFI>ABNANL2A</BICFI></FinInstnId></DbtrAgt>\n${written.join('')}</PmtInf>\n`,
  );
}

export interface SampleRequest {
  end_to_end_id: string;
  amount?: string;
  reversed_amount?: string;
  reason?: string;
  creditor_iban?: string;
}

export interface SampleRequests {
  message_id?: string;
  version?: string;
  count?: number;
  sum?: string;
  original_message_id?: string;
  original_message_name?: string;
  original_payment_info_id?: string;
  lines?: SampleRequest[];
}

/** What is asked for when nothing is said: the first of the four payments, 10.00. */
const firstLine: SampleRequest[] = [{ end_to_end_id: 'E2E-1', amount: '10.00' }];

/** Reverses collections of the message MSG-1. */
export function pain007(message: SampleRequests = {}): string {
  const lines = message.lines ?? firstLine;
  const written = lines.map(
    (line) =>
      `<TxInf><OrgnlEndToEndId>${line.end_to_end_id}</OrgnlEndToEndId><OrgnlInstdAmt Ccy="EUR">${line.amount ?? '10.00'}</OrgnlInstdAmt>
<RvsdInstdAmt Ccy="EUR">${line.reversed_amount ?? line.amount ?? '10.00'}</RvsdInstdAmt><ChrgBr>SLEV</ChrgBr>
<RvslRsnInf><Rsn><Cd>${line.reason ?? 'MD05'}</Cd></Rsn></RvslRsnInf>
<OrgnlTxRef><CdtrAcct><Id><IBAN>${line.creditor_iban ?? creditorIban}</IBAN></Id></CdtrAcct></OrgnlTxRef></TxInf>\n`,
  );
  return document(
    message.version ?? 'pain.007.001.09',
    'CstmrPmtRvsl',
    `<GrpHdr><MsgId>${message.message_id ?? 'REV-1'}</MsgId><CreDtTm>2026-01-09T09:00:00</CreDtTm><NbOfTxs>${message.count ?? lines.length}</NbOfTxs>
<CtrlSum>${message.sum ?? sumOf(lines.map((line) => line.amount ?? '10.00'))}</CtrlSum></GrpHdr>
<OrgnlGrpInf><OrgnlMsgId>${message.original_message_id ?? 'MSG-1'}</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId></OrgnlGrpInf>
<OrgnlPmtInfAndRvsl><RvslPmtInfId>${message.message_id ?? 'REV-1'}-1</RvslPmtInfId>
<OrgnlPmtInfId>${message.original_payment_info_id ?? 'PMT-1'}</OrgnlPmtInfId>\n${written.join('')}</OrgnlPmtInfAndRvsl>\n`,
  );
}

/** Asks to cancel payments of the message MSG-1. */
export function camt055(message: SampleRequests = {}): string {
  const lines = message.lines ?? firstLine;
  const written = lines.map(
    (line) =>
      `<TxInf><OrgnlEndToEndId>${line.end_to_end_id}</OrgnlEndToEndId><OrgnlInstdAmt Ccy="EUR">${line.amount ?? '10.00'}</OrgnlInstdAmt>
<OrgnlReqdColltnDt>2026-01-08</OrgnlReqdColltnDt><CxlRsnInf><Rsn><Cd>${line.reason ?? 'CUST'}</Cd></Rsn></CxlRsnInf></TxInf>\n`,
  );
  return document(
    message.version ?? 'camt.055.001.08',
    'CstmrPmtCxlReq',
    `<Assgnmt><Id>${message.message_id ?? 'CXL-1'}</Id><Assgnr><Pty><Nm>Creditor</Nm></Pty></Assgnr>
<Assgne><Agt><FinInstnId><BICFI>ABNANL2A</BICFI></FinInstnId></Agt></Assgne><CreDtTm>2026-01-06T09:00:00</CreDtTm></Assgnmt>
<CtrlData><NbOfTxs>${message.count ?? lines.length}</NbOfTxs><CtrlSum>${message.sum ?? sumOf(lines.map((line) => line.amount ?? '10.00'))}</CtrlSum></CtrlData>
<Undrlyg><OrgnlGrpInfAndCxl><OrgnlMsgId>${message.original_message_id ?? 'MSG-1'}</OrgnlMsgId>
<OrgnlMsgNmId>${message.original_message_name ?? 'pain.008.001.08'}</OrgnlMsgNmId></OrgnlGrpInfAndCxl>
<OrgnlPmtInfAndCxl><OrgnlPmtInfId>${message.original_payment_info_id ?? 'PMT-1'}</OrgnlPmtInfId>\n${written.join('')}</OrgnlPmtInfAndCxl></Undrlyg>\n`,
  );
}
