import { sepaIdentifierRule } from '../domain/charset.ts';
import { creditorIdentifierRule } from '../domain/creditorIdentifier.ts';
import { isDate } from '../domain/dates.ts';
import { bankCountry, isEeaIban, needsDebtorAddress, needsDebtorBic } from '../domain/iban.ts';
import {
  type DirectDebitBatch,
  type DirectDebitLine,
  type DirectDebitMessage,
  isOf2009,
  type MandateAmendment,
} from '../domain/pain008.ts';
import {
  bankRule,
  checkBatches,
  checkHeader,
  dateRule,
  lineRule,
  nameRule,
  newUniqueIdentifierRule,
  oneOf,
  refuse,
  remittanceRule,
  type Report,
  reportOn,
  rule,
  sepaIbanRule,
  structuredAddressRule,
} from './sepaRules.ts';

const versions: readonly string[] = ['pain.008.001.08', 'pain.008.001.02'];
const instruments: readonly string[] = ['CORE', 'B2B'];
const sequenceTypes: readonly string[] = ['FRST', 'RCUR', 'FNAL', 'OOFF'];

/** What collections have in common when they are of one message; a reversal repeats it. */
type MessageTerms = Pick<DirectDebitMessage, 'version' | 'local_instrument' | 'creditor'>;
type BatchTerms = Pick<DirectDebitBatch, 'collection_on' | 'sequence_type'>;

/** Checks the header and the list of batches; throws INVALID_INPUT or BROKEN_PROMISE. */
export function checkMessage(message: DirectDebitMessage): void {
  const report = reportOn('message');
  checkHeader(report, message);
  checkMessageTerms(report, message);
  const paymentInfoIdRule = newUniqueIdentifierRule();
  checkBatches(message, (reportBatch, batch) => {
    reportBatch('payment_info_id', paymentInfoIdRule(batch.payment_info_id));
    checkBatchTerms(reportBatch, batch);
  });
}

/** Checks scheme and creditor. */
export function checkMessageTerms(report: Report, { version, local_instrument, creditor }: MessageTerms): void {
  report('version', oneOf(version, versions));
  report('local_instrument', oneOf(local_instrument, instruments));
  report('creditor.name', nameRule(creditor.name));
  report('creditor.iban', sepaIbanRule(creditor.iban));
  report('creditor.identifier', creditorIdentifierRule(creditor.identifier));
  report('creditor.bic', bankRule(creditor.bic, !isEeaIban(creditor.iban), isOf2009(version)));
}

/** Checks collection date and sequence type. */
export function checkBatchTerms(report: Report, batch: BatchTerms): void {
  report('collection_on', dateRule(batch.collection_on));
  report('sequence_type', oneOf(batch.sequence_type, sequenceTypes));
}

/** Checks all fields of a line; throws INVALID_INPUT. Written flat: it runs for each of a million lines. */
export function checkLine(message: MessageTerms, batch: BatchTerms, line: DirectDebitLine, createdOn: string): void {
  const broken =
    lineRule(line) ??
    rule('umr', sepaIdentifierRule(line.umr)) ??
    rule('signed_on', signedOnRule(line.signed_on, batch.collection_on, createdOn)) ??
    rule('debtor_name', nameRule(line.debtor_name)) ??
    rule('debtor_iban', sepaIbanRule(line.debtor_iban)) ??
    rule('debtor_bic', bankRule(line.debtor_bic, needsDebtorBic(line.debtor_iban), isOf2009(message.version))) ??
    rule('debtor_address', addressRule(message.creditor.iban, line)) ??
    rule('remittance', remittanceRule(line.remittance));
  if (broken !== undefined) refuse(line, broken);
  if (line.amendment !== undefined) checkAmendment(message, line, line.amendment);
}

function checkAmendment(message: MessageTerms, line: DirectDebitLine, amendment: MandateAmendment): void {
  const { original_umr, original_creditor_name, original_creditor_identifier, original_debtor_account } = amendment;
  const report: Report = (field, brokenRule) => {
    if (brokenRule !== undefined) refuse(line, `amendment.${field}: ${brokenRule}`);
  };
  const isSame = 'must differ from the present value';
  if (original_umr !== undefined) {
    report('original_umr', sepaIdentifierRule(original_umr) ?? (original_umr === line.umr ? isSame : undefined));
  }
  if (original_creditor_name !== undefined) {
    report('original_creditor_name', nameRule(original_creditor_name));
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

function signedOnRule(signedOn: string, collectionOn: string, createdOn: string): string | undefined {
  if (!isDate(signedOn)) return 'must be a date';
  if (signedOn > createdOn) return 'must not be after the creation of the message';
  return signedOn > collectionOn ? 'must not be after the collection date' : undefined;
}
