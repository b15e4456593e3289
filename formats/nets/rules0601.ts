import { customerNumberRule, payerIdentificationRule } from '../../domain/betalingsservice/numbers.ts';
import type {
  CollectionDelivery,
  CollectionLine,
  CollectionSection,
  DebtorAddress,
} from '../../domain/betalingsservice/outgoing.ts';
import { IncassoError } from '../../domain/errors.ts';
import { addMinor } from '../../domain/money.ts';
import {
  checkHeader,
  checkSectionOwner,
  dateRule,
  demand,
  digitsRule,
  linePlace,
  mandateNumberRule,
  neededTextRule,
  oneOf,
  rule,
  textRule,
} from './rules.ts';

const maxAmountMinor = 9_999_999_999_999;
const maxTexts = 5_000;
/** A payment slip brings back only so much of the reference. */
const maxSlipReference = 9;

/** Checks the header and the list of sections of a delivery 0601; throws INVALID_INPUT or BROKEN_PROMISE. */
export function checkCollectionDelivery(delivery: CollectionDelivery): void {
  checkHeader(delivery);
  demand('delivery', rule('solution', oneOf(delivery.solution, ['nets-basis', 'nets-total'])));
  demand('delivery', rule('net_rule', oneOf(delivery.net_rule, ['net', 'collected'])));
  demand('delivery', rule('slip_code', oneOf(delivery.slip_code, ['0280', '0285'])));
  demand('delivery', rule('sections', delivery.sections.length === 0 ? 'must not be empty' : undefined));
  const allowed = delivery.solution === 'nets-basis' ? ['0112'] : ['0112', '0117', '0118'];
  let count = 0;
  let sumMinor = 0;
  for (const section of delivery.sections) {
    const place = `section ${section.section_no}`;
    checkSectionOwner(section);
    demand(place, rule('section', oneOf(section.section, allowed)));
    demand(place, rule('main_text', textRule(section.main_text, 60)));
    demand(
      place,
      rule('sum_minor', section.sum_minor < 0 ? 'must not be below zero: the file has no sign' : undefined),
    );
    count += section.count;
    sumMinor = addMinor(sumMinor, section.sum_minor);
  }
  if (count !== delivery.count || sumMinor !== delivery.sum_minor) {
    throw new IncassoError(
      'BROKEN_PROMISE',
      `delivery ${delivery.delivery_id} is ${delivery.count} lines, sum ${delivery.sum_minor}; ` +
        `its sections are ${count} lines, sum ${sumMinor}`,
    );
  }
}

/** Checks all fields of a line; throws INVALID_INPUT. Written flat: it runs for each line. */
export function checkCollectionLine(
  delivery: CollectionDelivery,
  section: CollectionSection,
  line: CollectionLine,
): void {
  const isSlip = line.mandate_number === undefined;
  const broken =
    rule('customer_number', customerNumberRule(line.customer_number)) ??
    rule('mandate_number', mandateRule(delivery, section, line)) ??
    rule('payment_on', dateRule(line.payment_on)) ??
    rule('direction', directionRule(line, isSlip)) ??
    rule('amount_minor', amountRule(line.amount_minor)) ??
    rule('reference', textRule(line.reference, isSlip ? maxSlipReference : 30)) ??
    rule('payer_identification', identificationRule(section, line.payer_identification)) ??
    debtorRule(delivery, line.debtor, isSlip) ??
    textsRule('texts', line.texts) ??
    textsRule('slip_texts', line.slip_texts);
  if (broken === undefined && delivery.solution === 'nets-basis' && line.slip_texts.length > 0) {
    demand(linePlace(line), 'slip_texts: must be empty, nets-basis sends no slips');
  }
  demand(linePlace(line), broken);
}

function mandateRule(
  delivery: CollectionDelivery,
  section: CollectionSection,
  line: CollectionLine,
): string | undefined {
  if (line.mandate_number === undefined) {
    return delivery.solution === 'nets-basis' ? 'must be given: nets-basis collects under a mandate only' : undefined;
  }
  if (section.section !== '0112') return `must not be given in section ${section.section}`;
  return mandateNumberRule(line.mandate_number);
}

function directionRule(line: CollectionLine, isSlip: boolean): string | undefined {
  if (isSlip && line.direction === 'disburse') return 'must be collect: nothing is disbursed by a slip';
  return oneOf(line.direction, ['collect', 'disburse']);
}

function amountRule(amountMinor: number): string | undefined {
  const fits = Number.isInteger(amountMinor) && amountMinor >= 0 && amountMinor <= maxAmountMinor;
  return fits ? undefined : 'must be DKK 0.00 to 99999999999.99';
}

function identificationRule(section: CollectionSection, text: string | undefined): string | undefined {
  if (section.section === '0112') return text === undefined ? undefined : 'must not be given in section 0112';
  if (text === undefined) return section.section === '0118' ? 'must be given in section 0118' : undefined;
  return payerIdentificationRule(text);
}

function debtorRule(
  delivery: CollectionDelivery,
  debtor: DebtorAddress | undefined,
  isSlip: boolean,
): string | undefined {
  if (debtor === undefined) return isSlip ? 'debtor: must be given for a payment slip' : undefined;
  if (delivery.solution === 'nets-basis') return 'debtor: must not be given, nets-basis takes no names and addresses';
  const isDanish = debtor.country === 'DK';
  const { lines } = debtor;
  const needed = isDanish ? 2 : 3;
  return (
    rule('debtor.lines', lines.length < needed || lines.length > 5 ? `must be ${needed} to 5 lines` : undefined) ??
    lines.map((text, index) => rule(`debtor.lines ${index + 1}`, neededTextRule(text, 35))).find(Boolean) ??
    rule('debtor.postcode', isDanish ? digitsRule(debtor.postcode, 4, 4) : oneOf(debtor.postcode, ['0000'])) ??
    rule('debtor.country', /^[A-Z]{2,3}$/.test(debtor.country) ? undefined : 'must be 2 or 3 capital letters') ??
    rule('debtor.cpr_cvr', debtor.cpr_cvr === undefined ? undefined : digitsRule(debtor.cpr_cvr, 8, 10))
  );
}

function textsRule(field: string, texts: readonly string[]): string | undefined {
  if (texts.length > maxTexts) return `${field}: may have at most ${maxTexts} lines`;
  for (const [index, text] of texts.entries()) {
    const broken = textRule(text, 60);
    if (broken !== undefined) return `${field} ${index + 1}: ${broken}`;
  }
  return undefined;
}
