import { run, type Transaction } from '../connection.ts';
import { recordCreated, type Stamp } from '../transitions.ts';
import type { ImportTable } from './table.ts';

const newTasks = `
  SELECT t.id FROM tasks t JOIN import_rows r ON r.dossier_id = t.dossier_id AND r.reference = t.reference
   WHERE r.known_id IS NULL`;

/** A row of a task as it was checked; `input` is JSON. */
export type TaskRow = Record<'dossier' | 'kind' | 'reference' | 'needed_by' | 'input', string>;

/** Tasks go to the end of their dossier's queue, in the order of the rows. A known reference changes nothing (T1). */
export const taskTable: ImportTable = {
  target: 'tasks',
  columns: {
    dossier: 'text',
    kind: 'text',
    reference: 'text',
    needed_by: 'text',
    input: 'jsonb',
  } satisfies Record<keyof TaskRow, string>,
  lock: lockDossiers,
  lookups: {
    select: `d.id AS dossier_id, t.id AS known_id, t.kind AS known_kind, v.input AS known_input,
      d.last_task_no + row_number() OVER (PARTITION BY d.id ORDER BY s.line) AS task_no`,
    from: `LEFT JOIN dossiers d ON d.code = s.dossier
           LEFT JOIN tasks t ON t.dossier_id = d.id AND t.reference = s.reference
           LEFT JOIN task_inputs v ON v.task_id = t.id AND v.version = 1`,
  },
  checks: [
    { field: 'dossier', rule: 'is no dossier here', where: 'r.dossier_id IS NULL' },
    { field: 'reference', twice: ['dossier_id', 'reference'] },
    {
      field: 'reference',
      rule: 'was submitted before with another kind or input',
      where: 'r.known_id IS NOT NULL AND (r.known_kind, r.known_input) IS DISTINCT FROM (r.kind, r.input)',
    },
  ],
  fixed: {
    dossier_id: 'r.dossier_id',
    task_no: 'r.task_no',
    reference: 'r.reference',
    kind: 'r.kind',
    amount_minor: `(r.input->'amount'->>'amount_minor')::bigint`,
    currency: `r.input->'amount'->>'currency'`,
    needed_by: `nullif(r.needed_by, '')::date`,
    state: `'queued'`,
    state_since: ':at',
    submitted_at: ':at',
  },
  changing: {},
  after: queueTasks,
};

/** A dossier's numbers are given out one file after the other; other dossiers are not held up. */
async function lockDossiers(trx: Transaction): Promise<void> {
  await run(
    trx,
    'SELECT id FROM dossiers WHERE code IN (SELECT dossier FROM import_staged) ORDER BY id FOR NO KEY UPDATE',
  );
}

async function queueTasks(trx: Transaction, stamp: Stamp): Promise<void> {
  await run(
    trx,
    `UPDATE dossiers d SET last_task_no = n.last_no
       FROM (SELECT dossier_id, max(task_no) AS last_no FROM import_rows WHERE known_id IS NULL GROUP BY 1) n
      WHERE d.id = n.dossier_id`,
  );
  await run(
    trx,
    `INSERT INTO task_inputs (task_id, version, input, at, actor)
     SELECT t.id, 1, r.input, :at, :actor
       FROM tasks t JOIN import_rows r ON r.dossier_id = t.dossier_id AND r.reference = t.reference
      WHERE r.known_id IS NULL`,
    { ...stamp },
  );
  await recordCreated(trx, 'task', { sql: newTasks, bindings: {} }, { ...stamp, reason: 'submitted' });
  await run(
    trx,
    `INSERT INTO wakeups (workflow_id, workflow_type, subject_id, summary, asked_at)
     SELECT 'dossier/' || dossier_id, 'dossier', dossier_id, 'dossier ' || dossier_id, :at
       FROM import_rows WHERE known_id IS NULL GROUP BY dossier_id
     ON CONFLICT (workflow_id) DO UPDATE SET version = wakeups.version + 1, asked_at = excluded.asked_at`,
    { at: stamp.at },
  );
}
