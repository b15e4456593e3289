/**
 * Shapes of the JSON objects that operators, scripts and the Web UI send to workflows, checked without a library:
 * the first statement of every workflow and validator. The answer names field, rule and example, never the value.
 */
export type FieldRule =
  | { type: 'id'; optional?: boolean; about: string }
  | { type: 'text'; optional?: boolean; about: string; max?: number }
  | { type: 'flag'; optional?: boolean; about: string }
  | { type: 'choice'; of: readonly string[]; optional?: boolean; about: string }
  | { type: 'date'; optional?: boolean; about: string }
  | { type: 'period'; optional?: boolean; about: string }
  | { type: 'money'; optional?: boolean; about: string }
  | { type: 'numbers'; optional?: boolean; about: string }
  | { type: 'object'; optional?: boolean; about: string };

export interface Shape {
  /** What this message does, for the Web UI's pick lists. */
  about: string;
  fields: Record<string, FieldRule>;
  example: Record<string, unknown>;
}

/** @returns undefined when the value has the shape, else the sentence that says what to send. */
export function check(shape: Shape, value: unknown): string | undefined {
  const hint = `send one JSON object like ${JSON.stringify(shape.example)}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `the input is no JSON object; ${hint}`;
  const fault = faultOf(shape, value as Record<string, unknown>);
  return fault && `field ${fault.field} ${fault.rule}; ${hint}`;
}

/** The first field that breaks its rule, for reports that name both. */
export function faultOf(shape: Shape, given: Record<string, unknown>): { field: string; rule: string } | undefined {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(shape.fields, name)) {
      const known = Object.keys(shape.fields).join(', ');
      return { field: JSON.stringify(name.slice(0, 40)), rule: `is not known (known: ${known})` };
    }
  }
  for (const [name, rule] of Object.entries(shape.fields)) {
    const broken = brokenRule(rule, given[name]);
    if (broken !== undefined) return { field: name, rule: broken };
  }
  return undefined;
}

function brokenRule(rule: FieldRule, value: unknown): string | undefined {
  if (value === undefined || value === null) return rule.optional ? undefined : 'is missing';
  switch (rule.type) {
    case 'id':
      return Number.isSafeInteger(value) && (value as number) > 0 ? undefined : 'must be a whole number above 0';
    case 'text': {
      const max = rule.max ?? 200;
      return typeof value === 'string' && value.trim() !== '' && value.length <= max && !control.test(value)
        ? undefined
        : `must be a text of 1 to ${max} characters, none of them a control character`;
    }
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'choice':
      return typeof value === 'string' && rule.of.includes(value) ? undefined : `must be one of ${rule.of.join(', ')}`;
    case 'date':
      return typeof value === 'string' && isCalendarDate(value)
        ? undefined
        : 'must be a date YYYY-MM-DD that exists, from the year 1000 on';
    case 'period':
      return typeof value === 'string' && /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(value)
        ? undefined
        : 'must be a month YYYY-MM';
    case 'money':
      return isMoney(value)
        ? undefined
        : 'must be an amount above 0, at most 99999999999, like {"amount_minor":1250,"currency":"EUR"}';
    case 'numbers':
      return isNumbers(value) ? undefined : 'must be a list of whole numbers above 0, like [1,2]';
    case 'object':
      return typeof value === 'object' && !Array.isArray(value) ? undefined : 'must be a JSON object';
  }
}

/** Not from domain/dates.ts: that needs a time zone library, which workflow code does without. */
function isCalendarDate(text: string): boolean {
  return /^[1-9]\d{3}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => Number.isSafeInteger(one) && one > 0);
}

/** What PostgreSQL cannot keep, or nobody types; line ends and tabs are fine. */
const control = /(?![\n\r\t])[\p{Cc}\p{Cs}]/u;

/** The most that a SEPA debit can carry; sums of many stay exact. */
const highestAmount = 99_999_999_999;

function isMoney(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { amount_minor, currency, ...more } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(amount_minor) &&
    (amount_minor as number) > 0 &&
    (amount_minor as number) <= highestAmount &&
    typeof currency === 'string' &&
    /^[A-Z]{3}$/.test(currency) &&
    Object.keys(more).length === 0
  );
}
