import { type PostingReport, postJournal } from '../db/ledger.ts';
import type { Ports } from './boundary.ts';
import { raise } from './desk.ts';
import { wakeNow } from './wakeups.ts';

export function ledgerActivities(ports: Ports) {
  return {
    /** Posts what is marked posting allowed; lines that cannot be posted are parked with one instruction a creditor. */
    async postCollectionJournal(input: { job_run_id: number; actor: string }): Promise<PostingReport> {
      const report = await postJournal(ports.db, input.job_run_id, { at: await ports.clock.now(), actor: input.actor });
      await wakeNow(ports, report.wake);
      for (const parked of report.parked) {
        await raise(ports, {
          cause: 'posting_parked',
          subject_kind: 'creditor',
          subject_id: String(parked.creditor_id),
          creditor_id: parked.creditor_id,
          facts: { count: parked.count },
          line_count: parked.count,
          sum_minor: parked.sum_minor,
          currency: parked.currency,
          actor: input.actor,
        });
      }
      return report;
    },
  };
}
