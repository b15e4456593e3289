import { many, one, type Transaction } from './connection.ts';
import { candidatesWithDates, collectionDate } from './freezeDates.ts';

/** How many lines a report names one by one; it counts them all. */
const mostNamed = 1000;

/** What a freeze did, in counts and sums. */
export interface FreezeReport {
  submissions: { id: number; message_id: string; line_count: number; sum_minor: number }[];
  frozen: { count: number; sum_minor: number };
  blocked: { count: number; sum_minor: number };
  /** Lines that are collected later than they are due. */
  shifted: number;
  wake: string[];
}

/** The lines of a report about which a person may want to know more. */
export interface GuardedLines {
  lines: BlockedLine[];
  shifts: ShiftedLine[];
}

export interface BlockedLine {
  collection_id: number;
  item: string;
  amount_minor: number;
  reason: string;
}

export interface ShiftedLine {
  collection_id: number;
  item: string;
  amount_minor: number;
  due_on: string;
  collection_on: string;
}

/** Tells the lines what blocks them, and what the guard found. */
export async function reportGuard(
  trx: Transaction,
): Promise<Pick<FreezeReport, 'frozen' | 'blocked' | 'shifted'> & GuardedLines> {
  await trx.raw(`
    UPDATE collections c SET blocked_reason = f.blocked FROM freeze_candidates f
     WHERE c.id = f.collection_id AND c.blocked_reason IS DISTINCT FROM f.blocked`);
  const totals = await one<{
    frozen: number;
    frozen_minor: number;
    shifted: number;
    blocked: number;
    blocked_minor: number;
  }>(
    trx,
    'totals',
    `SELECT count(*) FILTER (WHERE blocked IS NULL)::int AS frozen,
            coalesce(sum(amount_minor) FILTER (WHERE blocked IS NULL), 0)::bigint AS frozen_minor,
            count(*) FILTER (WHERE ${isShifted})::int AS shifted,
            count(*) FILTER (WHERE blocked IS NOT NULL)::int AS blocked,
            coalesce(sum(amount_minor) FILTER (WHERE blocked IS NOT NULL), 0)::bigint AS blocked_minor
       FROM ${candidatesWithDates}`,
  );
  return {
    frozen: { count: totals.frozen, sum_minor: totals.frozen_minor },
    blocked: { count: totals.blocked, sum_minor: totals.blocked_minor },
    shifted: totals.shifted,
    lines: totals.blocked === 0 ? [] : await listBlocked(trx),
    shifts: totals.shifted === 0 ? [] : await listShifted(trx),
  };
}

const isShifted = `c.blocked IS NULL AND ${collectionDate} > c.due_on`;

function listBlocked(trx: Transaction): Promise<BlockedLine[]> {
  return many(
    trx,
    `SELECT c.collection_id, i.number AS item, c.amount_minor, c.blocked AS reason
       FROM freeze_candidates c JOIN items i ON i.id = c.item_id
      WHERE c.blocked IS NOT NULL ORDER BY c.collection_id LIMIT :most`,
    { most: mostNamed },
  );
}

function listShifted(trx: Transaction): Promise<ShiftedLine[]> {
  return many(
    trx,
    `SELECT c.collection_id, i.number AS item, c.amount_minor, c.due_on, ${collectionDate} AS collection_on
       FROM ${candidatesWithDates} JOIN items i ON i.id = c.item_id
      WHERE ${isShifted} ORDER BY c.collection_id LIMIT :most`,
    { most: mostNamed },
  );
}

/** What a run froze before; undefined when it did not. */
export async function frozenBefore(
  trx: Transaction,
  jobRunId: number,
): Promise<(FreezeReport & GuardedLines) | undefined> {
  const submissions = await many<FreezeReport['submissions'][number]>(
    trx,
    `SELECT id, message_id, line_count, sum_minor FROM submissions
      WHERE job_run_id = :id AND kind IN ('collections', 'disbursements') ORDER BY id`,
    { id: jobRunId },
  );
  if (submissions.length === 0) return undefined;
  return {
    submissions,
    frozen: {
      count: submissions.reduce((sum, row) => sum + row.line_count, 0),
      sum_minor: submissions.reduce((sum, row) => sum + row.sum_minor, 0),
    },
    blocked: { count: 0, sum_minor: 0 },
    shifted: 0,
    wake: [],
    lines: [],
    shifts: [],
  };
}
