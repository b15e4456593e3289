import { inTransaction } from '../db/connection.ts';
import { waitsForHandOver } from '../db/handOver.ts';
import { findSystemById } from '../db/parties.ts';
import { advanceSubmission } from '../db/progress.ts';
import {
  type ActionOutcome,
  actOnSubmission,
  findSubmission,
  recordWritten,
  type SubmissionRow,
} from '../db/submissions.ts';
import { history } from '../db/transitions.ts';
import { entityId } from '../domain/ids.ts';
import type { SubmissionAction, SubmissionUpdate } from '../domain/messages/submission.ts';
import { formatMoney } from '../domain/money.ts';
import { nextCutOff } from '../domain/sending.ts';
import type { SubmissionState } from '../domain/states/submission.ts';
import type { Ports } from './boundary.ts';
import { storeFrozen } from './frozenFiles.ts';
import { wakeNow } from './wakeups.ts';

/** What the workflow sees of its row: enough to go on and to show. */
export interface SubmissionView {
  workflow_id: string;
  message_id: string;
  creditor_id: number;
  creditor: string;
  system: string;
  state: SubmissionState;
  since: string;
  line_count: number;
  sum_minor: number;
  currency: string;
  answer_due_at: string;
  /** Milliseconds of business time until the bank must have answered; 0 when it is overdue. */
  answer_due_in_ms: number;
  /** The next instant until which the bank takes files. */
  next_cut_off_at?: string;
  /** True when a person must take the file out; histories before 0.4.0 do not say. */
  waits_for_hand_over?: boolean;
  sha256: string | null;
  /** Why it is in this state, as the last transition says; '' when it says nothing. */
  reason: string;
  /** Markdown for the Web UI's current details. */
  details: string;
}

const system = 'system';

export function submissionActivities(ports: Ports) {
  return {
    /** Reads the row; answers that came before the delivery was recorded are taken into account now. */
    async lookSubmission({ id }: { id: number }): Promise<SubmissionView> {
      const now = await ports.clock.now();
      const before = await findSubmission(ports.db, id);
      if (before.state === 'delivered' || before.state === 'unknown') {
        await inTransaction(ports.db, (trx) => advanceSubmission(trx, id, { at: now, actor: system }));
      }
      const last = (await history(ports.db, 'submission', id)).at(-1);
      const row = await findSubmission(ports.db, id);
      const cutOff = nextCutOff(await findSystemById(ports.db, row.system_id), now);
      const byHand = await waitsForHandOver(ports.db, row);
      return viewOf(row, cutOff, byHand, last?.reason ?? '', now);
    },

    /** Writes the file from its frozen rows into the archive. Written before: the bytes must be the same. */
    async writeSubmission({ id }: { id: number }): Promise<void> {
      const row = await findSubmission(ports.db, id);
      if (row.state !== 'frozen') return;
      const file = await storeFrozen(ports, row);
      await recordWritten(ports.db, id, file, { at: await ports.clock.now(), actor: system });
    },

    /** An operator's update: decided in the database; the outcome says what happened, also when it was too late. */
    async decideSubmission(input: {
      id: number;
      action: SubmissionUpdate;
      by: SubmissionAction;
    }): Promise<ActionOutcome> {
      return actOnSubmission(ports.db, input.id, input.action, input.by, await ports.clock.now()).then(
        async (outcome) => {
          await wakeNow(ports, outcome.wake);
          return outcome;
        },
      );
    },
  };
}

function viewOf(row: SubmissionRow, cutOff: string, byHand: boolean, reason: string, now: string): SubmissionView {
  const amount = formatMoney(row.sum_minor, row.currency);
  return {
    workflow_id: entityId.submission(row.message_id),
    message_id: row.message_id,
    creditor_id: row.creditor_id,
    creditor: row.creditor,
    system: row.system,
    state: row.state,
    since: row.state_since,
    line_count: row.line_count,
    sum_minor: row.sum_minor,
    currency: row.currency,
    answer_due_at: row.answer_due_at,
    answer_due_in_ms: Math.max(0, Date.parse(row.answer_due_at) - Date.parse(now)),
    next_cut_off_at: cutOff,
    waits_for_hand_over: byHand,
    sha256: row.sha256,
    reason,
    details: [
      `**${row.state}** since ${row.state_since}`,
      '',
      '| | |',
      '|---|---|',
      `| File | \`${row.file_name}\` |`,
      `| System | ${row.system} of ${row.creditor} |`,
      `| Lines | ${row.line_count}, ${amount} |`,
      `| First date | ${row.first_collection_on} |`,
      `| Made by | ${row.made_by} |`,
      `| Approved by | ${row.approved_by ?? (row.approval_required ? 'nobody yet' : 'not required')} |`,
      `| SHA-256 | \`${row.sha256 ?? 'not written yet'}\` |`,
      ...(byHand ? [`| To do | take it to the bank: \`incasso files take ${row.message_id} --to FOLDER\` |`] : []),
      `| Answer by | ${row.answer_due_at} |`,
    ].join('\n'),
  };
}
