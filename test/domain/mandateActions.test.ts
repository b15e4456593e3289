import { describe, expect, test } from 'vitest';

import {
  type MandateAction,
  mandateActions,
  mayDo,
  refusalOf,
  stateAfter,
  stepsOf,
} from '../../domain/mandateActions.ts';
import { type MandateState, mandateStates } from '../../domain/states/mandate.ts';
import { mayBecome } from '../../domain/states/table.ts';

const actions = Object.keys(mandateActions) as MandateAction[];
const states = Object.keys(mandateStates) as MandateState[];
const finalStates = states.filter((state) => mandateStates[state].length === 0);
const refusals = actions.flatMap((action) =>
  states.filter((state) => !mayDo(action, state)).map((state): [MandateAction, MandateState] => [action, state]),
);

/** Everything that some sequence of actions makes of a mandate. */
function reachedFrom(first: MandateState): MandateState[] {
  const reached = new Set([first]);
  for (const state of reached) {
    for (const action of actions.filter((each) => mayDo(each, state))) {
      for (const scheme of ['CORE', 'B2B'] as const) reached.add(stateAfter(action, state, scheme));
    }
  }
  return [...reached];
}

describe('the table of what is done to a mandate', () => {
  test.each(actions)('M1 to M12 every step of %s is one that the states allow', (action) => {
    expect(stepsOf(action).length).toBeGreaterThan(0);
    for (const [from, to] of stepsOf(action)) {
      if ('to' in mandateActions[action]) expect(mayBecome(mandateStates, from, to), `${from} to ${to}`).toBe(true);
      else expect(to).toBe(from);
    }
  });

  test('M1 to M12 every step that the states allow is made by an action', () => {
    const made = new Set(actions.flatMap((action) => stepsOf(action).map(([from, to]) => `${from} to ${to}`)));
    for (const state of states) {
      for (const next of mandateStates[state]) expect(made).toContain(`${state} to ${next}`);
    }
  });

  test.each(refusals)('M14 %s is refused while it is %s, and says what is allowed', (action, state) => {
    const sentence = refusalOf(action, 'M-1', state);
    const { from, done } = mandateActions[action];
    expect(sentence.startsWith(`mandate M-1 is ${state}: it cannot be ${done} (that needs ${from.join(' or ')};`)).toBe(
      true,
    );
    const said = /; allowed now: (.*)\)$/.exec(sentence)?.[1];
    const allowed = actions.filter((other) => mayDo(other, state));
    expect(said).toBe(allowed.length > 0 ? allowed.join(', ') : 'nothing, it is final');
  });

  test('M14 final states allow nothing, and all others something', () => {
    expect([...finalStates].sort()).toEqual(['abandoned', 'deleted', 'expired', 'superseded']);
    for (const state of states) {
      expect(
        actions.some((action) => mayDo(action, state)),
        state,
      ).toBe(!finalStates.includes(state));
    }
  });

  test('M14 a mandate that was signed or presented is never deleted, abandoned or to be signed', () => {
    for (const state of states.filter((each) => !['to_sign', 'deleted', 'abandoned', 'withdrawn'].includes(each))) {
      for (const never of ['deleted', 'abandoned', 'to_sign'] as const) {
        expect(reachedFrom(state), `from ${state}`).not.toContain(never);
      }
    }
    // withdrawn before or after a signature: neither is deleted afterwards
    expect(reachedFrom('withdrawn')).not.toContain('deleted');
  });

  test('B2B only is registered by the bank: CORE is active with the signature', () => {
    expect(stateAfter('sign', 'to_sign', 'CORE')).toBe('active');
    expect(stateAfter('sign', 'to_sign', 'B2B')).toBe('awaiting_bank_registration');
    expect(stateAfter('reactivate', 'withdrawn', 'B2B')).toBe('awaiting_bank_registration');
  });
});
