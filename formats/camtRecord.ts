import type { PaymentRecord } from '../domain/inbound.ts';
import type { Amount } from './isoValues.ts';

/** What is read of a statement, an entry and a transaction of a camt message, and the payment record it becomes. */

export interface Statement {
  no: number;
  line: number;
  id: string;
  created_at: string;
  account: string;
  account_currency: string;
}

export interface BankCode {
  domain: string;
  family: string;
  sub_family: string;
  proprietary: string;
}

export interface Charges {
  /** `TtlChrgsAndTaxAmt`; it takes precedence over the single amounts. */
  total: Amount | undefined;
  amounts: Amount[];
}

/** `Btch`: what the bank says of the payments behind an entry. */
export interface Batch {
  line: number;
  count: number | undefined;
  total: Amount | undefined;
  message_id: string;
  payment_info_id: string;
}

export interface Entry {
  no: number;
  line: number;
  amount: Amount | undefined;
  /** `CRDT` or `DBIT`; '' when something else stands there, undefined when nothing does. */
  sign: PaymentRecord['sign'] | '' | undefined;
  is_reversal: boolean;
  status: string;
  booked_on: string;
  value_on: string;
  ref: string;
  servicer_ref: string;
  bank_code: BankCode;
  charges: Charges;
  batch: Batch;
  info: string;
}

/** A debtor or creditor with its account. */
export interface Party {
  name: string;
  iban: string;
}

export interface Transaction {
  no: number;
  line: number;
  /** The batch it stands in. */
  batch: Batch;
  amount: Amount | undefined;
  transaction_amount: Amount | undefined;
  instructed_amount: Amount | undefined;
  sign: PaymentRecord['sign'] | '';
  bank_code: BankCode;
  charges: Charges;
  servicer_ref: string;
  message_id: string;
  payment_info_id: string;
  instruction_id: string;
  end_to_end_id: string;
  transaction_id: string;
  mandate_id: string;
  creditor_reference: string;
  remittance: string;
  info: string;
  debtor: Party;
  creditor: Party;
  return_reason: string;
  return_text: string;
}

export function newStatement(no: number, line: number): Statement {
  return { no, line, id: '', created_at: '', account: '', account_currency: '' };
}

export function newEntry(no: number, line: number): Entry {
  return {
    no, line, amount: undefined, sign: undefined, is_reversal: false, status: '', booked_on: '', value_on: '', ref: '',
    servicer_ref: '', bank_code: newBankCode(), charges: newCharges(), batch: newBatch(line), info: '',
  }; // prettier-ignore
}

export function newTransaction(no: number, line: number, batch: Batch): Transaction {
  return {
    no, line, batch, amount: undefined, transaction_amount: undefined, instructed_amount: undefined, sign: '',
    bank_code: newBankCode(), charges: newCharges(), servicer_ref: '', message_id: '', payment_info_id: '',
    instruction_id: '', end_to_end_id: '', transaction_id: '', mandate_id: '', creditor_reference: '', remittance: '',
    info: '', debtor: { name: '', iban: '' }, creditor: { name: '', iban: '' }, return_reason: '', return_text: '',
  }; // prettier-ignore
}

export function newBatch(line: number): Batch {
  return { line, count: undefined, total: undefined, message_id: '', payment_info_id: '' };
}

function newBankCode(): BankCode {
  return { domain: '', family: '', sub_family: '', proprietary: '' };
}

export function newCharges(): Charges {
  return { total: undefined, amounts: [] };
}

/**
 * The amount that a transaction states itself: `Amt`, `AmtDtls/TxAmt`, `AmtDtls/InstdAmt`, in this order. When it is
 * alone in its entry, the entry's amount stands in, also for an instructed amount in another currency than the account's.
 */
