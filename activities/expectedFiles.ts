import {
  countMissingDays,
  type ExpectedFileRow,
  findMissingFile,
  listExpectedFiles,
  missingFile,
  settleMissingFiles,
} from '../db/expectedFiles.ts';
import { localDate } from '../domain/dates.ts';
import { type Absence, absenceOf } from '../domain/expectedFiles.ts';
import { factsOf } from '../domain/sending.ts';
import type { Ports } from './boundary.ts';
import { raise } from './desk.ts';

/**
 * Asks about files that a bank should have sent by now (C4): once for all days that one is missing, and never again about these
 * days once somebody has decided. What came meanwhile is closed.
 * @returns how many were raised.
 */
export async function lookForMissingFiles(ports: Ports, stamp: { at: string; actor: string }): Promise<number> {
  const missing: string[] = [];
  let raised = 0;
  for (const file of await listExpectedFiles(ports.db)) {
    const absence = absenceNow(file, stamp.at);
    if (absence === undefined) continue;
    const subject_id = `${file.system}/${file.kind}/${absence.first}`;
    missing.push(subject_id);
    const asked = await findMissingFile(ports.db, subject_id);
    if (asked === undefined) {
      await raiseMissing(ports, file, absence, { subject_id, actor: stamp.actor });
      raised += 1;
    } else if (asked.state === 'open' && asked.days !== absence.days) {
      await countMissingDays(ports.db, asked.id, absence.days, stamp.at);
    }
  }
  await settleMissingFiles(ports.db, missing, stamp);
  return raised;
}

/** A file is expected from the day after the last one, at the earliest from the day after the setting was made. */
function absenceNow(file: ExpectedFileRow, at: string): Absence | undefined {
  const { zone, expected_since, last_received_at } = file;
  const { calendar } = factsOf({ code: file.system, adapter: file.adapter });
  const [since, last] = [localDate(expected_since, zone), localDate(last_received_at ?? expected_since, zone)];
  return absenceOf(file, { calendar, zone }, last > since ? last : since, at);
}

async function raiseMissing(
  ports: Ports,
  { system, kind, by, creditor_id }: ExpectedFileRow,
  { first, days }: Absence,
  { subject_id, actor }: { subject_id: string; actor: string },
): Promise<void> {
  await raise(ports, {
    cause: missingFile.cause,
    subject_kind: missingFile.kind,
    subject_id,
    creditor_id,
    facts: { system, kind, by, since: first, count: days },
    actor,
  });
}
