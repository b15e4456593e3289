import { IncassoError } from '../domain/errors.ts';
import { entityId } from '../domain/ids.ts';
import { many, one, type Transaction } from './connection.ts';
import { wakeSignings } from './mandateMaking.ts';
import { writeWakeup } from './wakeups.ts';

/** Wakes the `submission` workflows of the given rows; returns their ids. */
export async function wakeSubmissions(trx: Transaction, ids: readonly number[], at: string): Promise<string[]> {
  const rows = await many<{ id: number; message_id: string }>(
    trx,
    'SELECT id, message_id FROM submissions WHERE id = ANY(:ids) ORDER BY id',
    { ids },
  );
  for (const row of rows) {
    await writeWakeup(
      trx,
      {
        workflow_type: 'submission',
        workflow_id: entityId.submission(row.message_id),
        subject_id: row.id,
        summary: `submission ${row.message_id}`,
      },
      at,
    );
  }
  return rows.map((row) => entityId.submission(row.message_id));
}

/** Wakes the `inboundFile` workflow of a row; returns its id. */
export async function wakeInboundFile(trx: Transaction, id: number, at: string): Promise<string> {
  const row = await one<{ sha256: string }>(
    trx,
    `inbound file ${id}`,
    'SELECT sha256 FROM inbound_files WHERE id = :id',
    {
      id,
    },
  );
  const workflow_id = entityId.inboundFile(row.sha256);
  await writeWakeup(
    trx,
    { workflow_type: 'inboundFile', workflow_id, subject_id: id, summary: `inbound file ${id}` },
    at,
  );
  return workflow_id;
}

/** Wakes the workflow that an instruction names as the one that waits for it. */
export async function wakeSubject(trx: Transaction, workflowId: string, at: string): Promise<string[]> {
  const [process = '', key = ''] = workflowId.split('/');
  switch (process) {
    case 'submission': {
      const rows = await many<{ id: number }>(trx, 'SELECT id FROM submissions WHERE message_id = :key', { key });
      return wakeSubmissions(
        trx,
        rows.map((row) => row.id),
        at,
      );
    }
    case 'inbound-file': {
      const row = await one<{ id: number }>(
        trx,
        workflowId,
        'SELECT id FROM inbound_files WHERE left(sha256, 16) = :key',
        { key },
      );
      return [await wakeInboundFile(trx, row.id, at)];
    }
    case 'mandate-signing': {
      const row = await one<{ id: number }>(
        trx,
        workflowId,
        `SELECT m.id FROM mandates m JOIN creditors k ON k.id = m.creditor_id
          WHERE 'mandate-signing/' || k.code || '/' || m.signing_key = :workflow`,
        { workflow: workflowId },
      );
      await wakeSignings(trx, { sql: 'SELECT :one_id::bigint AS id', bindings: { one_id: row.id } }, at);
      return [workflowId];
    }
    case 'instruction':
    case 'dossier': {
      const wakeup = { workflow_type: process, workflow_id: workflowId, subject_id: Number(key), summary: workflowId };
      await writeWakeup(trx, wakeup, at);
      return [workflowId];
    }
    default:
      throw new IncassoError('BROKEN_PROMISE', `no row is known for workflow ${workflowId}`);
  }
}
