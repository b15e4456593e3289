import { type AccountDay, type BookedBatch, settledPayments } from './books.ts';
import { fromCents } from './money.ts';
import type { PaymentRecord } from './records.ts';
import { element, euro } from './xml.ts';

/** Counts and sums of a day's entries, as `TxsSummry` gives them. */
export interface EntrySums {
  credits: number;
  credit_minor: number;
  debits: number;
  debit_minor: number;
}

/** The entries of a day: one credit for a batch (or for each payment, when batch booking is off), one debit for each return. */
export function* writeEntries(bankName: string, day: AccountDay): Generator<string> {
  for (const batch of day.credits) {
    if (batch.batch_booking) yield* batchCredit(bankName, day, batch);
    else for (const payment of settledPayments(batch)) yield singleCredit(bankName, day, batch, payment);
  }
  for (const { payment, batch } of day.debits) yield returnDebit(bankName, day, batch, payment);
}

export function sumEntries(day: AccountDay): EntrySums {
  const sums = { credits: 0, credit_minor: 0, debits: day.debits.length, debit_minor: 0 };
  for (const batch of day.credits) {
    const payments = settledPayments(batch);
    sums.credits += batch.batch_booking ? 1 : payments.length;
    sums.credit_minor += sumOf(payments);
  }
  sums.debit_minor = sumOf(day.debits.map(({ payment }) => payment));
  return sums;
}

/** `TxsSummry`: number and sum of all entries, of the credits and of the debits. */
export function writeSummary(sums: EntrySums): string {
  const net = sums.credit_minor - sums.debit_minor;
  return (
    '<TxsSummry><TtlNtries>' +
    element('NbOfNtries', sums.credits + sums.debits) +
    element('Sum', fromCents(sums.credit_minor + sums.debit_minor)) +
    `<TtlNetNtry>${element('Amt', fromCents(net))}${element('CdtDbtInd', signOf(net))}</TtlNetNtry></TtlNtries>` +
    `<TtlCdtNtries>${element('NbOfNtries', sums.credits)}${element('Sum', fromCents(sums.credit_minor))}</TtlCdtNtries>` +
    `<TtlDbtNtries>${element('NbOfNtries', sums.debits)}${element('Sum', fromCents(sums.debit_minor))}</TtlDbtNtries>` +
    '</TxsSummry>\n'
  );
}

/** The indicator of a signed amount. */
export function signOf(minor: number): 'CRDT' | 'DBIT' {
  return minor < 0 ? 'DBIT' : 'CRDT';
}

function* batchCredit(bankName: string, day: AccountDay, batch: BookedBatch): Generator<string> {
  const payments = settledPayments(batch);
  const sum = sumOf(payments);
  const code = creditCode(batch);
  yield openEntry(day, sum, 'CRDT', `${bankName}C${batch.batch_no}`, code);
  yield '<NtryDtls><Btch>' + element('PmtInfId', batch.payment_info_id) + element('NbOfTxs', payments.length);
  yield euro('TtlAmt', fromCents(sum)) + element('CdtDbtInd', 'CRDT') + '</Btch>\n';
  for (const payment of payments) yield settledDetails(bankName, batch, payment);
  yield '</NtryDtls></Ntry>\n';
}

function singleCredit(bankName: string, day: AccountDay, batch: BookedBatch, payment: PaymentRecord): string {
  const reference = settlementReference(bankName, payment);
  return (
    openEntry(day, payment.amount_minor, 'CRDT', reference, creditCode(batch)) +
    `<NtryDtls>\n${settledDetails(bankName, batch, payment)}</NtryDtls></Ntry>\n`
  );
}

/** Money back: a debit marked as reversal. The debtor stands as creditor, who gets it (as ABN AMRO writes it). */
function returnDebit(bankName: string, day: AccountDay, batch: BookedBatch, payment: PaymentRecord): string {
  const reference = `${bankName}R${payment.payment_no}`;
  return (
    openEntry(day, payment.amount_minor, 'DBIT', reference, 'UPDD', element('RvslInd', 'true')) +
    '<NtryDtls><TxDtls>' +
    references(reference, batch, payment) +
    euro('Amt', fromCents(payment.amount_minor)) +
    element('CdtDbtInd', 'DBIT') +
    bankCode('UPDD') +
    `<RltdPties>${party('Cdtr', payment)}</RltdPties>` +
    remittance(payment) +
    `<RtrInf><Rsn>${element('Cd', payment.back?.reason ?? '')}</Rsn></RtrInf>` +
    '</TxDtls></NtryDtls></Ntry>\n'
  );
}

function settledDetails(bankName: string, batch: BookedBatch, payment: PaymentRecord): string {
  return (
    '<TxDtls>' +
    references(settlementReference(bankName, payment), batch, payment) +
    euro('Amt', fromCents(payment.amount_minor)) +
    element('CdtDbtInd', 'CRDT') +
    bankCode(creditCode(batch)) +
    `<RltdPties>${party('Dbtr', payment)}</RltdPties>` +
    remittance(payment) +
    '</TxDtls>\n'
  );
}

function openEntry(
  day: AccountDay,
  amountMinor: number,
  sign: 'CRDT' | 'DBIT',
  reference: string,
  code: string,
  reversal = '',
): string {
  return (
    `<Ntry>${euro('Amt', fromCents(amountMinor))}${element('CdtDbtInd', sign)}${reversal}` +
    `<Sts><Cd>BOOK</Cd></Sts><BookgDt>${element('Dt', day.on)}</BookgDt><ValDt>${element('Dt', day.on)}</ValDt>` +
    element('AcctSvcrRef', reference) +
    bankCode(code)
  );
}

function references(servicerReference: string, batch: BookedBatch, payment: PaymentRecord): string {
  return (
    '<Refs>' +
    element('AcctSvcrRef', servicerReference) +
    element('PmtInfId', batch.payment_info_id) +
    element('InstrId', payment.instruction_id) +
    element('EndToEndId', payment.end_to_end_id) +
    element('MndtId', payment.umr) +
    '</Refs>'
  );
}

function party(role: 'Dbtr' | 'Cdtr', payment: PaymentRecord): string {
  return (
    `<${role}><Pty>${element('Nm', payment.debtor_name)}</Pty></${role}>` +
    `<${role}Acct><Id>${element('IBAN', payment.debtor_iban)}</Id></${role}Acct>`
  );
}

function remittance(payment: PaymentRecord): string {
  return payment.remittance === '' ? '' : `<RmtInf>${element('Ustrd', payment.remittance)}</RmtInf>`;
}

/** Payments, issued direct debits, and the sub-family. */
function bankCode(subFamily: string): string {
  return `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd>${element('SubFmlyCd', subFamily)}</Fmly></Domn></BkTxCd>`;
}

function creditCode(batch: BookedBatch): 'BBDD' | 'ESDD' {
  return batch.local_instrument === 'B2B' ? 'BBDD' : 'ESDD';
}

function settlementReference(bankName: string, payment: PaymentRecord): string {
  return `${bankName}P${payment.payment_no}`;
}

function sumOf(payments: PaymentRecord[]): number {
  return payments.reduce((sum, payment) => sum + payment.amount_minor, 0);
}
