import type { Shape } from './shape.ts';

/** Operator's messages to a `submission`. */
export interface SubmissionAction {
  actor: string;
  reason?: string;
  /** Approval is bound to the file that was seen. */
  sha256?: string;
}

const actor = { type: 'text', about: 'code of the operator', max: 80 } as const;

export const submissionUpdates = {
  approve: {
    about: 'Approves the file for delivery; by another person than the one who made it; needs the hash of the file.',
    fields: {
      actor,
      reason: { type: 'text', optional: true, about: 'why' },
      sha256: { type: 'text', about: 'SHA-256' },
    },
    example: { actor: 'bert', sha256: '9f86d081884c7d65...' },
  },
  refuse: {
    about: 'Refuses the file; its lines are released and held.',
    fields: { actor, reason: { type: 'text', about: 'why' } },
    example: { actor: 'bert', reason: 'wrong collection date' },
  },
  withdraw: {
    about: 'Withdraws the submission before its delivery; its lines are released and held.',
    fields: { actor, reason: { type: 'text', about: 'why' } },
    example: { actor: 'anna', reason: 'customer file was incomplete' },
  },
} as const satisfies Record<string, Shape>;

export type SubmissionUpdate = keyof typeof submissionUpdates;
