import { type DeliveryRecord, textIn } from './fields.ts';
import { deliveryStart, deliveryStartWithBlanks, recordLength, sectionStart } from './positions.ts';
import type { DeliveryIdentity } from './records.ts';
import { RefusedDelivery } from './refusal.ts';

export interface DeliverySection {
  code: string;
  pbs_number: string;
  start: DeliveryRecord;
  end: DeliveryRecord;
  data: DeliveryRecord[];
}

/** A whole delivery: BS002, sections from BS012 to BS092, BS992. */
export interface Delivery {
  identity: DeliveryIdentity;
  start: DeliveryRecord;
  end: DeliveryRecord;
  sections: DeliverySection[];
}

const dataTypes = ['022', '042', '052', '062'];

/**
 * Takes a delivery apart (nets.md 2.1). What its fields say is not looked at.
 * @throws RefusedDelivery of stage transmission when it is not whole: length, characters, order of records
 */
export function readDelivery(bytes: Uint8Array): Delivery {
  const records = recordsOf(bytes);
  const [start, ...rest] = records;
  const end = rest.pop();
  if (start?.type !== '002') refuse(1, 'a delivery begins with BS002');
  if (end?.type !== '992') refuse(records.length, 'a delivery ends with BS992');
  const sections: DeliverySection[] = [];
  let open: DeliverySection | undefined;
  for (const record of rest) {
    if (record.type === '012' && !open) {
      const code = textIn(record, sectionStart, 'section');
      const pbs_number = textIn(record, sectionStart, 'pbs_number');
      open = { code, pbs_number, start: record, end: record, data: [] };
    } else if (record.type === '092' && open) {
      sections.push({ ...open, end: record });
      open = undefined;
    } else if (dataTypes.includes(record.type) && open) {
      open.data.push(record);
    } else {
      refuse(record.line, `BS${record.type} does not stand here`);
    }
  }
  if (open) refuse(end.line, 'the last section is not closed by a BS092');
  return { identity: identityOf(start), start, end, sections };
}

function recordsOf(bytes: Uint8Array): DeliveryRecord[] {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => {
    const text = line.replace(/\r$/, '');
    if (text.length > recordLength) refuse(index + 1, `a record has ${recordLength} characters, not ${text.length}`);

    if (/[\u0000-\u001f\u007f-\u009f]/.test(text)) refuse(index + 1, 'a character is not of ISO-8859-1');
    if (!/^BS\d{3}/.test(text)) refuse(index + 1, 'a record begins with BS and its type');
    return { line: index + 1, type: text.slice(2, 5), text: text.padEnd(recordLength, ' ') };
  });
}

function identityOf(start: DeliveryRecord): DeliveryIdentity {
  const delivery_type = textIn(start, deliveryStart, 'delivery_type');
  const hasBlanks = delivery_type === '0605' && textIn(start, deliveryStart, 'delivery_id').startsWith('  ');
  return {
    supplier: textIn(start, deliveryStart, 'supplier'),
    subsystem: textIn(start, deliveryStart, 'subsystem'),
    delivery_type,
    delivery_id: textIn(start, hasBlanks ? deliveryStartWithBlanks : deliveryStart, 'delivery_id'),
  };
}

function refuse(line: number, rule: string): never {
  throw new RefusedDelivery(`line ${line}: ${rule}`, 'transmission');
}
