import type { Command } from 'commander';

import { listSubmissions } from '../../db/submissions.ts';
import { IncassoError } from '../../domain/errors.ts';
import { formatMoney } from '../../domain/money.ts';
import { submissionStates } from '../../domain/states/submission.ts';
import { examples, type Noun, type Session, withContext } from '../cli.ts';
import { money, part } from '../output.ts';
import { decideSubmission, readSubmission, submissionNamed } from '../submissions.ts';
import { askForYes } from './asking.ts';
import { oneOf } from './choices.ts';
import { historyColumns } from './histories.ts';

export const noun: Noun = (submissions) => {
  submissions.description('Files to the bank. SUBMISSION is its number or its message id.');
  addList(submissions);
  addShow(submissions);
  addApprove(submissions);
  addEnd(submissions, 'refuse', 'Refuse a file that awaits approval; its lines are released and held.');
  addEnd(submissions, 'withdraw', 'Withdraw a file before its delivery; its lines are released and held.');
};

function addList(submissions: Command): void {
  examples(
    submissions
      .command('list')
      .description('List submissions, newest first.')
      .option('--system <code>', 'only those of one system')
      .option('--state <state>', 'only those in one state', oneOf(Object.keys(submissionStates)))
      .action(
        withContext(async ({ context, out }, options: { system?: string; state?: string }) => {
          out.list(await listSubmissions(await context.db(), options), {
            id: (row) => row.id,
            message_id: (row) => row.message_id,
            system: (row) => row.system,
            kind: (row) => row.kind,
            state: (row) => row.state,
            state_since: (row) => row.state_since,
            lines: (row) => row.line_count,
            sum: (row) => money(row.sum_minor, row.currency),
            first_collection_on: (row) => row.first_collection_on,
            made_by: (row) => row.made_by,
          });
        }),
      ),
    [['incasso submissions list --state awaiting_approval', 'what waits for a second person']],
  );
}

function addShow(submissions: Command): void {
  examples(
    submissions
      .command('show <submission>')
      .description('Show a submission with its batches, delivery attempts and history.')
      .action(
        withContext(async ({ context, out }, name: string) => {
          const { submission, batches, agreements, asked, attempts, history } = await readSubmission(context, name);
          const { sum_minor, currency, creditor_id: _creditor, system_id: _system, ...facts } = submission;
          out.show(
            { ...facts, sum: money(sum_minor, currency) },
            {
              batches: part(batches, {
                batch: (batch) => batch.batch_no,
                payment_info_id: (batch) => batch.payment_info_id,
                collection_on: (batch) => batch.collection_on,
                sequence_type: (batch) => batch.sequence_type,
                lines: (batch) => batch.count,
                sum: (batch) => money(batch.sum_minor, currency),
              }),
              ...(asked.length > 0 && {
                asked: part(asked, {
                  line: (line) => line.undo_line_no,
                  end_to_end_id: (line) => line.end_to_end_id,
                  sent_in: (line) => line.original_message_id,
                  collection_on: (line) => line.collection_on,
                  amount: (line) => money(line.amount_minor, currency),
                  reason: (line) => line.reason,
                }),
              }),
              ...(submission.kind === 'agreements'
                ? {
                    agreements: part(agreements, {
                      line: (line) => line.line_no,
                      action: (line) => line.action,
                      customer_number: (line) => line.customer_number,
                      agreement_number: (line) => line.agreement_number,
                      outcome: (line) => line.outcome,
                    }),
                  }
                : {}),
              delivery_attempts: part(attempts, {
                attempt: (attempt) => attempt.attempt,
                phase: (attempt) => attempt.phase,
                started_at: (attempt) => attempt.started_at,
                ended_at: (attempt) => attempt.ended_at,
                taken_by: (attempt) => attempt.taken_by,
                note: (attempt) => attempt.note,
              }),
              history: part(history, historyColumns),
            },
          );
        }),
      ),
    [['incasso submissions show SEPA-NOORD-20260105-1', 'what happened to it, and who did it']],
  );
}

function addApprove(submissions: Command): void {
  examples(
    submissions
      .command('approve <submission>')
      .description(
        'Approve a file for delivery: by another person than the one who made it. The approval is bound to the hash of ' +
          'the file; without --sha256 it is shown and asked for.',
      )
      .option('--sha256 <hash>', 'the hash of the file that you looked at')
      .option('--reason <text>', 'why')
      .action(
        withContext(async (session, name: string, options: { sha256?: string; reason?: string }) => {
          const sha256 = options.sha256 ?? (await askForHash(session, name));
          const { message, done } = await decideSubmission(session.context, name, 'approve', { ...options, sha256 });
          session.out.outcome(message, { done });
        }),
      ),
    [['incasso submissions approve SEPA-NOORD-20260105-1 --as bert', 'shows the file and asks']],
  );
}

/** Shows what is to be approved and asks; where nobody can answer, the hash must be given. */
async function askForHash({ context, out }: Session, name: string): Promise<string> {
  const { message_id, system, line_count, sum_minor, currency, first_collection_on, sha256 } = await submissionNamed(
    context,
    name,
  );
  if (sha256 === null) throw new IncassoError('CONFLICT', `submission ${message_id} is not written yet`);
  const sentence = `${message_id} of ${system}: ${line_count} lines, ${formatMoney(sum_minor, currency)}, first collected on ${first_collection_on}, SHA-256 ${sha256}`;
  await askForYes(out, sentence, 'Approve this file?', `approve it with --sha256 ${sha256}`);
  return sha256;
}

function addEnd(submissions: Command, action: 'refuse' | 'withdraw', about: string): void {
  examples(
    submissions
      .command(`${action} <submission>`)
      .description(about)
      .requiredOption('--reason <text>', 'why')
      .action(
        withContext(async ({ context, out }, name: string, { reason }: { reason: string }) => {
          const { message, done } = await decideSubmission(context, name, action, { reason });
          out.outcome(message, { done });
        }),
      ),
    [[`incasso submissions ${action} SEPA-NOORD-20260105-1 --reason "wrong date" --as bert`, 'nothing of it is sent']],
  );
}
