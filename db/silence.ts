import { type Db, many, run } from './connection.ts';

/** Workflow types that work on a row. */
export const entityTypes = ['submission', 'inboundFile', 'instruction', 'dossier', 'mandateSigning'] as const;
export type EntityType = (typeof entityTypes)[number];

export interface WaitingRow {
  workflow_id: string;
  workflow_type: EntityType;
  subject_id: number;
  creditor_id: number | null;
  /** A wakeup is on its way already. */
  wakeup_waits: boolean;
  /** Somebody cancelled its workflow, and nobody has decided yet what shall become of it. */
  stopped_by_hand: boolean;
}

/** Every row that waits for something, with the workflow that should be working on it. */
export const waitingRowsSql = `
  SELECT 'submission/' || message_id AS workflow_id, 'submission' AS workflow_type, id AS subject_id, creditor_id
    FROM submissions WHERE state NOT IN ('rejected', 'reconciled', 'refused', 'withdrawn')
  UNION ALL
  SELECT 'inbound-file/' || left(f.sha256, 16), 'inboundFile', f.id, y.creditor_id
    FROM inbound_files f LEFT JOIN collection_systems y ON y.id = f.system_id
   WHERE f.state NOT IN ('applied', 'quarantined')
  UNION ALL
  SELECT 'instruction/' || id, 'instruction', id, creditor_id FROM instructions WHERE state = 'open'
  UNION ALL
  SELECT 'mandate-signing/' || k.code || '/' || m.signing_key, 'mandateSigning', m.id, m.creditor_id
    FROM mandates m JOIN creditors k ON k.id = m.creditor_id WHERE m.state = 'to_sign'
  UNION ALL
  SELECT 'dossier/' || id, 'dossier', id, creditor_id FROM dossiers d
   WHERE EXISTS (SELECT 1 FROM tasks t WHERE t.dossier_id = d.id AND t.state IN ('queued', 'running', 'failed'))`;

export async function waitingRows(db: Db): Promise<WaitingRow[]> {
  return many(
    db,
    `SELECT w.*, EXISTS (SELECT 1 FROM wakeups u WHERE u.workflow_id = w.workflow_id) AS wakeup_waits,
            EXISTS (SELECT 1 FROM instructions i WHERE i.state = 'open' AND i.cause = 'stopped_by_hand'
                AND i.subject_kind = 'workflow' AND i.subject_id = w.workflow_id) AS stopped_by_hand
       FROM (${waitingRowsSql}) w ORDER BY w.workflow_id`,
  );
}

/** Tasks at the head of their queues that nobody has begun since an instant. */
export async function tasksNotBegun(db: Db, before: string): Promise<{ count: number; since: string | null }> {
  const [row] = await many<{ count: number; since: string | null }>(
    db,
    `SELECT count(*)::int AS count, min(t.state_since) AS since FROM tasks t
      WHERE t.state = 'queued' AND t.state_since < :before AND NOT EXISTS (
        SELECT 1 FROM tasks a WHERE a.dossier_id = t.dossier_id AND a.task_no < t.task_no
            AND a.state IN ('queued', 'running', 'failed'))`,
    { before },
  );
  return row ?? { count: 0, since: null };
}

/** Notes that nobody worked on a row; returns how often that was noted before, since it last went on. */
export async function noteIdle(db: Db, workflowId: string, at: string): Promise<number> {
  const [row] = await many<{ times: number }>(
    db,
    `INSERT INTO idle_rows (workflow_id, times, since) VALUES (:id, 1, :at)
     ON CONFLICT (workflow_id) DO UPDATE SET times = idle_rows.times + 1 RETURNING times`,
    { id: workflowId, at },
  );
  return (row?.times ?? 1) - 1;
}

/** Rows that are worked on again start from zero. */
export async function forgetIdle(db: Db, stillIdle: readonly string[]): Promise<void> {
  await run(db, 'DELETE FROM idle_rows WHERE NOT (workflow_id = ANY(:still))', { still: stillIdle });
}

/** How much moves by itself at this moment: wakeups on their way, files that go by themselves, files that are being taken in. */
export async function countOfBusy(db: Db): Promise<number> {
  const [busy] = await many<{ count: number }>(
    db,
    `SELECT ((SELECT count(*) FROM wakeups)
           + (SELECT count(*) FROM submissions s JOIN collection_systems y ON y.id = s.system_id
               WHERE s.state = 'frozen' OR s.state IN ('written', 'approved', 'delivering') AND y.direct_communication)
           + (SELECT count(*) FROM inbound_files WHERE state IN ('received', 'staged'))
           + (SELECT count(*) FROM dossiers d WHERE 'failed' <> (
                SELECT t.state FROM tasks t WHERE t.dossier_id = d.id AND t.state IN ('queued', 'running', 'failed')
                 ORDER BY t.task_no LIMIT 1)))::int AS count`,
  );
  return busy?.count ?? 0;
}
