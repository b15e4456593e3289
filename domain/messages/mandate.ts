import type { Shape } from './shape.ts';

/** Operator's messages to a `mandateSigning`. */
export interface MandateUpdateMessage {
  actor: string;
  reason?: string;
}

export interface SignMessage extends MandateUpdateMessage {
  signed_on: string;
  place?: string;
  channel?: string;
  iban?: string;
  bic?: string;
}

/** How a mandate can be signed. */
export const signingChannels = ['paper', 'e-mail', 'web', 'telephone', 'e-mandate'] as const;

const actor = { type: 'text', about: 'code of the operator', max: 80 } as const;
const why = { type: 'text', about: 'why', max: 1000 } as const;

export const mandateUpdates = {
  sign: {
    about: 'The customer has signed: the mandate becomes active (B2B: once the bank has registered it).',
    fields: {
      actor,
      signed_on: { type: 'date', about: 'date of the signature, not in the future' },
      place: { type: 'text', optional: true, max: 70, about: 'place of the signature' },
      channel: { type: 'choice', of: signingChannels, optional: true, about: 'how it was signed' },
      iban: { type: 'text', optional: true, max: 42, about: 'the account on the form, where it is not the one known' },
      bic: { type: 'text', optional: true, max: 11, about: 'BIC of that account' },
      reason: { ...why, optional: true },
    },
    example: { actor: 'anna', signed_on: '2026-01-09', place: 'Utrecht', channel: 'paper' },
  },
  withdraw: {
    about: 'The customer does not want it: the mandate is withdrawn, and nobody asks again.',
    fields: { actor, reason: why },
    example: { actor: 'anna', reason: 'pays by transfer' },
  },
  abandon: {
    about: 'Nobody asks for the signature any more.',
    fields: { actor, reason: why },
    example: { actor: 'anna', reason: 'moved, address unknown' },
  },
} as const satisfies Record<string, Shape>;

export type MandateUpdate = keyof typeof mandateUpdates;
