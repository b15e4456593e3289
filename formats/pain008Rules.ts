import { bicRule } from '../domain/bic.ts';
import { sepaIdentifierRule, sepaTextRule } from '../domain/charset.ts';
import { creditorIdentifierRule } from '../domain/creditorIdentifier.ts';
import { isDate } from '../domain/dates.ts';
import { IncassoError } from '../domain/errors.ts';
import { bankCountry, ibanRule, isEeaIban, isSepaIban, needsDebtorAddress, needsDebtorBic } from '../domain/iban.ts';
import { addMinor } from '../domain/money.ts';
import type {
  DirectDebitBatch,
  DirectDebitLine,
  DirectDebitMessage,
  MandateAmendment,
  StructuredAddress,
} from '../domain/pain008.ts';

// SEPA allows 70 characters where ISO 20022 allows 140.
const maxName = 70;
const maxRemittance = 140;
const maxAmountMinor = 99_999_999_999;

/** Version .02 has an older pattern of BICs: no digit in the bank's code, no 0 or 1 and no O in the place. */
const bicOfVersion02 = /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?$/;
const versions: readonly string[] = ['pain.008.001.08', 'pain.008.001.02'];
const instruments: readonly string[] = ['CORE', 'B2B'];
const sequenceTypes: readonly string[] = ['FRST', 'RCUR', 'FNAL', 'OOFF'];

/** Says which field of what breaks which rule. Never the value: it may be a name or an account. */
type Report = (field: string, brokenRule: string | undefined) => void;

/** Checks the header and the list of batches; throws INVALID_INPUT or BROKEN_PROMISE. */
export function checkMessage(message: DirectDebitMessage): void {
  const report = reportOn('message');
  report('version', oneOf(message.version, versions));
  report('message_id', sepaIdentifierRule(message.message_id));
  report('created_at', dateTimeRule(message.created_at));
  report('initiating_party', sepaTextRule(message.initiating_party, maxName));
  report('local_instrument', oneOf(message.local_instrument, instruments));
  report('creditor.name', sepaTextRule(message.creditor.name, maxName));
  report('creditor.iban', sepaIbanRule(message.creditor.iban));
  report('creditor.identifier', creditorIdentifierRule(message.creditor.identifier));
  report('creditor.bic', bankRule(message, message.creditor.bic, !isEeaIban(message.creditor.iban)));
  if (message.batches.length === 0) report('batches', 'must not be empty');
  checkBatches(message);
}

function checkBatches(message: DirectDebitMessage): void {
  const paymentInfoIds = new Set<string>();
  let count = 0;
  let sumMinor = 0;
  for (const batch of message.batches) {
    const report = reportOn(`batch ${batch.batch_no}`);
    report('payment_info_id', sepaIdentifierRule(batch.payment_info_id));
    if (paymentInfoIds.has(batch.payment_info_id)) report('payment_info_id', 'must be unique in the message');
    paymentInfoIds.add(batch.payment_info_id);
    report('collection_on', dateRule(batch.collection_on));
    report('sequence_type', oneOf(batch.sequence_type, sequenceTypes));
    if (!(batch.count > 0)) report('count', 'must be at least 1');
    count += batch.count;
    sumMinor = addMinor(sumMinor, batch.sum_minor);
  }
  if (count !== message.count || sumMinor !== message.sum_minor) {
    throw new IncassoError(
      'BROKEN_PROMISE',
      `message ${message.message_id} is ${message.count} lines, sum ${message.sum_minor}; ` +
        `its batches are ${count} lines, sum ${sumMinor}`,
    );
  }
}

/** Checks all fields of a line; throws INVALID_INPUT. Written flat: it runs for each of a million lines. */
export function checkLine(
  message: DirectDebitMessage,
  batch: DirectDebitBatch,
  line: DirectDebitLine,
  createdOn: string,
): void {
  const broken =
    rule('end_to_end_id', sepaIdentifierRule(line.end_to_end_id) ?? notProvidedRule(line.end_to_end_id)) ??
    rule('amount_minor', amountRule(line.amount_minor)) ??
    rule('umr', sepaIdentifierRule(line.umr)) ??
    rule('signed_on', signedOnRule(line.signed_on, batch.collection_on, createdOn)) ??
    rule('debtor_name', sepaTextRule(line.debtor_name, maxName)) ??
    rule('debtor_iban', sepaIbanRule(line.debtor_iban)) ??
    rule('debtor_bic', bankRule(message, line.debtor_bic, needsDebtorBic(line.debtor_iban))) ??
    rule('debtor_address', addressRule(message.creditor.iban, line)) ??
    rule('remittance', line.remittance === '' ? undefined : sepaTextRule(line.remittance, maxRemittance));
  if (broken !== undefined) refuse(line, broken);
  if (line.amendment !== undefined) checkAmendment(message, line, line.amendment);
}

