import { addDays } from '../simulation/dates.ts';
import { fits } from '../simulation/pattern.ts';
import { addBusinessDays } from './calendar.ts';
import type { ReceivedPayment } from './readPain008.ts';
import type { BankRule } from './settings.ts';

/** What will become of one payment, decided when its file is accepted. */
export interface Fate {
  /** Reason code of a reject before settlement. */
  rejected?: string;
  /** Money that goes back after settlement. */
  back?: { kind: 'return' | 'refund'; on: string; reason: string };
}

/** The first rule on whole messages that fits this message id. */
export function ruleOfMessage(rules: BankRule[], messageId: string): BankRule | undefined {
  return rules.find(({ match }) => match.message === 'all' || (match.message && fits(match.message, messageId)));
}

/** The fate of a payment that settles on `settleOn`, by the first rule that fits it; without one it settles. */
export function fateOf(rules: BankRule[], payment: ReceivedPayment, amountMinor: number, settleOn: string): Fate {
  const rule = rules.find(({ match }) => {
    if (match.message !== undefined) return false;
    if (match.amount_minor !== undefined && match.amount_minor !== amountMinor) return false;
    return (
      fits(match.debtor_iban, payment.debtor_iban) &&
      fits(match.umr, payment.umr) &&
      fits(match.end_to_end_id, payment.end_to_end_id)
    );
  });
  switch (rule?.outcome) {
    case 'reject':
      return { rejected: rule.reason ?? 'AM04' };
    case 'return': {
      const on = addBusinessDays(settleOn, rule.after_days ?? 2);
      return { back: { kind: 'return', on, reason: rule.reason ?? 'AM04' } };
    }
    case 'refund': {
      const on = addBusinessDays(addDays(settleOn, rule.after_days ?? 10), 0);
      return { back: { kind: 'refund', on, reason: rule.reason ?? 'MD06' } };
    }
    case 'settle':
    case 'silent':
    case undefined:
      return {};
  }
}
