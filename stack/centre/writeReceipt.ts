import { localTime } from '../simulation/dates.ts';
import { centreZone } from './calendar.ts';
import type { FileRecord } from './records.ts';

/**
 * A transmission or validation receipt. What a real one says is documented nowhere, so this is plain text for a person:
 * which delivery, accepted or refused, and why. The transmission of a delivery is refused only when it is not whole.
 */
export function writeReceipt(stage: 'transmission' | 'validation', file: FileRecord): string[] {
  const { date, time } = localTime(file.at, centreZone);
  const isRefused = file.verdict === 'unreadable' || (file.verdict === 'refused' && stage === 'validation');
  const lines = [
    stage === 'transmission' ? 'TRANSMISSION RECEIPT' : 'VALIDATION RECEIPT',
    `Delivery: ${file.supplier} ${file.subsystem} ${file.delivery_type} ${file.delivery_id}`,
    `File: ${file.name}`,
    `Received: ${date} ${time}`,
    `Result: ${isRefused ? 'refused' : 'accepted'}`,
  ];
  if (isRefused && file.objection !== undefined) lines.push(`Reason: ${file.objection}`);
  return lines.map((line) => `${line}\r\n`);
}
