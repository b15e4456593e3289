import { type DeliveryRecord, digitsIn, numberIn, plainNumber, refuseField, textIn } from './fields.ts';
import {
  collection,
  deliveryEnd,
  deliveryStart,
  mandateRequest,
  mandateSectionEnd,
  type Position,
  sectionEnd,
  sectionStart,
} from './positions.ts';
import type { Delivery, DeliverySection } from './readDelivery.ts';
import type { DeliveryIdentity, NetRule } from './records.ts';
import type { CentreConfiguration } from './settings.ts';

/** What the records of a section are, in numbers. */
interface Counts {
  count_042: number;
  net_amount: number;
  count_052_062: number;
  count_022: number;
}

const sectionsOf: Record<string, string[]> = {
  '0601': ['0112', '0117', '0118'],
  '0605': ['0105', '0120', '0125', '0126'],
};

/**
 * Checks what all deliveries have in common: whose it is, that it did not come before, its sections, counts and net
 * amount (nets.md 2.9). Throws RefusedDelivery for the first thing that is wrong.
 * @param isKnown - whether a delivery of this identity came before
 */
export function checkDelivery(
  delivery: Delivery,
  configuration: CentreConfiguration,
  isKnown: (identity: DeliveryIdentity) => boolean,
): void {
  const { start, identity, sections } = delivery;
  const allowed = sectionsOf[identity.delivery_type];
  if (!allowed) refuseField(start, deliveryStart, 'delivery_type', 'the centre takes 0601 and 0605');
  checkOwner(delivery, configuration);
  if (!/^\d{10}$/.test(identity.delivery_id)) refuseField(start, deliveryStart, 'delivery_id', 'must be 10 digits');
  if (isKnown(identity)) refuseField(start, deliveryStart, 'delivery_id', 'a delivery with this id came before');
  if (sections.length === 0) refuseField(delivery.end, deliveryEnd, 'sections', 'there is no section');
  for (const section of sections) {
    if (!allowed.includes(section.code)) refuseField(section.start, sectionStart, 'section', 'is not known');
    checkSection(section, identity.delivery_type === '0601' ? collection : mandateRequest, configuration);
  }
  checkTotals(delivery, configuration);
}

function checkOwner({ start, end, identity }: Delivery, { creditors }: CentreConfiguration): void {
  digitsIn(start, deliveryStart, 'supplier');
  if (creditors && identity.supplier !== creditors.supplier) {
    refuseField(start, deliveryStart, 'supplier', 'the data supplier is not known');
  }
  if (creditors && identity.subsystem !== creditors.subsystem) {
    refuseField(start, deliveryStart, 'subsystem', 'the subsystem is not known');
  }
  for (const name of ['supplier', 'subsystem', 'delivery_type'] as const) {
    if (textIn(end, deliveryEnd, name) !== identity[name]) refuseField(end, deliveryEnd, name, 'is not that of BS002');
  }
}

/** A section is closed by its own BS092, and all in it belongs to one creditor that is known. */
function checkSection(
  section: DeliverySection,
  fields: { debtor_group: Position },
  { creditors }: CentreConfiguration,
): void {
  const { start, end, data, pbs_number } = section;
  const creditor = creditors?.creditors.find((each) => each.pbs_number === pbs_number);
  digitsIn(start, sectionStart, 'pbs_number');
  if (creditors && !creditor) refuseField(start, sectionStart, 'pbs_number', 'the creditor is not known');
  if (textIn(end, sectionEnd, 'section') !== section.code) {
    refuseField(end, sectionEnd, 'section', 'is not that of its BS012');
  }
  for (const record of [...data, end]) {
    if (textIn(record, sectionStart, 'pbs_number') !== pbs_number) {
      refuseField(record, sectionStart, 'pbs_number', 'is not that of its BS012');
    }
  }
  for (const record of data) {
    if (creditor && !creditor.debtor_groups.includes(textIn(record, fields, 'debtor_group'))) {
      refuseField(record, fields, 'debtor_group', 'the debtor group is not known');
    }
  }
}

function checkTotals({ end, sections, identity }: Delivery, { settings }: CentreConfiguration): void {
  const total: Counts = { count_042: 0, net_amount: 0, count_052_062: 0, count_022: 0 };
  const isCollections = identity.delivery_type === '0601';
  for (const section of sections) {
    const counts = countsOf(section, isCollections, settings.net_rule);
    for (const name of Object.keys(total) as (keyof Counts)[]) total[name] += counts[name];
    if (isCollections) compare(section.end, sectionEnd, counts);
    else compare(section.end, mandateSectionEnd, { count_042: counts.count_042 });
  }
  compare(end, deliveryEnd, { sections: sections.length });
  compare(end, deliveryEnd, isCollections ? total : { count_042: total.count_042 });
}

function countsOf({ data }: DeliverySection, isCollections: boolean, netRule: NetRule): Counts {
  const counts: Counts = { count_042: 0, net_amount: 0, count_052_062: 0, count_022: 0 };
  for (const record of data) {
    if (record.type === '022') counts.count_022 += 1;
    else if (record.type !== '042') counts.count_052_062 += 1;
    else counts.count_042 += 1;
    if (record.type !== '042' || !isCollections) continue;
    const sign = textIn(record, collection, 'sign');
    if (sign === '1') counts.net_amount += numberIn(record, collection, 'amount');
    if (sign === '2' && netRule === 'net') counts.net_amount -= numberIn(record, collection, 'amount');
  }
  return counts;
}

/** The record has no sign for the net amount, so its size is compared. */
function compare<T extends Record<string, Position>>(
  end: DeliveryRecord,
  fields: T,
  read: Partial<Record<keyof T & string, number>>,
): void {
  for (const [name, value] of Object.entries(read) as [keyof T & string, number][]) {
    const size = Math.abs(value);
    if (numberIn(end, fields, name) !== size) refuseField(end, fields, name, `what was read is ${size}`);
  }
}

/** What the delivery collects by PBS number (nothing in 0605), as far as it can be read: a refused delivery is counted too. */
export function sumsByCreditor(delivery: Delivery): { pbs_number: string; count: number; sum_minor: number }[] {
  const sums = new Map<string, { pbs_number: string; count: number; sum_minor: number }>();
  for (const { pbs_number, data } of delivery.sections) {
    const sum = sums.get(pbs_number) ?? { pbs_number, count: 0, sum_minor: 0 };
    sums.set(pbs_number, sum);
    if (delivery.identity.delivery_type !== '0601') continue;
    for (const record of data.filter(({ type }) => type === '042')) {
      sum.count += 1;
      sum.sum_minor += Number(plainNumber(textIn(record, collection, 'amount'))) || 0;
    }
  }
  return [...sums.values()];
}
