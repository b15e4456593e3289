import { ActivityFailure, isCancellation, workflowInfo } from '@temporalio/workflow';

import type { SubmissionView } from '../activities/submissions.ts';
import type { EntityInput } from '../domain/messages/entity.ts';
import { type SubmissionAction, type SubmissionUpdate, submissionUpdates } from '../domain/messages/submission.ts';
import { formatMoney } from '../domain/money.ts';
import { toBeSent } from '../domain/states/submission.ts';
import type { Attention } from './support/attention.ts';
import { ask } from './support/desk.ts';
import { mustRunAs, runEntity, sentence } from './support/entity.ts';
import { activitiesWith } from './support/profiles.ts';
import { show } from './support/show.ts';
import { handleUpdate, needsProvenName } from './support/updates.ts';

const { lookSubmission, decideSubmission, giveUpDelivery } = activitiesWith('database');
const { writeSubmission } = activitiesWith('file');
const { deliverSubmission } = activitiesWith('exchange');

/**
 * One outgoing file, from frozen lines to reconciled: written and archived, approved where that is asked for, delivered
 * once (or taken out by a person, where the system does not deliver itself), answered, settled, posted. The row says where it is; every step reads it and does what comes next.
 */
export async function submission(input: EntityInput): Promise<string> {
  return runEntity(input, {
    subject_kind: 'submission',
    messages: submissionUpdates,
    handle: handleUpdates,
    step: async (id, attention) => {
      const row = await lookSubmission({ id });
      mustRunAs(row.workflow_id);
      showSubmission(row);
      switch (row.state) {
        case 'frozen':
          return void (await writeSubmission({ id }));
        case 'awaiting_approval':
          return attention.wait('approval').then(nothing);
        case 'written':
        case 'approved':
        case 'delivering':
          if (row.waits_for_hand_over) return attention.wait('a person takes the file out').then(nothing);
          return deliver(id, row, attention);
        case 'unknown':
          return void (await ask(
            attention,
            question(id, row, 'delivery_unknown', row.reason || 'it is not certain that it arrived'),
          ));
        case 'delivered':
        case 'acknowledged':
        case 'partly_rejected':
          return awaitAnswer(id, row, attention);
        case 'settled':
          return attention.wait('posting').then(nothing);
        case 'rejected':
        case 'reconciled':
        case 'refused':
        case 'withdrawn':
          return row.state;
      }
    },
  });
}

/**
 * A delivery that fails for good before it began to rename has sent nothing: a person mends the cause and says go, or
 * withdraws. After that point the row is unknown, and the next step asks about it.
 */
async function deliver(id: number, row: SubmissionView, attention: Attention): Promise<undefined> {
  try {
    await deliverSubmission({ id });
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    const { state } = await giveUpDelivery({ id, reason: sentence(error) });
    if (!toBeSent.includes(state)) return;
    await ask(attention, question(id, { ...row, state }, 'delivery_failed', sentence(error)));
  }
}

/** Waits for the bank, and asks a person when it stays silent past the expected time. */
async function awaitAnswer(id: number, row: SubmissionView, attention: Attention): Promise<undefined> {
  if (row.answer_due_in_ms > 0) await attention.wait('answer of the bank', row.answer_due_in_ms);
  else await ask(attention, question(id, row, 'submission_silent', `nothing came by ${row.answer_due_at}`));
}

function question(
  id: number,
  row: SubmissionView,
  cause: 'delivery_unknown' | 'delivery_failed' | 'submission_silent',
  what: string,
) {
  return {
    cause,
    only_while: { kind: 'submission' as const, id, state: row.state },
    subject_kind: 'submission',
    subject_id: String(id),
    subject_workflow: workflowInfo().workflowId,
    creditor_id: row.creditor_id,
    facts: {
      submission: row.message_id,
      system: row.system,
      lines: row.line_count,
      sum: formatMoney(row.sum_minor, row.currency),
      reason: what,
    },
    line_count: row.line_count,
    sum_minor: row.sum_minor,
    currency: row.currency,
    // nothing more can be sent of what the bank has
    ...(cause === 'submission_silent' ? {} : { cut_off_at: row.next_cut_off_at ?? null }),
    actor: 'system',
  };
}

const nothing = (): undefined => undefined;

const notFromTheWeb: readonly SubmissionUpdate[] = ['approve'];

function handleUpdates(id: number): void {
  for (const action of Object.keys(submissionUpdates) as SubmissionUpdate[]) {
    handleUpdate(
      action,
      submissionUpdates[action],
      (by: SubmissionAction) => decideSubmission({ id, action, by: { ...by, actor: `${by.actor} (web, unverified)` } }),
      () => {
        if (notFromTheWeb.includes(action)) needsProvenName(action, `submissions ${action}`);
      },
    );
  }
}

function showSubmission(row: SubmissionView): void {
  show({
    details: row.details,
    creditor: row.creditor,
    system: row.system,
    subject: row.message_id,
    state: row.state,
    since: row.since,
    due_at: row.answer_due_at,
    amount_minor: row.sum_minor,
    needs_person: row.state === 'unknown' || row.state === 'awaiting_approval' || row.waits_for_hand_over === true,
  });
}
