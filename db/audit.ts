import { type Db, many, run, type Transaction } from './connection.ts';
import type { Stamp } from './transitions.ts';

/** Records an operator's action that changes no status, in the transaction of the action. No personal data in `detail`. */
export async function recordAudit(
  trx: Transaction,
  entry: { action: string; subject: string; detail?: Record<string, unknown> },
  stamp: Stamp,
): Promise<void> {
  await run(
    trx,
    'INSERT INTO audit (at, actor, action, subject, detail) VALUES (:at, :actor, :action, :subject, :detail::jsonb)',
    {
      at: stamp.at,
      actor: stamp.actor,
      action: entry.action,
      subject: entry.subject,
      detail: JSON.stringify(entry.detail ?? {}),
    },
  );
}

export interface AuditLine {
  at: string;
  actor: string;
  action: string;
  detail: Record<string, unknown>;
}

/** What people did with one subject, oldest first. */
export async function auditOf(db: Db, subject: string): Promise<AuditLine[]> {
  return many(db, 'SELECT at, actor, action, detail FROM audit WHERE subject = :subject ORDER BY id', { subject });
}

/** What people did with a task, and with every instruction about it (T12), oldest first. */
export async function auditOfTask(db: Db, taskId: number): Promise<AuditLine[]> {
  return many(
    db,
    `SELECT at, actor, action, detail FROM audit
      WHERE subject = 'task/' || :id::text OR subject IN (
        SELECT 'instruction/' || id FROM instructions WHERE subject_kind = 'task' AND subject_id = :id::text)
      ORDER BY id`,
    { id: taskId },
  );
}
