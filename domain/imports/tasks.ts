import { z } from 'zod';

import { faultOf } from '../messages/shape.ts';
import { taskInputs, taskSubmitInput } from '../messages/tasks.ts';
import { decimalToMinor } from '../money.ts';
import type { TaskInput, TaskKind } from '../tasks.ts';
import type { RowRules } from './rules.ts';
import { refusing } from './values.ts';

const inputColumns = ['package_code', 'document', 'journal', 'period', 'booked_on', 'vat_code'];

/** A row of a file: an object as `taskSubmit` takes it, or the columns of a CSV file. */
const shape = z.record(z.string(), z.unknown()).transform((fields, context) => {
  const task = 'input' in fields ? fields : taskOfColumns(fields as Record<string, string>);
  const refuse = refusing(fields, context);
  const { dossier = '', kind = '', reference = '', needed_by, input = {} } = task;
  const fault = faultOf(taskSubmitInput, task);
  if (fault) refuse(fault.field, fault.rule);
  else {
    const wrong = faultOf(taskInputs[kind as TaskKind], input as TaskInput);
    if (wrong) refuse(wrong.field.replaceAll('"', ''), wrong.rule);
  }
  return {
    dossier: String(dossier),
    kind: String(kind),
    reference: String(reference),
    needed_by: typeof needed_by === 'string' ? needed_by : '',
    input: JSON.stringify(input),
  };
});

export type TaskImport = z.output<typeof shape>;

/** Columns without a value are not part of the task; an amount needs its currency. */
function taskOfColumns(columns: Record<string, string>): Record<string, unknown> {
  const given = Object.fromEntries(
    Object.entries(columns)
      .map(([name, value]) => [name, value.trim()])
      .filter(([, value]) => value !== ''),
  ) as Record<string, string>;
  const input: TaskInput = {};
  for (const name of inputColumns) if (given[name] !== undefined) input[name] = given[name];
  const { amount, currency = '', dossier, kind, reference, needed_by } = given;
  if (amount !== undefined) input['amount'] = { amount_minor: decimalToMinor(amount, currency) ?? amount, currency };
  return { dossier, kind, reference, ...(needed_by === undefined ? {} : { needed_by }), input };
}

/**
 * tasks.csv, or a JSON array of what `taskSubmit` takes: tasks for the queues of dossiers, in the order of the file.
 * Which columns a task needs depends on its kind; the others stay empty.
 */
export const taskRules: RowRules<TaskImport> = {
  required: ['dossier', 'kind', 'reference'],
  optional: ['needed_by', ...inputColumns, 'amount', 'currency'],
  shape,
};
