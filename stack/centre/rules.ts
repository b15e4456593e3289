import { addDays } from '../simulation/dates.ts';
import { fits } from '../simulation/pattern.ts';
import { addBankingDays, lastDayOfObjection } from './calendar.ts';
import { plainNumber } from './fields.ts';
import type { CollectionRequest } from './readCollections.ts';
import type { CentreRule } from './settings.ts';

/** What will become of one collection, decided when its delivery is accepted. */
export interface Fate {
  outcome: 'completed' | 'rejected' | 'cancelled';
  /** The date of the file that says so. */
  booked_on: string;
  /** '' when nothing is paid. */
  paid_on: string;
  paid_minor: number;
  /** When a completed payment goes back, if it does. */
  charged_back_on?: string;
}

const daysUntilChargeBack = 3;

/** The first rule on whole deliveries that fits this delivery id. */
export function ruleOfDelivery(rules: CentreRule[], deliveryId: string): CentreRule | undefined {
  const id = plainNumber(deliveryId);
  return rules.find(({ match: { message } }) => message === 'all' || (message && fits(plainNumber(message), id)));
}

/** The fate of a collection of which no mandate is known: it is cancelled on the next banking day. */
export function cancelledFate(today: string): Fate {
  return { outcome: 'cancelled', booked_on: addBankingDays(today, 1), paid_on: '', paid_minor: 0 };
}

/**
 * The fate of a collection by the first rule that fits it and goes with its kind; without one it is paid when it is due.
 * Undefined when nothing comes of it: a slip that nobody pays, an amount of zero.
 */
export function fateOf(rules: CentreRule[], request: CollectionRequest, today: string): Fate | undefined {
  if (request.amount_minor === 0) return undefined;
  const outcomes = outcomesOf(request);
  const rule = rules.find((each) => outcomes.includes(each.outcome) && fitsRequest(each, request));
  return request.mandate_number === '' ? slipFate(rule, request) : automaticFate(rule, request, today);
}

function outcomesOf({ mandate_number, sign }: CollectionRequest): CentreRule['outcome'][] {
  if (mandate_number === '') return ['complete', 'pay', 'never', 'charge_back'];
  return sign === 2 ? ['complete', 'reject', 'cancel'] : ['complete', 'reject', 'cancel', 'charge_back'];
}

function fitsRequest({ match }: CentreRule, request: CollectionRequest): boolean {
  if (match.message !== undefined) return false;
  if (match.amount_minor !== undefined && match.amount_minor !== request.amount_minor) return false;
  return (
    fits(match.customer_number && plainNumber(match.customer_number), request.customer_number) &&
    fits(match.mandate_number && plainNumber(match.mandate_number), request.mandate_number) &&
    fits(match.reference, request.reference)
  );
}

/** Paid and booked on the payment date; charged back until the 7th of its month, and not at all when that is too late. */
function automaticFate(rule: CentreRule | undefined, request: CollectionRequest, today: string): Fate {
  const { payment_on, amount_minor } = request;
  if (rule?.outcome === 'cancel') return cancelledFate(today);
  if (rule?.outcome === 'reject') return { outcome: 'rejected', booked_on: payment_on, paid_on: '', paid_minor: 0 };
  const paid: Fate = { outcome: 'completed', booked_on: payment_on, paid_on: payment_on, paid_minor: amount_minor };
  const lastDay = lastDayOfObjection(payment_on);
  if (rule?.outcome !== 'charge_back' || lastDay <= payment_on) return paid;
  const asked = chargeBackDay(rule, payment_on);
  return { ...paid, charged_back_on: asked < lastDay ? asked : lastDay };
}

/** Paid on the payment date or some days later, and booked a banking day after that. */
function slipFate(rule: CentreRule | undefined, { payment_on, amount_minor }: CollectionRequest): Fate | undefined {
  if (rule?.outcome === 'never') return undefined;
  const delay = rule?.outcome === 'pay' ? (rule.after_days ?? 0) : 0;
  const paid_on = addBankingDays(addDays(payment_on, delay), 0);
  const booked_on = addBankingDays(paid_on, 1);
  const paid: Fate = { outcome: 'completed', booked_on, paid_on, paid_minor: rule?.paid_minor ?? amount_minor };
  return rule?.outcome === 'charge_back' ? { ...paid, charged_back_on: chargeBackDay(rule, booked_on) } : paid;
}

/** A banking day at least one day after the payment. */
function chargeBackDay({ after_days = daysUntilChargeBack }: CentreRule, bookedOn: string): string {
  return addBankingDays(addDays(bookedOn, Math.max(1, after_days)), 0);
}
