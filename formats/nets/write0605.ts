import { customerNumberRule } from '../../domain/betalingsservice/numbers.ts';
import type {
  MandateAction,
  MandateDelivery,
  MandateLine,
  MandateSection,
} from '../../domain/betalingsservice/outgoing.ts';
import { IncassoError } from '../../domain/errors.ts';
import {
  deliveryStart,
  deliveryStartWithBlanks,
  mandateCancellation,
  mandateDeliveryEnd,
  mandateRegistration,
  mandateRenumbering,
  mandateSectionEnd,
  mandateSectionStart,
} from './layouts.ts';
import { RecordChunks } from './recordChunks.ts';
import { writeRecord } from './recordForm.ts';
import {
  checkHeader,
  checkSectionOwner,
  dateRule,
  demand,
  digitsRule,
  linePlace,
  mandateNumberRule,
  oneOf,
  rule,
} from './rules.ts';
import { SectionOrder } from './sectionOrder.ts';

/**
 * Writes a delivery 0605 from frozen rows: mandates that the creditor registers, renumbers or ends. Bytes, chunks and
 * purity are those of `writeBs0601`. Source: nets.md 2.6.
 * @param lines pages of lines, ordered by section_no and line_no.
 * @throws IncassoError INVALID_INPUT naming line, field and rule; BROKEN_PROMISE when count or order are not those of the
 *   delivery. What was yielded before is then no file.
 */
export async function* writeBs0605(
  delivery: MandateDelivery,
  lines: AsyncIterable<MandateLine[]>,
): AsyncGenerator<Uint8Array> {
  checkMandateDelivery(delivery);
  const { supplier, subsystem, delivery_id, created_on } = delivery;
  const own = { supplier, subsystem, delivery_type: '0605' };
  const start = delivery.blanks_before_id ? deliveryStartWithBlanks : deliveryStart;
  const chunks = new RecordChunks();
  const order = new SectionOrder(delivery_id, delivery.sections);
  let countOfSection = 0;
  chunks.add(writeRecord(start, { ...own, delivery_id, created_on }));

  for await (const page of lines) {
    for (const line of page) {
      if (order.begins(line)) {
        if (order.current) chunks.add(endOfSection(delivery, order.current, countOfSection));
        chunks.add(startOfSection(delivery, order.enter(line)));
        countOfSection = 0;
      }
      order.pass(line);
      const section = order.current!;
      countOfSection++;
      checkMandateLine(section.action, line);
      chunks.add(mandateRecord(delivery, section, line));
      if (chunks.isFull()) yield chunks.take();
    }
  }

  order.complete();
  if (order.current) chunks.add(endOfSection(delivery, order.current, countOfSection));
  const counts = { count_sections: delivery.sections.length, count_042: delivery.count };
  chunks.add(writeRecord(mandateDeliveryEnd, { ...own, ...counts }));
  yield chunks.take();
}

/** Section and transaction code of an action. */
function codesOf(delivery: MandateDelivery, action: MandateAction): { section: string; code: string } {
  if (action === 'register') return { section: '0120', code: '0200' };
  if (action === 'renumber') return { section: '0125', code: '0272' };
  const [section = '', code = ''] = delivery.cancellation.split('/');
  return { section, code };
}

function startOfSection(delivery: MandateDelivery, { pbs_number, creditor_id, action }: MandateSection): Uint8Array {
  const { section } = codesOf(delivery, action);
  return writeRecord(mandateSectionStart, { pbs_number, section, creditor_id });
}

function endOfSection(delivery: MandateDelivery, section: MandateSection, count: number): Uint8Array {
  if (section.count !== count) {
    throw new IncassoError(
      'BROKEN_PROMISE',
      `section ${section.section_no} is ${section.count} lines; ${count} lines came`,
    );
  }
  const { pbs_number, debtor_group, action } = section;
  const code = codesOf(delivery, action).section;
  return writeRecord(mandateSectionEnd, { pbs_number, section: code, debtor_group, count_042: count });
}

function mandateRecord(delivery: MandateDelivery, section: MandateSection, line: MandateLine): Uint8Array {
  const { pbs_number, debtor_group, action } = section;
  const { customer_number, mandate_number } = line;
  const owner = { pbs_number, code: codesOf(delivery, action).code, debtor_group, customer_number };
  if (action === 'register') {
    const { cpr_cvr, bank_registration, account_number } = line;
    return writeRecord(mandateRegistration, { ...owner, cpr_cvr, bank_registration, account_number });
  }
  if (action === 'renumber') {
    const { effective_on, new_customer_number } = line;
    return writeRecord(mandateRenumbering, { ...owner, mandate_number, effective_on, new_customer_number });
  }
  return writeRecord(mandateCancellation, { ...owner, mandate_number });
}

function checkMandateDelivery(delivery: MandateDelivery): void {
  checkHeader(delivery);
  demand('delivery', rule('cancellation', oneOf(delivery.cancellation, ['0126/0257', '0105/0253'])));
  demand('delivery', rule('sections', delivery.sections.length === 0 ? 'must not be empty' : undefined));
  let count = 0;
  for (const section of delivery.sections) {
    checkSectionOwner(section);
    const action = oneOf(section.action, ['register', 'renumber', 'cancel']);
    demand(`section ${section.section_no}`, rule('action', action));
    count += section.count;
  }
  if (count !== delivery.count) {
    throw new IncassoError(
      'BROKEN_PROMISE',
      `delivery ${delivery.delivery_id} is ${delivery.count} lines; its sections are ${count} lines`,
    );
  }
}

function checkMandateLine(action: MandateAction, line: MandateLine): void {
  const isRegister = action === 'register';
  const isRenumber = action === 'renumber';
  const broken =
    rule('customer_number', customerNumberRule(line.customer_number)) ??
    rule('mandate_number', neededOnly(!isRegister, line.mandate_number, mandateNumberRule)) ??
    rule(
      'cpr_cvr',
      neededOnly(isRegister, line.cpr_cvr, (text) => digitsRule(text, 8, 10)),
    ) ??
    rule(
      'bank_registration',
      neededOnly(isRegister, line.bank_registration, (text) => digitsRule(text, 4, 4)),
    ) ??
    rule(
      'account_number',
      neededOnly(isRegister, line.account_number, (text) => digitsRule(text, 1, 10)),
    ) ??
    rule('new_customer_number', neededOnly(isRenumber, line.new_customer_number, customerNumberRule)) ??
    rule('effective_on', neededOnly(isRenumber, line.effective_on, dateRule));
  demand(linePlace(line), broken);
}

/** A field that one action needs, and the others must not have. */
function neededOnly(
  isNeeded: boolean,
  text: string | undefined,
  ruleOf: (text: string) => string | undefined,
): string | undefined {
  if (text === undefined) return isNeeded ? 'must be given' : undefined;
  return isNeeded ? ruleOf(text) : 'must not be given for this action';
}
