import { IncassoError } from '../domain/errors.ts';
import type { TaskState } from '../domain/states/task.ts';
import type { TaskInput, TaskKind } from '../domain/tasks.ts';
import { recordAudit } from './audit.ts';
import { type Db, inTransaction, many, one, type Transaction } from './connection.ts';
import { findHeadTask } from './dossiers.ts';
import type { OperatorRow } from './parties.ts';
import { mustBeOperator, mustSeeDossier, seesDossier, viewerBindings } from './roles.ts';
import { cancelTask } from './taskDecisions.ts';
import type { Stamp } from './transitions.ts';
import { wakeSubject } from './waking.ts';

export interface TaskRow {
  id: number;
  dossier_id: number;
  dossier: string;
  task_no: number;
  reference: string;
  kind: TaskKind;
  state: TaskState;
  state_since: string;
  submitted_at: string;
  needed_by: string | null;
  amount_minor: number | null;
  currency: string | null;
  input_version: number;
  result: Record<string, unknown> | null;
  /** Its open instruction. */
  instruction: number | null;
  colour: 'orange' | 'red' | null;
  cause: string | null;
}

const columns = `t.id, t.dossier_id, d.code AS dossier, t.task_no, t.reference, t.kind, t.state, t.state_since,
  t.submitted_at, t.needed_by, t.amount_minor, t.currency, t.input_version, t.result, i.id AS instruction, i.colour, i.cause`;
const source = `tasks t JOIN dossiers d ON d.id = t.dossier_id LEFT JOIN creditors c ON c.id = d.creditor_id
  LEFT JOIN instructions i ON i.subject_kind = 'task' AND i.subject_id = t.id::text AND i.state = 'open'`;

export interface TaskFilter {
  dossier?: string;
  states?: readonly TaskState[];
  viewer?: OperatorRow;
  limit: number;
}

/** Tasks in the order of their queues. */
export async function listTasks(db: Db, filter: TaskFilter): Promise<TaskRow[]> {
  return many(
    db,
    `SELECT ${columns} FROM ${source}
      WHERE (:any_dossier OR d.code = :dossier) AND (:any_state OR t.state = ANY(:states)) AND ${seesDossier}
      ORDER BY d.code, t.task_no LIMIT :limit`,
    {
      any_dossier: filter.dossier === undefined,
      dossier: filter.dossier ?? '',
      any_state: filter.states === undefined,
      states: filter.states ?? [],
      limit: filter.limit,
      ...viewerBindings(filter.viewer),
    },
  );
}

export async function findTask(db: Db, id: number): Promise<TaskRow> {
  return one(db, `task ${id}`, `SELECT ${columns} FROM ${source} WHERE t.id = :id`, { id });
}

export interface InputVersion {
  version: number;
  input: TaskInput;
  at: string;
  actor: string;
}

/** The input as it was submitted, and each correction. */
export async function inputVersions(db: Db, taskId: number): Promise<InputVersion[]> {
  return many(db, 'SELECT version, input, at, actor FROM task_inputs WHERE task_id = :id ORDER BY version', {
    id: taskId,
  });
}

/**
 * Cancels a task that waits in its queue, without an instruction. What failed is decided by its instruction.
 * @throws IncassoError CONFLICT with the task's state when it is too late, INVALID_INPUT when tasks behind an activation
 *   would go with it and were not confirmed.
 */
export async function cancelQueuedTask(
  db: Db,
  id: number,
  how: { reason: string; also_cancel?: number },
  by: Stamp & { operator: string },
): Promise<{ message: string; wake: string[] }> {
  const { dossier_id } = await findTask(db, id);
  await mustSeeDossier(db, await mustBeOperator(db, by.operator), dossier_id);
  if (how.reason.trim() === '') throw new IncassoError('INVALID_INPUT', 'cancelling a task needs a reason');
  return inTransaction(db, async (trx) => {
    await lockTask(trx, id);
    const task = await findHeadTask(trx, id);
    if (task.state !== 'queued') {
      throw new IncassoError('CONFLICT', `task ${id} is ${task.state}: only a task that waits can be cancelled so`);
    }
    const choice = { outcome: 'cancel', reason: how.reason, input: { also_cancel: how.also_cancel ?? 0 } };
    const behind = await cancelTask(trx, task, choice, by);
    const detail = { reason: how.reason, before: { state: task.state }, after: { state: 'cancelled', also: behind } };
    await recordAudit(trx, { action: 'task.cancel', subject: `task/${id}`, detail }, by);
    const wake = await wakeSubject(trx, `dossier/${dossier_id}`, by.at);
    const also = behind.length > 0 ? ` with ${behind.length} behind it` : '';
    return { message: `task ${id} is cancelled${also}`, wake };
  });
}

async function lockTask(trx: Transaction, id: number): Promise<void> {
  await one(trx, `task ${id}`, 'SELECT id FROM tasks WHERE id = :id FOR UPDATE', { id });
}

export interface DossierLine {
  code: string;
  name: string;
  manager: string | null;
  package_code: string | null;
  open_tasks: number;
  red: number;
  orange: number;
  oldest_raised_at: string | null;
}

/** Dossiers with the length of their queues and their marks. @param filter.blocked - only those with a failed task. */
export async function listDossiers(
  db: Db,
  filter: { blocked?: boolean; viewer?: OperatorRow; limit: number },
): Promise<DossierLine[]> {
  return many(
    db,
    `SELECT d.code, d.name, d.manager, d.package_code, coalesce(q.open_tasks, 0)::int AS open_tasks,
            coalesce(m.red, 0)::int AS red, coalesce(m.orange, 0)::int AS orange, m.oldest_raised_at
       FROM dossiers d LEFT JOIN creditors c ON c.id = d.creditor_id
       LEFT JOIN (SELECT dossier_id, count(*) AS open_tasks, bool_or(state = 'failed') AS blocked FROM tasks
                   WHERE state IN ('queued', 'running', 'failed') GROUP BY 1) q ON q.dossier_id = d.id
       LEFT JOIN (SELECT dossier_id, count(*) FILTER (WHERE colour = 'red') AS red,
                         count(*) FILTER (WHERE colour = 'orange') AS orange, min(raised_at) AS oldest_raised_at
                    FROM instructions WHERE state = 'open' AND dossier_id IS NOT NULL GROUP BY 1) m ON m.dossier_id = d.id
      WHERE (:all OR q.blocked) AND ${seesDossier} ORDER BY d.code LIMIT :limit`,
    { all: !filter.blocked, limit: filter.limit, ...viewerBindings(filter.viewer) },
  );
}
