import { addDays, isDate, localTime } from '../simulation/dates.ts';
import { addBusinessDays, bankZone, isBusinessDay } from './calendar.ts';
import {
  type CheckContext,
  checkOwnAccount,
  checkPaymentHead,
  isIdentification,
  isText,
  mod97,
  object,
  type Objection,
} from './checkValues.ts';
import type { DirectDebit, DirectDebitBatch, DirectDebits } from './receivedMessages.ts';
import type { BankAccounts } from './settings.ts';

const sequenceTypes = ['FRST', 'RCUR', 'FNAL', 'OOFF'];
const localInstruments = ['CORE', 'B2B'];
const oldDebtorAgent = 'SMNDA';

/** The first objection to a pain.008. */
export function checkDirectDebits(message: DirectDebits, context: CheckContext): Objection | undefined {
  return (
    checkInstruments(message) ?? checkBatches(message, context) ?? checkCreditorIdentifiers(message, context.accounts)
  );
}

function checkInstruments(message: DirectDebits): Objection | undefined {
  const instrument = message.batches[0]?.local_instrument ?? '';
  if (!localInstruments.includes(instrument)) return object('FF05', 'LclInstrm/Cd: neither CORE nor B2B');
  if (message.batches.some((batch) => batch.local_instrument !== instrument)) {
    return object('FF05', 'LclInstrm/Cd: more than one in the message');
  }
  return undefined;
}

function checkBatches(message: DirectDebits, context: CheckContext): Objection | undefined {
  for (const batch of message.batches) {
    const wrong = checkBatch(batch, context) ?? checkCollectionDate(batch.collection_on, context);
    if (wrong) return wrong;
    for (const payment of batch.payments) {
      const wrongPayment = checkPayment(payment, batch);
      if (wrongPayment) return wrongPayment;
    }
  }
  return undefined;
}

function checkBatch(batch: DirectDebitBatch, context: CheckContext): Objection | undefined {
  if (!isIdentification(batch.payment_info_id)) return object('FF01', 'PmtInfId: 1 to 35 SEPA characters');
  if (batch.method !== 'DD') return object('FF01', 'PmtMtd: not DD');
  if (batch.service_level !== 'SEPA') return object('FF01', 'SvcLvl/Cd: not SEPA');
  if (!sequenceTypes.includes(batch.sequence_type)) return object('AG02', 'SeqTp: not FRST, RCUR, FNAL or OOFF');
  if (!isText(batch.creditor_name, 70)) return object('FF01', 'Cdtr/Nm: 1 to 70 SEPA characters');
  return checkOwnAccount('AC03', 'CdtrAcct', batch.creditor_iban, context);
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

function checkPayment(payment: DirectDebit, batch: DirectDebitBatch): Objection | undefined {
  if (!isText(payment.debtor_name, 70)) return object('FF01', 'Dbtr/Nm: 1 to 70 SEPA characters');
  return checkPaymentHead(payment) ?? checkMandate(payment, batch) ?? checkAmendment(payment, batch);
}

function checkMandate(payment: DirectDebit, batch: DirectDebitBatch): Objection | undefined {
  if (!isIdentification(payment.umr)) return object('MD02', 'MndtId: 1 to 35 SEPA characters');
  if (!isDate(payment.signed_on)) return object('MD02', 'DtOfSgntr: no date');
  if (payment.signed_on > batch.collection_on) return object('MD02', 'DtOfSgntr: after the collection date');
  return undefined;
}

/** AmdmntInd and its details go together, and every original value differs from the present one. */
function checkAmendment(payment: DirectDebit, batch: DirectDebitBatch): Objection | undefined {
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
function checkCreditorIdentifiers(message: DirectDebits, accounts: BankAccounts | undefined): Objection | undefined {
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

/** Positions 5 to 7, the creditor's business code, are no part of the check. */
function isCreditorIdentifier(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Za-z0-9]{3}[A-Za-z0-9]{1,28}$/.test(text)) return false;
  return mod97(text.slice(7).toUpperCase() + text.slice(0, 4)) === 1;
}
