import type { Shape } from './shape.ts';

/** A person's decision on an instruction. Which outcomes are allowed stands in the table of causes. */
export interface Decision {
  actor: string;
  outcome: string;
  reason?: string;
  input?: Record<string, unknown>;
}

export const decideUpdate: Shape = {
  about: 'Deals with the instruction. The allowed outcomes stand in its current details.',
  fields: {
    actor: { type: 'text', about: 'code of the operator', max: 80 },
    outcome: { type: 'text', about: 'one of the allowed outcomes', max: 40 },
    reason: { type: 'text', optional: true, about: 'why', max: 1000 },
    input: { type: 'object', optional: true, about: 'corrected input, where the outcome takes one' },
  },
  example: { actor: 'anna', outcome: 'arrived', reason: 'the bank confirmed the file by telephone' },
};
