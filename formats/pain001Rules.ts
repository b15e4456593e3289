import { isEeaIban, needsDebtorAddress } from '../domain/iban.ts';
import type { CreditTransferLine, CreditTransferMessage } from '../domain/pain001.ts';
import {
  bankRule,
  checkBatches,
  checkHeader,
  dateRule,
  lineRule,
  nameRule,
  newUniqueIdentifierRule,
  refuse,
  remittanceRule,
  reportOn,
  rule,
  sepaIbanRule,
  structuredAddressRule,
} from './sepaRules.ts';

/** Checks the header and the list of batches; throws INVALID_INPUT or BROKEN_PROMISE. */
export function checkMessage(message: CreditTransferMessage): void {
  const report = reportOn('message');
  const { debtor } = message;
  checkHeader(report, message);
  report('debtor.name', nameRule(debtor.name));
  report('debtor.iban', sepaIbanRule(debtor.iban));
  report('debtor.bic', bankRule(debtor.bic, !isEeaIban(debtor.iban)));
  if (debtor.address !== undefined) report('debtor.address', structuredAddressRule(debtor.address));
  const createdOn = message.created_at.slice(0, 10);
  const paymentInfoIdRule = newUniqueIdentifierRule();
  checkBatches(message, (reportBatch, batch) => {
    reportBatch('payment_info_id', paymentInfoIdRule(batch.payment_info_id));
    reportBatch('execution_on', dateRule(batch.execution_on));
    if (batch.execution_on < createdOn) reportBatch('execution_on', 'must not be before the creation of the message');
  });
}

/** Checks all fields of a line; throws INVALID_INPUT. */
export function checkLine({ debtor }: CreditTransferMessage, line: CreditTransferLine): void {
  const address = line.creditor_address;
  const isDebtorAddressMissing = debtor.address === undefined && needsDebtorAddress(line.creditor_iban, debtor.iban);
  const broken =
    lineRule(line) ??
    rule('creditor_name', nameRule(line.creditor_name)) ??
    rule('creditor_iban', sepaIbanRule(line.creditor_iban)) ??
    rule('creditor_bic', bankRule(line.creditor_bic, !isEeaIban(line.creditor_iban))) ??
    rule('creditor_address', address && structuredAddressRule(address)) ??
    rule('debtor.address', isDebtorAddressMissing ? 'must be given: a bank is outside the EEA' : undefined) ??
    rule('remittance', remittanceRule(line.remittance));
  if (broken !== undefined) refuse(line, broken);
}
