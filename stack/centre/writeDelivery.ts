import { writeRecord } from './fields.ts';
import type { DeliveryHead } from './outbox.ts';
import { deliveryEnd, deliveryStart, sectionEnd, sectionStart } from './positions.ts';
import type { Debtor } from './records.ts';

/** A data record of a delivery, with what decides its section. */
export interface WrittenRecord {
  section: string;
  of: Debtor;
  type: '022' | '042';
  text: string;
  /** What the net amount counts for it, in øre. */
  net_minor: number;
}

/** A delivery from data records: a section for each number, creditor and debtor group, in the order of their first record. */
export function* writeDelivery(head: DeliveryHead, type: string, records: WrittenRecord[]): Generator<string> {
  const owner = {
    supplier: { digits: head.supplier },
    subsystem: { text: head.subsystem },
    delivery_type: { digits: type },
  };
  const id = { delivery_id: { digits: head.delivery_no }, created_on: { date: head.created_on } };
  yield line(writeRecord('002', deliveryStart, { ...owner, ...id }));
  const sections = sectionsOf(records);
  for (const { code, of, records: own } of sections) {
    const section = { pbs_number: { digits: of.pbs_number }, section: { digits: code } };
    yield line(writeRecord('012', sectionStart, section));
    for (const { text } of own) yield line(text);
    const group = { filling: { digits: 0 }, debtor_group: { digits: of.debtor_group } };
    yield line(writeRecord('092', sectionEnd, { ...section, ...group, ...countsOf(own) }));
  }
  const filling = { filling: { digits: 0 }, filling_at_end: { digits: 0 } };
  const counts = { sections: { digits: sections.length }, ...countsOf(records) };
  yield line(writeRecord('992', deliveryEnd, { ...owner, ...counts, ...filling }));
}

function sectionsOf(records: WrittenRecord[]): { code: string; of: Debtor; records: WrittenRecord[] }[] {
  const sections = new Map<string, { code: string; of: Debtor; records: WrittenRecord[] }>();
  for (const record of records) {
    const { section: code, of } = record;
    const key = `${code} ${of.pbs_number} ${of.debtor_group}`;
    const section = sections.get(key) ?? { code, of, records: [] };
    sections.set(key, section);
    section.records.push(record);
  }
  return [...sections.values()];
}

/** The net amount has no sign in the record. */
function countsOf(
  records: WrittenRecord[],
): Record<'count_042' | 'net_amount' | 'count_052_062' | 'count_022', { digits: number }> {
  const count = (type: string): number => records.filter((record) => record.type === type).length;
  const net = records.reduce((sum, record) => sum + record.net_minor, 0);
  return {
    count_042: { digits: count('042') },
    net_amount: { digits: Math.abs(net) },
    count_052_062: { digits: 0 },
    count_022: { digits: count('022') },
  };
}

function line(record: string): string {
  return `${record}\r\n`;
}
