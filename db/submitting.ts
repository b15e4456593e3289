import { IncassoError } from '../domain/errors.ts';
import { entityId } from '../domain/ids.ts';
import type { TaskSubmission } from '../domain/messages/tasks.ts';
import type { TaskState } from '../domain/states/task.ts';
import { type Db, one } from './connection.ts';
import { importRows, type NumberedRow } from './imports/importRows.ts';
import { taskTable } from './imports/tasks.ts';
import type { Stamp } from './transitions.ts';

export interface Submitted {
  id: number;
  state: TaskState;
  /** False when the reference was known: then nothing has changed. */
  added: boolean;
  message: string;
  /** Workflows to be told. */
  wake: string[];
}

/** Puts one checked task into its dossier's queue, through the import of task files. Throws INVALID_INPUT. */
export async function submitTask(db: Db, task: TaskSubmission, stamp: Stamp): Promise<Submitted> {
  const { dossier, kind, reference, input } = task;
  const row = { dossier, kind, reference, needed_by: task.needed_by ?? '', input: JSON.stringify(input) };
  const { added, refusals } = await importRows(db, taskTable, rowsOf(row), { stamp, dryRun: false });
  const [refusal] = refusals;
  if (refusal) throw new IncassoError('INVALID_INPUT', `field ${refusal.field}: ${refusal.value} ${refusal.rule}`);
  const found = await one<{ id: number; dossier_id: number; state: TaskState; ahead: number }>(
    db,
    `task ${reference} of dossier ${dossier}`,
    `SELECT t.id, t.dossier_id, t.state, (SELECT count(*) FROM tasks a WHERE a.dossier_id = t.dossier_id
            AND a.task_no < t.task_no AND a.state IN ('queued', 'running', 'failed'))::int AS ahead
       FROM tasks t JOIN dossiers d ON d.id = t.dossier_id WHERE d.code = :dossier AND t.reference = :reference`,
    { dossier, reference },
  );
  const { id, state } = found;
  if (added === 0) return { id, state, added: false, message: `known already: task ${id} is ${state}`, wake: [] };
  const message = `task ${id} stands in the queue of ${dossier}, ${found.ahead} before it`;
  return { id, state, added: true, message, wake: [entityId.dossier(found.dossier_id)] };
}

async function* rowsOf(row: NumberedRow['row']): AsyncGenerator<NumberedRow> {
  yield { line: 1, row };
}
