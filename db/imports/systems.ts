import type { SystemImport } from '../../domain/imports/systems.ts';
import { toBeSent } from '../../domain/states/submission.ts';
import { many, type Transaction } from '../connection.ts';
import type { Stamp } from '../transitions.ts';
import { wakeSubmissions } from '../waking.ts';
import { creditorCheck, type ImportTable } from './table.ts';

/** `active` is set for a new system only: afterwards it is the operator's to switch. */
export const systemTable: ImportTable = {
  target: 'collection_systems',
  columns: {
    creditor: 'text',
    account: 'text',
    code: 'text',
    adapter: 'text',
    active: 'boolean',
    direct_communication: 'boolean',
    exchange: 'text',
    message_version: 'text',
    batch_booking: 'text',
    cut_off: 'text',
    lead_days: 'integer',
    pre_notification_days: 'integer',
    max_days_past_due: 'integer',
    max_amount_minor: 'bigint',
    max_lines: 'integer',
    approval_required: 'boolean',
    propose_before_send: 'boolean',
    posting_by_itself: 'boolean',
    silence_days: 'integer',
    expected_files: 'text',
    betalingsservice: 'text',
  } satisfies Record<keyof SystemImport, string>,
  lookups: {
    select: 'c.id AS creditor_id, c.currency, a.id AS creditor_account_id, t.id AS known_id',
    from: `LEFT JOIN creditors c ON c.code = s.creditor
           LEFT JOIN creditor_accounts a ON a.creditor_id = c.id AND a.code = s.account
           LEFT JOIN collection_systems t ON t.code = s.code`,
  },
  checks: [
    { field: 'code', twice: ['code'] },
    creditorCheck,
    { field: 'account', rule: 'is no account of this creditor', where: 'r.creditor_account_id IS NULL' },
    {
      field: 'adapter',
      rule: 'of Betalingsservice collects DKK, which is not the currency of this creditor',
      where: `r.betalingsservice <> '' AND r.currency IS DISTINCT FROM 'DKK'`,
    },
    {
      field: 'betalingsservice',
      rule: 'has the pbs_number of another creditor',
      where: `EXISTS (SELECT 1 FROM collection_systems t WHERE t.creditor_id <> r.creditor_id AND r.betalingsservice <> ''
                AND t.betalingsservice->>'pbs_number' = r.betalingsservice::jsonb->>'pbs_number')`,
    },
    {
      field: 'code',
      rule: 'is already the code of a system of another creditor, account or adapter',
      where: `EXISTS (SELECT 1 FROM collection_systems t WHERE t.id = r.known_id
                AND (t.creditor_id, t.creditor_account_id, t.adapter)
                    IS DISTINCT FROM (r.creditor_id, r.creditor_account_id, r.adapter))`,
    },
  ],
  fixed: {
    code: 'r.code',
    adapter: 'r.adapter',
    creditor_id: 'r.creditor_id',
    creditor_account_id: 'r.creditor_account_id',
    active: 'r.active',
  },
  changing: {
    direct_communication: 'r.direct_communication',
    exchange: 'r.exchange::jsonb',
    message_version: 'r.message_version',
    batch_booking: `nullif(r.batch_booking, '')::boolean`,
    cut_off: 'r.cut_off',
    lead_days: 'r.lead_days',
    pre_notification_days: 'r.pre_notification_days',
    max_days_past_due: 'r.max_days_past_due',
    max_amount_minor: 'r.max_amount_minor',
    max_lines: 'r.max_lines',
    approval_required: 'r.approval_required',
    propose_before_send: 'r.propose_before_send',
    posting_by_itself: 'r.posting_by_itself',
    silence_days: 'r.silence_days',
    expected_files: 'r.expected_files::jsonb',
    expected_since:
      'CASE WHEN t.expected_files = r.expected_files::jsonb THEN t.expected_since ELSE :at::timestamptz END',
    betalingsservice: `nullif(r.betalingsservice, '')::jsonb`,
  },
  before: wakeHandOvers,
};

/** What waited for a person to take it out delivers itself from now on. */
async function wakeHandOvers(trx: Transaction, { at }: Stamp): Promise<void> {
  const waiting = await many<{ id: number }>(
    trx,
    `SELECT s.id FROM import_rows r JOIN collection_systems t ON t.id = r.known_id JOIN submissions s ON s.system_id = t.id
      WHERE r.direct_communication AND NOT t.direct_communication AND s.state = ANY(:to_be_sent) ORDER BY s.id`,
    { to_be_sent: toBeSent },
  );
  await wakeSubmissions(
    trx,
    waiting.map(({ id }) => id),
    at,
  );
}
