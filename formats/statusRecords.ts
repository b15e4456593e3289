import type { StatusRecord } from '../domain/inbound.ts';
import { joinText } from './isoValues.ts';

/* How readers of status messages (pain.002, camt.029) fill their records. */

/** A status that says nothing yet. */
export function newStatus(level: StatusRecord['level'], line: number): StatusRecord {
  return {
    kind: 'status', message_no: 0, entry_no: 0, tx_no: 0, line, level, status_message_id: '', original_message_id: '',
    original_message_name: '', payment_info_id: '', instruction_id: '', end_to_end_id: '', status: '', reason: '',
    reason_text: '', amount_minor: 0, currency: '',
  }; // prettier-ignore
}

/** What a level has from the one above it. */
export function inherit(record: StatusRecord, above: StatusRecord): void {
  record.message_no = above.message_no;
  record.status_message_id = above.status_message_id;
  record.original_message_id = above.original_message_id;
  record.original_message_name = above.original_message_name;
}

/** The first reason stands alone, further ones are joined to the text. */
export function addReason(record: StatusRecord, code: string): void {
  if (record.reason === '') record.reason = code;
  else record.reason_text = joinText(record.reason_text, code, '; ');
}

export function saysSomething(record: StatusRecord): boolean {
  return record.status !== '' || record.reason !== '' || record.reason_text !== '';
}