export function amountOf(entry: Entry, tx: Transaction, isAlone: boolean): Amount | undefined {
  const booked = tx.amount ?? tx.transaction_amount;
  if (booked || !isAlone) return booked ?? tx.instructed_amount;
  const isInEntryCurrency = tx.instructed_amount?.currency === entry.amount?.currency;
  return isInEntryCurrency ? tx.instructed_amount : (entry.amount ?? tx.instructed_amount);
}

/** @param isAlone - the transaction is the only one of its entry (or the entry has none), and so may speak for it */
export function paymentRecord(
  family: string,
  statement: Statement,
  entry: Entry,
  tx: Transaction,
  isAlone: boolean,
): PaymentRecord {
  const amount = amountOf(entry, tx, isAlone);
  const currency = amount?.currency ?? entry.amount?.currency ?? statement.account_currency;
  const sign = (isAlone ? entry.sign || tx.sign : tx.sign || entry.sign) || 'CRDT';
  const counterparty = counterpartyOf(tx, sign, statement.account);
  const remittance = tx.remittance || tx.info || (isAlone ? entry.info : '');
  return {
    kind: 'payment',
    message_no: statement.no,
    entry_no: entry.no,
    tx_no: tx.no,
    line: tx.line,
    family,
    statement_id: statement.id,
    account: statement.account,
    created_at: statement.created_at,
    entry_status: entry.status,
    booked_on: entry.booked_on,
    value_on: entry.value_on,
    currency,
    amount_minor: amount?.minor ?? 0,
    sign,
    is_reversal: entry.is_reversal,
    entry_amount_minor: entry.amount?.minor ?? 0,
    batch_count: tx.batch.count ?? 0,
    bank_code: bankCodeText(tx.bank_code) || bankCodeText(entry.bank_code),
    proprietary_code: tx.bank_code.proprietary || entry.bank_code.proprietary,
    entry_ref: entry.ref,
    entry_servicer_ref: entry.servicer_ref,
    servicer_ref: tx.servicer_ref,
    message_id: tx.message_id || tx.batch.message_id,
    payment_info_id: tx.payment_info_id || tx.batch.payment_info_id,
    instruction_id: tx.instruction_id,
    end_to_end_id: tx.end_to_end_id,
    transaction_id: tx.transaction_id,
    mandate_id: tx.mandate_id,
    creditor_reference: tx.creditor_reference,
    remittance,
    counterparty_name: counterparty.name,
    counterparty_iban: counterparty.iban,
    return_reason: tx.return_reason,
    return_text: tx.return_text,
    charges_minor: chargesOf(tx.charges, currency) ?? (isAlone ? chargesOf(entry.charges, currency) : undefined) ?? 0,
  };
}

/**
 * The party that is not the account owner: the debtor of a credit, the creditor of a debit. Banks swap the two in
 * returned direct debits, or not; so an own account, or none beside a foreign one, shows that it is the other party.
 */
function counterpartyOf(tx: Transaction, sign: PaymentRecord['sign'], account: string): Party {
  const [usual, other] = sign === 'CRDT' ? [tx.debtor, tx.creditor] : [tx.creditor, tx.debtor];
  const isUsualOwn = usual.iban !== '' && usual.iban === account;
  const isOtherOwn = other.iban !== '' && other.iban === account;
  const otherHasMore = (other.iban !== '' && usual.iban === '') || (usual.iban === '' && usual.name === '');
  return isUsualOwn || (otherHasMore && !isOtherOwn) ? other : usual;
}

function bankCodeText(code: BankCode): string {
  return code.domain === '' ? '' : `${code.domain}/${code.family}/${code.sub_family}`;
}

/** Charges in the currency of the record, in minor units; undefined when none are given. */
function chargesOf(charges: Charges, currency: string): number | undefined {
  if (charges.total) return charges.total.currency === currency ? charges.total.minor : undefined;
  if (charges.amounts.length === 0) return undefined;
  return charges.amounts.reduce((sum, each) => (each.currency === currency ? sum + each.minor : sum), 0);
}
