import { type AgreementReport, freezeAgreements } from '../db/agreementFreeze.ts';
import { retryAgreementsOf } from '../db/agreementRetry.ts';
import { findSystem } from '../db/parties.ts';
import { sendingDates } from '../domain/sending.ts';
import type { Ports } from './boundary.ts';
import { wakeNow } from './wakeups.ts';

export function agreementActivities(ports: Ports) {
  return {
    /** Freezes the agreements that are to be sent and complete; the same run freezes once. */
    async freezeAgreements(input: { system: string; job_run_id: number; actor: string }): Promise<AgreementReport> {
      const system = await findSystem(ports.db, input.system);
      const at = await ports.clock.now();
      const plan = { system, jobRunId: input.job_run_id, ...sendingDates(system, at) };
      const report = await freezeAgreements(ports.db, plan, { at, actor: input.actor });
      await wakeNow(ports, report.wake);
      return report;
    },

    /** Tries again what had no customer when its file came in. */
    async retryWaitingAgreements(input: { system: string; actor: string }): Promise<{ matched: number }> {
      const { creditor_id } = await findSystem(ports.db, input.system);
      const stamp = { at: await ports.clock.now(), actor: input.actor };
      const { matched, wake } = await retryAgreementsOf(ports.db, creditor_id, stamp);
      await wakeNow(ports, wake);
      return { matched };
    },
  };
}
