/** A pain.008 written by hand, so that the bank is tested without our own writer. */

export interface SamplePayment {
  end_to_end_id: string;
  amount?: string;
  currency?: string;
  umr?: string;
  signed_on?: string;
  /** Everything after DtOfSgntr. */
  amendment?: string;
  debtor_name?: string;
  debtor_iban?: string;
}

export interface SampleBatch {
  payment_info_id?: string;
  batch_booking?: boolean;
  /** Default: the true ones. */
  count?: number;
  sum?: string;
  local_instrument?: string;
  sequence_type?: string;
  collection_on?: string;
  creditor_iban?: string;
  creditor_identifier?: string;
  payments: SamplePayment[];
}

export interface SampleMessage {
  message_id?: string;
  version?: string;
  count?: number;
  sum?: string;
  batches: SampleBatch[];
}

export const creditorIban = 'NL91ABNA0417164300';
export const debtorIban = 'DE89370400440532013000';
export const creditorIdentifier = 'DE98ZZZ09999999999';

/** Four payments of 10.00, 20.00, 30.00 and 40.00 to be collected on Thursday 8 January 2026, in one batch. */
export function fourPayments(message: Partial<SampleMessage> = {}, batch: Partial<SampleBatch> = {}): string {
  const payments = ['1', '2', '3', '4'].map((no) => ({
    end_to_end_id: `E2E-${no}`,
    amount: `${no}0.00`,
    umr: `UMR-${no}`,
  }));
  return pain008({ batches: [{ payments, ...batch }], ...message });
}

/** One payment with one thing changed. */
export function onePayment(
  payment: Partial<SamplePayment> = {},
  batch: Partial<SampleBatch> = {},
  message: Partial<SampleMessage> = {},
): string {
  return pain008({ batches: [{ payments: [{ end_to_end_id: 'E2E-1', ...payment }], ...batch }], ...message });
}

export function pain008(message: SampleMessage): string {
  const payments = message.batches.flatMap((batch) => batch.payments);
  const version = message.version ?? 'pain.008.001.08';
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${version}"><CstmrDrctDbtInitn>
<GrpHdr><MsgId>${message.message_id ?? 'MSG-1'}</MsgId><CreDtTm>2026-01-05T09:00:00</CreDtTm>
<NbOfTxs>${message.count ?? payments.length}</NbOfTxs><CtrlSum>${message.sum ?? sumOf(payments)}</CtrlSum>
<InitgPty><Nm>Creditor</Nm></InitgPty></GrpHdr>
${message.batches.map((batch, index) => writeBatch(batch, index, version)).join('')}</CstmrDrctDbtInitn></Document>
`;
}

function writeBatch(batch: SampleBatch, index: number, version: string): string {
  const bic = version.endsWith('.02') ? 'BIC' : 'BICFI';
  return `<PmtInf><PmtInfId>${batch.payment_info_id ?? `PMT-${index + 1}`}</PmtInfId><PmtMtd>DD</PmtMtd>
<BtchBookg>${batch.batch_booking ?? true}</BtchBookg>
<NbOfTxs>${batch.count ?? batch.payments.length}</NbOfTxs><CtrlSum>${batch.sum ?? sumOf(batch.payments)}</CtrlSum>
<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>${batch.local_instrument ?? 'CORE'}</Cd></LclInstrm>
<SeqTp>${batch.sequence_type ?? 'RCUR'}</SeqTp></PmtTpInf>
<ReqdColltnDt>${batch.collection_on ?? '2026-01-08'}</ReqdColltnDt><Cdtr><Nm>Creditor</Nm></Cdtr>
<CdtrAcct><Id><IBAN>${batch.creditor_iban ?? creditorIban}</IBAN></Id></CdtrAcct>
<CdtrAgt><FinInstnId><${bic}>ABNANL2A</${bic}></FinInstnId></CdtrAgt><ChrgBr>SLEV</ChrgBr>
<CdtrSchmeId><Id><PrvtId><Othr><Id>${batch.creditor_identifier ?? creditorIdentifier}</Id>
<SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></CdtrSchmeId>
${batch.payments.map(writePayment).join('')}</PmtInf>
`;
}

function writePayment(payment: SamplePayment): string {
  return `<DrctDbtTxInf><PmtId><EndToEndId>${payment.end_to_end_id}</EndToEndId></PmtId>
<InstdAmt Ccy="${payment.currency ?? 'EUR'}">${payment.amount ?? '12.34'}</InstdAmt>
<DrctDbtTx><MndtRltdInf><MndtId>${payment.umr ?? 'UMR-1'}</MndtId>
<DtOfSgntr>${payment.signed_on ?? '2025-03-01'}</DtOfSgntr>${payment.amendment ?? ''}</MndtRltdInf></DrctDbtTx>
<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>
<Dbtr><Nm>${payment.debtor_name ?? 'Jan Jansen'}</Nm></Dbtr>
<DbtrAcct><Id><IBAN>${payment.debtor_iban ?? debtorIban}</IBAN></Id></DbtrAcct>
<RmtInf><Ustrd>Invoice 1</Ustrd></RmtInf></DrctDbtTxInf>
`;
}

function sumOf(payments: SamplePayment[]): string {
  const cents = payments.reduce((sum, payment) => sum + Math.round(Number(payment.amount ?? '12.34') * 100), 0);
  return (cents / 100).toFixed(2);
}
