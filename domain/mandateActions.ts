import type { MandateState } from './states/mandate.ts';

export type SepaScheme = 'CORE' | 'B2B';

/** BS: an agreement of Betalingsservice, which its centre keeps (M12). */
export type Scheme = SepaScheme | 'BS';

/** What people and events do to a mandate: from which states, and to which. Without `to` its state stays. */
interface Action {
  from: readonly MandateState[];
  to?: MandateState | Record<Scheme, MandateState>;
  /** What is done, as it stands in sentences: "it cannot be signed". */
  done: string;
}

/**
 * After a signature a mandate of B2B waits until an operator knows that the debtor's bank has registered it, one of Betalingsservice
 * until the centre says so.
 */
const signed = { CORE: 'active', B2B: 'awaiting_bank_registration', BS: 'awaiting_bank_registration' } as const;

/** The table of M1 to M12. What is not in it is refused with a sentence. */
export const mandateActions = {
  sign: { from: ['to_sign'], to: signed, done: 'signed' },
  register: { from: ['awaiting_bank_registration'], to: 'active', done: 'registered by the bank' },
  withdraw: { from: ['to_sign', 'awaiting_bank_registration', 'active'], to: 'withdrawn', done: 'withdrawn' },
  reactivate: { from: ['withdrawn'], to: signed, done: 'signed again' },
  abandon: { from: ['to_sign'], to: 'abandoned', done: 'abandoned' },
  delete: { from: ['to_sign'], to: 'deleted', done: 'deleted' },
  suspend: { from: ['active'], done: 'suspended' },
  resume: { from: ['active'], done: 'resumed' },
  amend_account: { from: ['to_sign', 'active'], done: 'given another account' },
  complete: { from: ['active'], to: 'completed', done: 'used up' },
  release: { from: ['completed'], to: 'active', done: 'released' },
  expire: { from: ['active'], to: 'expired', done: 'expired' },
  supersede: { from: ['active'], to: 'superseded', done: 'superseded' },
  transfer: { from: ['awaiting_bank_registration', 'withdrawn'], done: 'sent to the payment centre again' },
} as const satisfies Record<string, Action>;

export type MandateAction = keyof typeof mandateActions;

/** What people do to an agreement: the rest happens at the payment centre. */
const ofAgreements: readonly MandateAction[] = ['withdraw', 'suspend', 'resume', 'transfer'];

/** The sentence that refuses an action which mandates of a scheme do not know, or undefined. */
export function schemeRefusal(action: MandateAction, umr: string, scheme: Scheme): string | undefined {
  const { done }: Action = mandateActions[action];
  if (scheme === 'BS' && !ofAgreements.includes(action)) {
    return `mandate ${umr} is an agreement of Betalingsservice: it cannot be ${done} here (allowed: ${ofAgreements.join(', ')})`;
  }
  if (scheme !== 'BS' && action === 'transfer')
    return `mandate ${umr} is of ${scheme}: it travels with the first collection`;
  return undefined;
}

/** The state after an action; the same state for one that changes none. */
export function stateAfter(action: MandateAction, state: MandateState, scheme: Scheme): MandateState {
  const { to }: Action = mandateActions[action];
  if (to === undefined) return state;
  return typeof to === 'string' ? to : to[scheme];
}

/** True when the table lets an action be done in a state. */
export function mayDo(action: MandateAction, state: MandateState): boolean {
  const { from }: Action = mandateActions[action];
  return from.includes(state);
}

/** The sentence that refuses an action: it names the mandate, its state, the action and what is allowed. */
export function refusalOf(action: MandateAction, umr: string, state: MandateState): string {
  const { from, done }: Action = mandateActions[action];
  const allowed = (Object.keys(mandateActions) as MandateAction[]).filter((other) => mayDo(other, state));
  return (
    `mandate ${umr} is ${state}: it cannot be ${done} (that needs ${from.join(' or ')}; ` +
    `allowed now: ${allowed.join(', ') || 'nothing, it is final'})`
  );
}

/** Every step of the table is one that the states allow; checked by a test. */
export function stepsOf(action: MandateAction): [MandateState, MandateState][] {
  const { from }: Action = mandateActions[action];
  return from.flatMap((state) =>
    (['CORE', 'B2B', 'BS'] as const).map((scheme): [MandateState, MandateState] => [
      state,
      stateAfter(action, state, scheme),
    ]),
  );
}
