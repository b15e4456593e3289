import { z } from 'zod';

import { adapterFacts } from '../sending.ts';
import type { RowRules } from './rules.ts';
import { code, column, oneOf } from './values.ts';

const path = z.string().min(1);
const count = z.int().min(0);

const exchange = z.strictObject({ kind: z.literal('directory'), outbox: path, taken: path.optional(), inbox: path });

const shape = z.strictObject({
  code: column(code),
  adapter: column(oneOf(...Object.keys(adapterFacts))),
  creditor: column(code),
  account: column(code),
  active: z.boolean().default(true),
  direct_communication: z.boolean().default(true),
  exchange,
  message_version: column(oneOf('pain.008.001.08', 'pain.008.001.02')),
  batch_booking: z.boolean().nullable().default(null),
  cut_off: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time HH:MM'),
  lead_days: count,
  pre_notification_days: count.default(14),
  max_days_past_due: count.default(60),
  max_amount_minor: z.int().min(1),
  max_lines: z.int().min(1),
  approval_required: z.boolean().default(false),
  propose_before_send: z.boolean().default(false),
  posting_by_itself: z.boolean().default(true),
  silence_days: count.default(3),
});

function shapeWith(absolute: (path: string) => string) {
  return shape.transform(({ exchange: given, batch_booking, ...system }) => ({
    ...system,
    exchange: JSON.stringify({
      kind: given.kind,
      outbox: absolute(given.outbox),
      ...(given.taken !== undefined && { taken: absolute(given.taken) }),
      inbox: absolute(given.inbox),
    }),
    batch_booking: batch_booking === null ? '' : String(batch_booking),
  }));
}

export type SystemImport = z.output<ReturnType<typeof shapeWith>>;

/**
 * systems.json: an array of collection systems, with limits in minor units and `exchange` as DirectoryExchange.
 * @param absolute makes a path of the exchange absolute.
 */
export function systemRules(absolute: (path: string) => string): RowRules<SystemImport> {
  return { required: [], optional: [], shape: shapeWith(absolute) };
}
