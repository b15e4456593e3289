import { listWaitingFiles, settleWaitingFiles } from '../db/waitingFiles.ts';
import { formatMoney } from '../domain/money.ts';
import type { Ports } from './boundary.ts';
import { raise } from './desk.ts';

/** How long a file may wait for a person before they are asked: the bank takes files until a time of the day. */
const patienceMs = 2 * 3_600_000;
const dayMs = 24 * 3_600_000;

const toDo = {
  approval: (message: string) => `incasso submissions approve ${message}`,
  hand_over: (message: string) => `incasso files take ${message} --to FOLDER`,
};

/**
 * Asks about files that wait for their approval, or for a person who takes them to the bank: for each wait, and each day on
 * which it still waits after somebody has taken note. What does not wait any more is closed.
 * @returns how many were raised.
 */
export async function lookForWaitingFiles(ports: Ports, stamp: { at: string; actor: string }): Promise<number> {
  await settleWaitingFiles(ports.db, stamp);
  const files = await listWaitingFiles(ports.db, {
    before: new Date(Date.parse(stamp.at) - patienceMs).toISOString(),
    askedBefore: new Date(Date.parse(stamp.at) - dayMs).toISOString(),
  });
  for (const file of files) {
    await raise(ports, {
      cause: 'file_waits',
      subject_kind: 'submission',
      subject_id: String(file.id),
      creditor_id: file.creditor_id,
      facts: {
        submission: file.message_id,
        system: file.system,
        lines: file.line_count,
        sum: formatMoney(file.sum_minor, file.currency),
        command: toDo[file.waits_for](file.message_id),
      },
      line_count: file.line_count,
      sum_minor: file.sum_minor,
      currency: file.currency,
      actor: stamp.actor,
    });
  }
  return files.length;
}
