import { addDays } from '../simulation/dates.ts';
import { fits } from '../simulation/pattern.ts';
import { addBusinessDays } from './calendar.ts';
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

/** What a rule can match of a payment: a direct debit has a debtor and a mandate, a credit transfer has a creditor. */
interface Matched {
  end_to_end_id: string;
  umr?: string;
  debtor_iban?: string;
  creditor_iban?: string;
}

/** The fate of a payment that settles on `settleOn`, by the first rule that fits it; without one it settles. */
export function fateOf(rules: BankRule[], payment: Matched, amountMinor: number, settleOn: string): Fate {
  const rule = rules.find(({ match }) => {
    if (match.message !== undefined) return false;
    if (match.amount_minor !== undefined && match.amount_minor !== amountMinor) return false;
    return (['debtor_iban', 'creditor_iban', 'umr', 'end_to_end_id'] as const).every(
      (field) => match[field] === undefined || (payment[field] !== undefined && fits(match[field], payment[field])),
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
