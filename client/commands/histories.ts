import type { HistoryLine } from '../../db/transitions.ts';
import type { Columns } from '../output.ts';

/** The columns of a subject's history, the same for all kinds of subjects. */
export const historyColumns: Columns<HistoryLine> = {
  at: (line) => line.at,
  from: (line) => line.from_state,
  to: (line) => line.to_state,
  actor: (line) => line.actor,
  reason: (line) => line.reason,
  cause: (line) => line.cause,
};
