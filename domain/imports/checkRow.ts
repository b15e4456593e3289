import type { z } from 'zod';

import type { Finding } from '../inbound.ts';
import type { CheckedRow, RowRules } from './rules.ts';

const maxValueLength = 80;

/** A row that may go in, with what is remarked on it; or no row, and every rule that it breaks. */
export interface CheckResult {
  row: CheckedRow | undefined;
  findings: Finding[];
}

/** Checks the fields of one row by the rules of its kind. `line` is where it stands in the file. */
export function checkRow(rules: RowRules, line: number, fields: unknown): CheckResult {
  const result = rules.shape.safeParse(fields);
  if (result.success) {
    const warnings = rules.warnings?.(result.data) ?? [];
    const findings = warnings.map((warning): Finding => ({ line, ...shortened(warning), severity: 'warning' }));
    return { row: result.data, findings };
  }
  const broken = result.error.issues.map((issue) => ({
    field: issue.path.join('.'),
    value: valueAt(fields, issue.path),
    rule: issue.message,
  }));
  return { row: undefined, findings: broken.map((one): Finding => ({ line, ...shortened(one), severity: 'error' })) };
}

function valueAt(fields: unknown, path: z.core.$ZodIssue['path']): string {
  let value = fields;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  if (path.length === 0 || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** As findings have it: at most 80 characters of the value. */
export function shortened<Named extends { value: string }>(finding: Named): Named {
  return finding.value.length <= maxValueLength
    ? finding
    : { ...finding, value: finding.value.slice(0, maxValueLength) };
}
