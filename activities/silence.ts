import { inTransaction } from '../db/connection.ts';
import { settleInstruction } from '../db/instructions.ts';
import { forgetIdle, noteIdle, tasksNotBegun, waitingRows } from '../db/silence.ts';
import { writeWakeup } from '../db/wakeups.ts';
import { inParallel } from '../domain/inParallel.ts';
import type { Ports } from './boundary.ts';
import { raise } from './desk.ts';
import { lookForMissingFiles } from './expectedFiles.ts';
import { lookForWaitingFiles } from './waitingFiles.ts';

/** Questions to the server at once: thousands of dossiers may wait. */
const atOnce = 16;

export function silenceActivities(ports: Ports) {
  return {
    /**
     * Looks for rows that wait without a workflow that works on them: resumes them the first time, and raises "nobody works on
     * this" the second. Termination, time-outs and failing workflow tasks leave no other trace. Files that should have come, files
     * that wait for a person and connectors that should run are looked for too.
     */
    async findIdleRows(): Promise<{ checked: number; resumed: number; raised: number }> {
      const at = await ports.clock.now();
      const rows = await waitingRows(ports.db);
      const report = { checked: rows.length, resumed: 0, raised: 0 };
      const idle: string[] = [];
      await inParallel(rows, atOnce, async (row) => {
        if (row.wakeup_waits || row.stopped_by_hand || (await ports.temporal.isWorking(row.workflow_id))) return;
        idle.push(row.workflow_id);
        const before = await noteIdle(ports.db, row.workflow_id, at);
        if (before === 0) {
          report.resumed += 1;
          await inTransaction(ports.db, (trx) =>
            writeWakeup(trx, { ...row, summary: 'resumed by the silence check' }, at),
          );
        } else if (row.workflow_type !== 'instruction') {
          report.raised += 1;
          await raise(ports, {
            cause: 'nobody_works_on_this',
            subject_kind: 'workflow',
            subject_id: row.workflow_id,
            creditor_id: row.creditor_id,
            facts: { workflow: row.workflow_id },
            actor,
          });
        }
      });
      await forgetIdle(ports.db, idle);
      await lookForConnectors(ports, at);
      report.raised += await lookForMissingFiles(ports, { at, actor });
      report.raised += await lookForWaitingFiles(ports, { at, actor });
      return report;
    },
  };
}

const connectors = { kind: 'connectors', id: 'all', cause: 'no_connector' } as const;
const patienceMs = 10 * 60_000;
const actor = 'schedule/silence-check';

/** Tasks wait, and no connector asks for them: support is told, and the matter is closed when they are done again. */
async function lookForConnectors(ports: Ports, at: string): Promise<void> {
  const { count, since } = await tasksNotBegun(ports.db, new Date(Date.parse(at) - patienceMs).toISOString());
  if (since === null || (await ports.temporal.hasConnector())) {
    await inTransaction(ports.db, (trx) =>
      settleInstruction(trx, connectors, 'seen', 'a connector runs again', { at, actor }),
    );
    return;
  }
  const { kind: subject_kind, id: subject_id, cause } = connectors;
  await raise(ports, { cause, subject_kind, subject_id, facts: { count, since: since.slice(0, 16) }, actor });
}