function checkAmendment(message: DirectDebitMessage, line: DirectDebitLine, amendment: MandateAmendment): void {
  const { original_umr, original_creditor_name, original_creditor_identifier, original_debtor_account } = amendment;
  const report: Report = (field, brokenRule) => {
    if (brokenRule !== undefined) refuse(line, `amendment.${field}: ${brokenRule}`);
  };
  const isSame = 'must differ from the present value';
  if (original_umr !== undefined) {
    report('original_umr', sepaIdentifierRule(original_umr) ?? (original_umr === line.umr ? isSame : undefined));
  }
  if (original_creditor_name !== undefined) {
    report('original_creditor_name', sepaTextRule(original_creditor_name, maxName));
    if (original_creditor_name === message.creditor.name) report('original_creditor_name', isSame);
  }
  if (original_creditor_identifier !== undefined) {
    report('original_creditor_identifier', creditorIdentifierRule(original_creditor_identifier));
    if (original_creditor_identifier === message.creditor.identifier) report('original_creditor_identifier', isSame);
  }
  if (original_debtor_account !== undefined && original_debtor_account !== 'SMNDA') {
    report('original_debtor_account', sepaIbanRule(original_debtor_account));
    if (original_debtor_account === line.debtor_iban) report('original_debtor_account', isSame);
    if (bankCountry(original_debtor_account) !== bankCountry(line.debtor_iban)) {
      report('original_debtor_account', 'must be SMNDA when the accounts are at two banks');
    }
  }
  if (Object.values(amendment).every((value) => value === undefined)) report('*', 'must name what changed');
}

function addressRule(creditorIban: string, line: DirectDebitLine): string | undefined {
  const isNeeded = needsDebtorAddress(creditorIban, line.debtor_iban);
  if (line.debtor_address === undefined) return isNeeded ? 'must be given: a bank is outside the EEA' : undefined;
  if (!isNeeded) return 'must not be given: both banks are inside the EEA';
  return structuredAddressRule(line.debtor_address);
}

function structuredAddressRule(address: StructuredAddress): string | undefined {
  return (
    optionalTextRule('street', address.street, 70) ??
    optionalTextRule('building_number', address.building_number, 16) ??
    optionalTextRule('postcode', address.postcode, 16) ??
    rule('town', sepaTextRule(address.town, 35)) ??
    rule('country', /^[A-Z]{2}$/.test(address.country) ? undefined : 'must be two letters')
  );
}

function optionalTextRule(field: string, text: string | undefined, maxLength: number): string | undefined {
  return text === undefined ? undefined : rule(field, sepaTextRule(text, maxLength));
}

function amountRule(amountMinor: number): string | undefined {
  const fits = Number.isInteger(amountMinor) && amountMinor >= 1 && amountMinor <= maxAmountMinor;
  return fits ? undefined : 'must be EUR 0.01 to 999999999.99';
}

function signedOnRule(signedOn: string, collectionOn: string, createdOn: string): string | undefined {
  if (!isDate(signedOn)) return 'must be a date';
  if (signedOn > createdOn) return 'must not be after the creation of the message';
  return signedOn > collectionOn ? 'must not be after the collection date' : undefined;
}

function sepaIbanRule(iban: string): string | undefined {
  return isSepaIban(iban) ? ibanRule(iban) : 'must be an IBAN of a SEPA country';
}

function bankRule(message: DirectDebitMessage, bic: string | undefined, isNeeded: boolean): string | undefined {
  if (bic === undefined) return isNeeded ? 'must be given for a bank outside the EEA' : undefined;
  if (message.version === 'pain.008.001.02' && !bicOfVersion02.test(bic))
    return 'must fit the older pattern of BICs of version .02';
  return bicRule(bic);
}

/** A return is found again by its EndToEndId, so a creditor never leaves it open. */
function notProvidedRule(endToEndId: string): string | undefined {
  return endToEndId === 'NOTPROVIDED' ? 'must identify the collection' : undefined;
}

/** Some banks take no fraction and no zone. */
function dateTimeRule(text: string): string | undefined {
  const isTime = /^.{10}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(text) && isDate(text.slice(0, 10));
  return isTime ? undefined : 'must be YYYY-MM-DDThh:mm:ss';
}

function dateRule(text: string): string | undefined {
  return isDate(text) ? undefined : 'must be a date YYYY-MM-DD';
}

function oneOf(value: string, allowed: readonly string[]): string | undefined {
  return allowed.includes(value) ? undefined : `must be one of ${allowed.join(', ')}`;
}

function rule(field: string, brokenRule: string | undefined): string | undefined {
  return brokenRule === undefined ? undefined : `${field}: ${brokenRule}`;
}

function reportOn(place: string): Report {
  return (field, brokenRule) => {
    if (brokenRule !== undefined) throw new IncassoError('INVALID_INPUT', `${place}, ${field}: ${brokenRule}`);
  };
}

/** The EndToEndId is only repeated when it is one: a wrong one could hold anything. */
function refuse(line: DirectDebitLine, broken: string): never {
  const id = sepaIdentifierRule(line.end_to_end_id) === undefined ? ` (${line.end_to_end_id})` : '';
  throw new IncassoError('INVALID_INPUT', `batch ${line.batch_no} line ${line.line_no}${id}, ${broken}`);
}
