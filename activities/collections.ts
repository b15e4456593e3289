import { proposeCollections } from '../db/collections.ts';
import { freezeCollections } from '../db/freeze.ts';
import type { FreezeReport } from '../db/freezeReport.ts';
import { findSystem, sharingPaymentFiles } from '../db/parties.ts';
import { queuePreNotifications } from '../db/preNotifications.ts';
import type { JobName } from '../domain/ids.ts';
import { reasonNotToRun, sendingDates } from '../domain/sending.ts';
import type { Ports } from './boundary.ts';
import { wakeNow } from './wakeups.ts';

export function collectionActivities(ports: Ports) {
  return {
    /** Says whether a job of the system runs; the sentence is why it does not (C1, C2, C11). */
    async checkSystem(input: {
      system: string;
      job: JobName;
      by_hand?: boolean;
    }): Promise<{ run: boolean; why: string }> {
      const system = await findSystem(ports.db, input.system);
      const alsoActive = await sharingPaymentFiles(ports.db, system);
      const why = reasonNotToRun(system, input.job, { alsoActive, byHand: input.by_hand });
      return { run: why === undefined, why: why ?? '' };
    },

    /** Proposes due items first where the system says so. */
    async proposeDueItems(input: { system: string; actor: string }): Promise<{ proposed: number }> {
      const system = await findSystem(ports.db, input.system);
      if (!system.propose_before_send) return { proposed: 0 };
      const at = await ports.clock.now();
      const options = { dueUntil: sendingDates(system, at).proposeUntil, state: 'ready' as const };
      return { proposed: await proposeCollections(ports.db, system, options, { at, actor: input.actor }) };
    },

    /** Queues the mails that announce debits to those who are told by mail (C15); `mailSend` sends them. */
    async queuePreNotifications(input: { system: string; actor: string }): Promise<{ mails: number; lines: number }> {
      const system = await findSystem(ports.db, input.system);
      const at = await ports.clock.now();
      const plan = { system, ...sendingDates(system, at) };
      const { mails, lines } = await queuePreNotifications(ports.db, plan, { at, actor: input.actor });
      return { mails, lines };
    },

    /** Guards and freezes the ready lines into submissions; the same run freezes once. */
    async freezeReadyLines(input: { system: string; job_run_id: number; actor: string }): Promise<FreezeReport> {
      const system = await findSystem(ports.db, input.system);
      const at = await ports.clock.now();
      const plan = { system, jobRunId: input.job_run_id, ...sendingDates(system, at) };
      const { lines: _lines, ...report } = await freezeCollections(ports.db, plan, { at, actor: input.actor });
      await wakeNow(ports, report.wake);
      return report;
    },
  };
}
