import { z } from 'zod';

import type { ExchangeSettings } from '../exchangeSettings.ts';
import { adapterFacts } from '../sending.ts';
import type { RowRules } from './rules.ts';
import { code, column, oneOf } from './values.ts';

const path = z.string().min(1);
const count = z.int().min(0);

const folders = { outbox: path, taken: path.optional(), inbox: path };
const milliseconds = z.int().min(100).max(600_000);

const directory = z.strictObject({ kind: z.literal('directory'), ...folders });

const sftp = z
  .strictObject({
    kind: z.literal('sftp'),
    host: z.string().regex(/^[A-Za-z0-9.:_-]+$/, 'must be the name or address of a host, without user and port'),
    port: z.int().min(1).max(65_535).default(22),
    user: z.string().min(1),
    host_keys: z
      .array(
        z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must be SHA256: and 43 characters, as "ssh-keygen -lf" says'),
      )
      .min(1, 'must name the host key of the server, as the bank published it'),
    key_file: path.optional(),
    password_file: path.optional(),
    ...folders,
    connect_timeout_ms: milliseconds.default(20_000),
    silence_timeout_ms: milliseconds.default(60_000),
  })
  .refine(({ key_file, password_file }) => (key_file === undefined) !== (password_file === undefined), {
    path: ['key_file'],
    message: 'give key_file or password_file, one of the two',
  });

const exchange = z.discriminatedUnion('kind', [directory, sftp]);

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

/** Local paths made absolute; those of an SFTP server stay as the server understands them. */
function withPaths(given: z.output<typeof exchange>, absolute: (path: string) => string): ExchangeSettings {
  const { taken, ...rest } = given;
  if (rest.kind === 'directory') {
    const { outbox, inbox } = rest;
    return {
      kind: rest.kind,
      outbox: absolute(outbox),
      ...(taken !== undefined && { taken: absolute(taken) }),
      inbox: absolute(inbox),
    };
  }
  const { key_file, password_file, ...others } = rest;
  return {
    ...others,
    ...(key_file !== undefined && { key_file: absolute(key_file) }),
    ...(password_file !== undefined && { password_file: absolute(password_file) }),
    ...(taken !== undefined && { taken }),
  };
}

function shapeWith(absolute: (path: string) => string) {
  return shape.transform(({ exchange: given, batch_booking, ...system }) => ({
    ...system,
    exchange: JSON.stringify(withPaths(given, absolute)),
    batch_booking: batch_booking === null ? '' : String(batch_booking),
  }));
}

export type SystemImport = z.output<ReturnType<typeof shapeWith>>;

/**
 * systems.json: an array of collection systems, with limits in minor units and `exchange` as ExchangeSettings.
 * @param absolute makes a local path of the exchange absolute.
 */
export function systemRules(absolute: (path: string) => string): RowRules<SystemImport> {
  return { required: [], optional: [], shape: shapeWith(absolute) };
}
