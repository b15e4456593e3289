import { entityTypes, waitingRows } from '../db/silence.ts';
import { inParallel } from '../domain/inParallel.ts';
import type { Context } from './context.ts';

export interface RowsAndWorkflows {
  /** How many rows wait. */
  waiting: number;
  /** Workflow ids of rows that wait, on which no workflow works and for which no wakeup is under way. */
  rowsWithoutWorkflow: string[];
  /** Running entity workflows whose row waits for nothing or does not exist. */
  workflowsWithoutRow: string[];
}

/** Compares what waits in PostgreSQL with what runs in Temporal (O13). */
export async function compareRowsAndWorkflows(context: Context): Promise<RowsAndWorkflows> {
  const db = await context.db();
  const { client, port } = await context.temporal();
  const rows = await waitingRows(db);
  const rowsWithoutWorkflow: string[] = [];
  await inParallel(rows, 16, async (row) => {
    if (!row.wakeup_waits && !row.stopped_by_hand && !(await port.isRunning(row.workflow_id)))
      rowsWithoutWorkflow.push(row.workflow_id);
  });
  const types = entityTypes.map((type) => `'${type}'`).join(', ');
  const running: string[] = [];
  const query = `WorkflowType IN (${types}) AND ExecutionStatus = 'Running'`;
  for await (const execution of client.workflow.list({ query })) running.push(execution.workflowId);
  // read again: what ended meanwhile has neither row nor, a moment later, workflow
  const known = new Set([...rows, ...(await waitingRows(db))].map((row) => row.workflow_id));
  const workflowsWithoutRow: string[] = [];
  for (const id of running) {
    if (!known.has(id) && (await port.isRunning(id))) workflowsWithoutRow.push(id);
  }
  return { waiting: rows.length, rowsWithoutWorkflow, workflowsWithoutRow };
}
