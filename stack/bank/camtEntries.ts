import { type AccountDay, type BookedBatch, type BookedPayment, settledPayments, type Undone } from './bookings.ts';
import { fromCents } from './money.ts';
import { element, euro } from './xml.ts';

type Sign = 'CRDT' | 'DBIT';

/** Counts and sums of a day's entries, as `TxsSummry` gives them. */
export interface EntrySums {
  credits: number;
  credit_minor: number;
  debits: number;
  debit_minor: number;
}

/** The entries of a day: one for a batch (or for each payment, when batch booking is off), one for each payment that goes back. */
export function* writeEntries(bankName: string, day: AccountDay): Generator<string> {
  for (const batch of day.batches) {
    const payments = settledPayments(batch);
    if (!batch.batch_booking) for (const payment of payments) yield singleEntry(bankName, day, payment);
    else if (payments.length > 0) yield* batchEntry(bankName, day, batch, payments);
  }
  for (const undone of day.undone) yield undoneEntry(bankName, day, undone);
}

export function sumEntries(day: AccountDay): EntrySums {
  const sums = { credits: 0, credit_minor: 0, debits: 0, debit_minor: 0 };
  const add = (sign: Sign, entries: number, minor: number): void => {
    sums[sign === 'CRDT' ? 'credits' : 'debits'] += entries;
    sums[sign === 'CRDT' ? 'credit_minor' : 'debit_minor'] += minor;
  };
  for (const batch of day.batches) {
    const payments = settledPayments(batch);
    add(settlementSign(batch), batch.batch_booking ? Math.min(payments.length, 1) : payments.length, sumOf(payments));
  }
  for (const { payment } of day.undone) add(backSign(payment.batch), 1, payment.amount_minor);
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
export function signOf(minor: number): Sign {
  return minor < 0 ? 'DBIT' : 'CRDT';
}

function settlementSign(batch: BookedBatch): Sign {
  return batch.is_transfer ? 'DBIT' : 'CRDT';
}

function backSign(batch: BookedBatch): Sign {
  return batch.is_transfer ? 'CRDT' : 'DBIT';
}

function* batchEntry(
  bankName: string,
  day: AccountDay,
  batch: BookedBatch,
  payments: BookedPayment[],
): Generator<string> {
  const sum = sumOf(payments);
  const sign = settlementSign(batch);
  yield openEntry(day, sum, sign, `${bankName}C${batch.batch_no}`, settlementCode(batch));
  yield '<NtryDtls><Btch>' + element('PmtInfId', batch.payment_info_id) + element('NbOfTxs', payments.length);
  yield euro('TtlAmt', fromCents(sum)) + element('CdtDbtInd', sign) + '</Btch>\n';
  for (const payment of payments) yield settledDetails(bankName, payment);
  yield '</NtryDtls></Ntry>\n';
}

function singleEntry(bankName: string, day: AccountDay, payment: BookedPayment): string {
  const { batch } = payment;
  const reference = settlementReference(bankName, payment);
  return (
    openEntry(day, payment.amount_minor, settlementSign(batch), reference, settlementCode(batch)) +
    `<NtryDtls>\n${settledDetails(bankName, payment)}</NtryDtls></Ntry>\n`
  );
}

/** Money back: marked as reversal. Of a direct debit the debtor stands as creditor, who gets it (as ABN AMRO writes it). */
function undoneEntry(bankName: string, day: AccountDay, { payment, kind, reason }: Undone): string {
  const { batch, amount_minor } = payment;
  const reference = `${bankName}${kind === 'reversal' ? 'V' : 'R'}${payment.payment_no}`;
  const sign = backSign(batch);
  const code = batch.is_transfer ? returnedTransfer : kind === 'reversal' ? reversal : unpaid;
  return (
    openEntry(day, amount_minor, sign, reference, code, element('RvslInd', 'true')) +
    `<NtryDtls>${details(reference, payment, sign, code, `<RtrInf><Rsn>${element('Cd', reason)}</Rsn></RtrInf>`)}</NtryDtls></Ntry>\n`
  );
}

function settledDetails(bankName: string, payment: BookedPayment): string {
  const { batch } = payment;
  return `${details(settlementReference(bankName, payment), payment, settlementSign(batch), settlementCode(batch))}\n`;
}

/** One TxDtls. The other party stands where the money comes from, or goes to. */
function details(reference: string, payment: BookedPayment, sign: Sign, code: BankCode, returned = ''): string {
  return (
    '<TxDtls>' +
    references(reference, payment) +
    euro('Amt', fromCents(payment.amount_minor)) +
    element('CdtDbtInd', sign) +
    bankCode(code) +
    `<RltdPties>${party(sign === 'CRDT' ? 'Dbtr' : 'Cdtr', payment)}</RltdPties>` +
    remittance(payment) +
    `${returned}</TxDtls>`
  );
}

function openEntry(
  day: AccountDay,
  amountMinor: number,
  sign: Sign,
  reference: string,
  code: BankCode,
  reversal = '',
): string {
  return (
    `<Ntry>${euro('Amt', fromCents(amountMinor))}${element('CdtDbtInd', sign)}${reversal}` +
    `<Sts><Cd>BOOK</Cd></Sts><BookgDt>${element('Dt', day.on)}</BookgDt><ValDt>${element('Dt', day.on)}</ValDt>` +
    element('AcctSvcrRef', reference) +
    bankCode(code)
  );
}

function references(servicerReference: string, payment: BookedPayment): string {
  return (
    '<Refs>' +
    element('AcctSvcrRef', servicerReference) +
    element('PmtInfId', payment.batch.payment_info_id) +
    element('InstrId', payment.instruction_id) +
    element('EndToEndId', payment.end_to_end_id) +
    element('MndtId', payment.umr) +
    '</Refs>'
  );
}

function party(role: 'Dbtr' | 'Cdtr', payment: BookedPayment): string {
  return (
    `<${role}><Pty>${element('Nm', payment.party_name)}</Pty></${role}>` +
    `<${role}Acct><Id>${element('IBAN', payment.party_iban)}</Id></${role}Acct>`
  );
}

function remittance(payment: BookedPayment): string {
  return payment.remittance === '' ? '' : `<RmtInf>${element('Ustrd', payment.remittance)}</RmtInf>`;
}

/** Family and sub-family of the domain of payments: issued direct debits, issued credit transfers. */
type BankCode = readonly [family: 'IDDT' | 'ICDT', subFamily: string];

const unpaid: BankCode = ['IDDT', 'UPDD'];
const reversal: BankCode = ['IDDT', 'PRDD'];
const returnedTransfer: BankCode = ['ICDT', 'RRTN'];

function bankCode([family, subFamily]: BankCode): string {
  return `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly>${element('Cd', family)}${element('SubFmlyCd', subFamily)}</Fmly></Domn></BkTxCd>`;
}

function settlementCode(batch: BookedBatch): BankCode {
  if (batch.is_transfer) return ['ICDT', 'ESCT'];
  return ['IDDT', batch.local_instrument === 'B2B' ? 'BBDD' : 'ESDD'];
}

function settlementReference(bankName: string, payment: BookedPayment): string {
  return `${bankName}P${payment.payment_no}`;
}

function sumOf(payments: BookedPayment[]): number {
  return payments.reduce((sum, payment) => sum + payment.amount_minor, 0);
}
