import { addDays, isDate, localTime } from '../simulation/dates.ts';
import { addBusinessDays, bankZone, isBusinessDay } from './calendar.ts';
import { toCents } from './money.ts';
import type { ReceivedBatch, ReceivedMessage, ReceivedPayment } from './readPain008.ts';
import type { BankAccounts, BankSettings } from './settings.ts';

/** Why the bank refuses a whole file: an ISO external status reason code and a sentence of at most 105 characters. */
export interface Objection {
  code: string;
  sentence: string;
}

/** What the bank knows when it checks a file. */
export interface CheckContext {
  /** The business instant of receipt. */
  now: string;
  settings: BankSettings;
  accounts: BankAccounts | undefined;
  /** Identifications of earlier messages; those of batches and payments count only if their file was accepted. */
  seen: { message(id: string): boolean; paymentInfo(id: string): boolean; endToEnd(id: string): boolean };
}

const sequenceTypes = ['FRST', 'RCUR', 'FNAL', 'OOFF'];
const localInstruments = ['CORE', 'B2B'];
const largestAmountCents = 99_999_999_999;
const sepaText = /^[A-Za-z0-9/\-?:().,'+ ]*$/;
const sepaIdentification = /^(?!\/)(?!.*\/\/)(?!.*\/$)[A-Za-z0-9/\-?:().,'+ ]{1,35}$/;
const oldDebtorAgent = 'SMNDA';

/** The first objection to a message, undefined when the bank takes it. The order is that of a bank's own stages. */
export function checkMessage(message: ReceivedMessage, context: CheckContext): Objection | undefined {
  if (!sepaIdentification.test(message.message_id)) return object('FF01', 'GrpHdr/MsgId: 1 to 35 SEPA characters');
  if (context.seen.message(message.message_id)) return object('DU01', 'a message with this identification came before');
  return (
    checkTotals(message) ??
    checkInstruments(message) ??
    checkBatches(message, context) ??
    checkCreditorIdentifiers(message, context.accounts)
  );
}

function checkTotals(message: ReceivedMessage): Objection | undefined {
  let count = 0;
  let sum = 0;
  for (const [index, batch] of message.batches.entries()) {
    const place = `PmtInf ${index + 1}`;
    const batchSum = sumOf(batch);
    if (typeof batchSum !== 'number') return batchSum;
    const wrong = differs(place, batch, batch.payments.length, batchSum);
    if (wrong) return wrong;
    count += batch.payments.length;
    sum += batchSum;
  }
  if (count === 0) return object('FF01', 'the message has no transaction');
  return differs('GrpHdr', message, count, sum);
}

/** The sum of a batch in cents, or what is wrong with one of its amounts. */
function sumOf(batch: ReceivedBatch): number | Objection {
  let sum = 0;
  for (const payment of batch.payments) {
    const amount = toCents(payment.amount);
    if (payment.currency !== 'EUR') return object('AM03', 'InstdAmt: the currency is not EUR');
    if (amount === undefined || amount > largestAmountCents)
      return object('AM02', 'InstdAmt: not 0.01 to 999999999.99');
    if (amount === 0) return object('AM01', 'InstdAmt: zero');
    sum += amount;
  }
  return sum;
}

function differs(
  place: string,
  stated: { stated_count: string; stated_sum: string },
  count: number,
  sum: number,
): Objection | undefined {
  if (!/^\d{1,15}$/.test(stated.stated_count) || Number(stated.stated_count) !== count) {
    return object('AM18', `${place}/NbOfTxs: ${count} transactions were read`);
  }
  if (toCents(stated.stated_sum) !== sum) return object('AM10', `${place}/CtrlSum: not the sum of the amounts`);
  return undefined;
}

function checkInstruments(message: ReceivedMessage): Objection | undefined {
  const instrument = message.batches[0]?.local_instrument ?? '';
  if (!localInstruments.includes(instrument)) return object('FF05', 'LclInstrm/Cd: neither CORE nor B2B');
  if (message.batches.some((batch) => batch.local_instrument !== instrument)) {
    return object('FF05', 'LclInstrm/Cd: more than one in the message');
  }
  return undefined;
}

function checkBatches(message: ReceivedMessage, context: CheckContext): Objection | undefined {
  const batchIds = new Set<string>();
  const endToEndIds = new Set<string>();
  for (const batch of message.batches) {
    const wrong = checkBatch(batch, context) ?? checkCollectionDate(batch.collection_on, context);
    if (wrong) return wrong;
    if (batchIds.has(batch.payment_info_id) || context.seen.paymentInfo(batch.payment_info_id)) {
      return object('DU02', 'PmtInfId: used before');
    }
    batchIds.add(batch.payment_info_id);
    for (const payment of batch.payments) {
      const wrongPayment = checkPayment(payment, batch);
      if (wrongPayment) return wrongPayment;
      if (endToEndIds.has(payment.end_to_end_id) || context.seen.endToEnd(payment.end_to_end_id)) {
        return object('DU04', 'EndToEndId: used before');
      }
      endToEndIds.add(payment.end_to_end_id);
    }
  }
  return undefined;
}

function checkBatch(batch: ReceivedBatch, { accounts }: CheckContext): Objection | undefined {
  if (!sepaIdentification.test(batch.payment_info_id)) return object('FF01', 'PmtInfId: 1 to 35 SEPA characters');
  if (batch.method !== 'DD') return object('FF01', 'PmtMtd: not DD');
  if (batch.service_level !== 'SEPA') return object('FF01', 'SvcLvl/Cd: not SEPA');
  if (!sequenceTypes.includes(batch.sequence_type)) return object('AG02', 'SeqTp: not FRST, RCUR, FNAL or OOFF');
  if (!isText(batch.creditor_name, 70)) return object('FF01', 'Cdtr/Nm: 1 to 70 SEPA characters');
  if (!isIban(batch.creditor_iban)) return object('AC03', 'CdtrAcct: no valid IBAN');
  if (accounts && !accounts.some((account) => account.iban === batch.creditor_iban)) {
    return object('AC03', 'CdtrAcct: no account of this bank');
  }
  return undefined;
}

/** The last day of submission is D-1 (in business days) until the cut-off; a file may come earlier, within limits. */
function checkCollectionDate(collectionOn: string, { now, settings }: CheckContext): Objection | undefined {
  if (!isDate(collectionOn)) return object('DT01', 'ReqdColltnDt: no date');
  if (!isBusinessDay(collectionOn)) return object('DT01', 'ReqdColltnDt: TARGET2 is closed on that day');
  const { date, time } = localTime(now, bankZone);
  const lastSubmission = addBusinessDays(collectionOn, -settings.lead_days);
  if (date > lastSubmission) return object('DT01', `ReqdColltnDt: the last day of submission was ${lastSubmission}`);
  if (date === lastSubmission && time > settings.cut_off) {
    return object('TM01', `ReqdColltnDt: the cut-off was today at ${settings.cut_off}`);
  }
  if (collectionOn > addDays(date, settings.most_days_ahead)) {
    return object('DT01', `ReqdColltnDt: more than ${settings.most_days_ahead} days ahead`);
  }
  return undefined;
}

function checkPayment(payment: ReceivedPayment, batch: ReceivedBatch): Objection | undefined {
  if (!sepaIdentification.test(payment.end_to_end_id)) return object('FF01', 'EndToEndId: 1 to 35 SEPA characters');
  if (payment.instruction_id !== '' && !sepaIdentification.test(payment.instruction_id)) {
    return object('FF01', 'InstrId: 1 to 35 SEPA characters');
  }
  if (!isText(payment.debtor_name, 70)) return object('FF01', 'Dbtr/Nm: 1 to 70 SEPA characters');
  if (payment.remittance !== '' && !isText(payment.remittance, 140)) {
    return object('FF01', 'RmtInf: at most 140 SEPA characters');
  }
  return checkMandate(payment, batch) ?? checkAmendment(payment, batch);
}

function checkMandate(payment: ReceivedPayment, batch: ReceivedBatch): Objection | undefined {
  if (!sepaIdentification.test(payment.umr)) return object('MD02', 'MndtId: 1 to 35 SEPA characters');
  if (!isDate(payment.signed_on)) return object('MD02', 'DtOfSgntr: no date');
  if (payment.signed_on > batch.collection_on) return object('MD02', 'DtOfSgntr: after the collection date');
  return undefined;
}

/** AmdmntInd and its details go together, and every original value differs from the present one. */
function checkAmendment(payment: ReceivedPayment, batch: ReceivedBatch): Objection | undefined {
  const identifier = payment.creditor_identifier || batch.creditor_identifier;
  const originals: [original: string, present: string][] = [
    [payment.original_umr, payment.umr],
    [payment.original_creditor_name, batch.creditor_name],
    [payment.original_creditor_identifier, identifier],
    [payment.original_debtor_iban, payment.debtor_iban],
    [payment.original_debtor_account_other, ''],
  ];
  if (payment.original_debtor_agent !== '') return object('MD02', 'OrgnlDbtrAgt: out of use since November 2016');
  const other = payment.original_debtor_account_other;
  if (other !== '' && other !== oldDebtorAgent) return object('MD02', 'OrgnlDbtrAcct/Othr: not SMNDA');
  const hasDetails = originals.some(([original]) => original !== '');
  if (hasDetails !== (payment.amendment_indicator === 'true')) {
    return object('MD02', 'AmdmntInd: does not go with AmdmntInfDtls');
  }
  if (originals.some(([original, present]) => original !== '' && original === present)) {
    return object('MD02', 'AmdmntInfDtls: an original value is the present one');
  }
  return undefined;
}

/** Creditor identifiers agreed for the account (BE05), and valid ones everywhere (check digits, ISO 7064). */
function checkCreditorIdentifiers(message: ReceivedMessage, accounts: BankAccounts | undefined): Objection | undefined {
  for (const batch of message.batches) {
    const agreed = accounts?.find((account) => account.iban === batch.creditor_iban)?.creditor_identifier;
    for (const payment of batch.payments) {
      const identifier = payment.creditor_identifier || batch.creditor_identifier;
      if (!isCreditorIdentifier(identifier)) return object('BE05', 'CdtrSchmeId: no valid creditor identifier');
      if (agreed && identifier !== agreed) return object('BE05', 'CdtrSchmeId: not agreed for this account');
    }
  }
  return undefined;
}

/** Form, and check digits by ISO 7064 mod 97-10. */
export function isIban(text: string): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && mod97(text.slice(4) + text.slice(0, 4)) === 1;
}

/** Positions 5 to 7, the creditor's business code, are no part of the check. */
function isCreditorIdentifier(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Za-z0-9]{3}[A-Za-z0-9]{1,28}$/.test(text)) return false;
  return mod97(text.slice(7).toUpperCase() + text.slice(0, 4)) === 1;
}

/** Remainder by 97 with letters as numbers (A is 10). */
function mod97(text: string): number {
  let rest = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

function isText(text: string, most: number): boolean {
  return text.trim() !== '' && text.length <= most && sepaText.test(text);
}

function object(code: string, sentence: string): Objection {
  return { code, sentence };
}
