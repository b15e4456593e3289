import { addDays, isDate, localTime } from '../simulation/dates.ts';
import { bankZone } from './calendar.ts';
import {
  type CheckContext,
  checkOwnAccount,
  checkPaymentHead,
  isIdentification,
  isText,
  object,
  type Objection,
} from './checkValues.ts';
import type { CreditTransferBatch, CreditTransfers } from './receivedMessages.ts';

/** The first objection to a pain.001; an account that money cannot go to is no objection, only its payment is rejected. */
export function checkTransfers(message: CreditTransfers, context: CheckContext): Objection | undefined {
  for (const batch of message.batches) {
    const wrong = checkBatch(batch, context) ?? checkExecutionDate(batch.execution_on, context);
    if (wrong) return wrong;
    for (const payment of batch.payments) {
      const wrongPayment = checkPaymentHead(payment);
      if (wrongPayment) return wrongPayment;
      if (!isText(payment.creditor_name, 70)) return object('FF01', 'Cdtr/Nm: 1 to 70 SEPA characters');
    }
  }
  return undefined;
}

function checkBatch(batch: CreditTransferBatch, context: CheckContext): Objection | undefined {
  if (!isIdentification(batch.payment_info_id)) return object('FF01', 'PmtInfId: 1 to 35 SEPA characters');
  if (batch.method !== 'TRF') return object('FF01', 'PmtMtd: not TRF');
  if (batch.service_level !== 'SEPA') return object('FF01', 'SvcLvl/Cd: not SEPA');
  if (!isText(batch.debtor_name, 70)) return object('FF01', 'Dbtr/Nm: 1 to 70 SEPA characters');
  return checkOwnAccount('AC02', 'DbtrAcct', batch.debtor_iban, context);
}

/** Today or later, within limits; on a day on which TARGET2 is closed the next one is meant. */
function checkExecutionDate(executionOn: string, { now, settings }: CheckContext): Objection | undefined {
  if (!isDate(executionOn)) return object('DT01', 'ReqdExctnDt: no date');
  const { date } = localTime(now, bankZone);
  if (executionOn < date) return object('DT01', 'ReqdExctnDt: is over');
  if (executionOn > addDays(date, settings.most_days_ahead)) {
    return object('DT01', `ReqdExctnDt: more than ${settings.most_days_ahead} days ahead`);
  }
  return undefined;
}
