import type { Shape } from './shape.ts';

/** A person's decision on an instruction. Which outcomes are allowed stands in the table of causes. */
export interface Decision {
  actor: string;
  outcome: string;
  reason?: string;
  input?: Record<string, unknown>;
  /** Numbers of the lines that this is about; all that are open when none are named. */
  lines?: number[];
}

/** Escalates to support, or hands back to the office. */
export interface Handover {
  actor: string;
  reason: string;
}

export interface Assignment {
  actor: string;
  /** Code of the operator whose it is from now on. */
  to: string;
  reason?: string;
}

export interface Snooze {
  actor: string;
  /** Until the morning of that date nobody is reminded. */
  until: string;
  reason?: string;
}

const actor = { type: 'text', about: 'code of the operator', max: 80 } as const;
const why = { type: 'text', about: 'why', max: 1000 } as const;

/** The operator's messages to an `instruction`, as updates. */
export const instructionUpdates = {
  decide: {
    about: 'Deals with the instruction. The allowed outcomes stand in its current details.',
    fields: {
      actor,
      outcome: { type: 'text', about: 'one of the allowed outcomes', max: 40 },
      reason: { ...why, optional: true },
      input: { type: 'object', optional: true, about: 'corrected input: only the fields that change' },
      lines: { type: 'numbers', optional: true, about: 'only these lines of it; the others stay open' },
    },
    example: { actor: 'anna', outcome: 'retry', input: { period: '2026-02' } },
  },
  escalate: {
    about: 'Gives an orange instruction to support.',
    fields: { actor, reason: why },
    example: { actor: 'anna', reason: 'the package shows an error of its own' },
  },
  handBack: {
    about: 'Gives a red instruction back to the office.',
    fields: { actor, reason: why },
    example: { actor: 'carla', reason: 'the period is open again: retry it' },
  },
  assign: {
    about: 'Makes the instruction that of one person, who is told by mail.',
    fields: { actor, to: { type: 'text', about: 'code of an operator', max: 80 }, reason: { ...why, optional: true } },
    example: { actor: 'anna', to: 'bert' },
  },
  snooze: {
    about: 'Lets it rest: nobody is reminded before the morning of that date.',
    fields: { actor, until: { type: 'date', about: 'at most 90 days ahead' }, reason: { ...why, optional: true } },
    example: { actor: 'anna', until: '2026-02-02', reason: 'the customer is away' },
  },
} as const satisfies Record<string, Shape>;

export type InstructionUpdate = keyof typeof instructionUpdates;
