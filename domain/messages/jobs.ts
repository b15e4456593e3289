import type { JobName } from '../ids.ts';
import type { Shape } from './shape.ts';

/** Start of a job that works for one collection system. */
export interface SystemJobInput {
  system: string;
  actor?: string;
  by_hand?: boolean;
}

/** Start of a job that works for the whole installation. */
export interface JobInput {
  actor?: string;
}

const actor = { type: 'text', optional: true, about: 'who starts it; a schedule leaves it out' } as const;

export const systemJobInput: Shape = {
  about: 'Runs once for one collection system, reports, and ends.',
  fields: {
    system: { type: 'text', about: 'code of the collection system' },
    actor,
    by_hand: {
      type: 'flag',
      optional: true,
      about: 'true: a person starts it; what a system without direct communication sends is taken out by hand',
    },
  },
  example: { system: 'sepa-noord', actor: 'anna' },
};

export const jobInput: Shape = {
  about: 'Runs once, reports, and ends.',
  fields: { actor },
  example: { actor: 'anna' },
};

/** What a job says when it ends; the same is kept in job_runs. */
export interface JobReport {
  /** One sentence for the operator. */
  message: string;
  counts: Record<string, number>;
}

export interface JobDescription {
  /** `system`: started per collection system; `all`: once for the installation. */
  scope: 'system' | 'all';
  /** Guards are created active by `incasso setup`; everything else is created paused. */
  guard: boolean;
  about: string;
}

export const jobs: Record<JobName, JobDescription> = {
  agreementSend: { scope: 'system', guard: false, about: 'Sends new agreements to the payment centre' },
  agreementImport: { scope: 'system', guard: false, about: 'Reads agreements made at the payment centre' },
  collectionSend: { scope: 'system', guard: false, about: 'Freezes ready lines into submissions and hands them over' },
  collectionStatus: { scope: 'system', guard: false, about: 'Fetches status messages of the bank' },
  paymentImport: { scope: 'system', guard: false, about: 'Fetches payments, returns and refunds of the bank' },
  journalPosting: { scope: 'all', guard: false, about: 'Posts what is marked posting allowed, in double entry' },
  wakeup: { scope: 'all', guard: true, about: 'Tells waiting workflows that their row has changed' },
  mailSend: { scope: 'all', guard: true, about: 'Sends the mails that wait' },
  silenceCheck: { scope: 'all', guard: true, about: 'Looks for rows that wait while nobody works on them' },
  instructionDigest: {
    scope: 'all',
    guard: true,
    about: 'Mails the digest of every second Monday to those whose it is',
  },
  mandateExpiry: {
    scope: 'all',
    guard: true,
    about: 'Ends mandates that were not used for 36 months, and warns ahead',
  },
};
