import type { StateTable } from './table.ts';

export type SubmissionState =
  | 'frozen'
  | 'written'
  | 'awaiting_approval'
  | 'approved'
  | 'delivering'
  | 'unknown'
  | 'delivered'
  | 'acknowledged'
  | 'partly_rejected'
  | 'rejected'
  | 'settled'
  | 'reconciled'
  | 'refused'
  | 'withdrawn';

/**
 * One outgoing file. `unknown`: the answer to the delivery was lost, and looking did not settle it; a person says
 * whether it arrived, or the bank's own answer does. What the bank answers may come late, twice or out of order.
 */
export const submissionStates: StateTable<SubmissionState> = {
  frozen: ['written', 'withdrawn'],
  written: ['awaiting_approval', 'delivering', 'withdrawn'],
  awaiting_approval: ['approved', 'refused', 'withdrawn'],
  approved: ['delivering', 'withdrawn'],
  delivering: ['delivered', 'unknown', 'withdrawn'],
  unknown: ['delivered', 'approved', 'withdrawn', 'acknowledged', 'partly_rejected', 'rejected', 'settled'],
  delivered: ['acknowledged', 'partly_rejected', 'rejected', 'settled'],
  acknowledged: ['partly_rejected', 'rejected', 'settled'],
  partly_rejected: ['rejected', 'settled'],
  settled: ['reconciled'],
  rejected: [],
  reconciled: [],
  refused: [],
  withdrawn: [],
};

/** States in which the file has not left us: it can be withdrawn and its lines released. */
export const beforeDelivery: readonly SubmissionState[] = ['frozen', 'written', 'awaiting_approval', 'approved'];

/** States in which the file is to be delivered (written: where no approval is asked for). */
export const toBeSent: readonly SubmissionState[] = ['written', 'approved', 'delivering'];

/** States in which the workflow has nothing left to wait for. */
export const submissionEnds: readonly SubmissionState[] = ['rejected', 'reconciled', 'refused', 'withdrawn'];
