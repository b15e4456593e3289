import { z } from 'zod';

import { cvrRule } from '../betalingsservice/numbers.ts';
import type { BetalingsserviceSettings } from '../betalingsservice/settings.ts';
import { isLatin1Text } from '../charset.ts';
import { sentenceOf } from '../errors.ts';
import type { ExchangeSettings } from '../exchangeSettings.ts';
import { type ExpectedFile, expectedKinds } from '../expectedFiles.ts';
import { parseDays } from '../schedule.ts';
import { adapterFacts } from '../sending.ts';
import type { RowRules } from './rules.ts';
import { code, column, oneOf, optional, refusing } from './values.ts';

const path = z.string().min(1);
const count = z.int().min(0);

const folders = { outbox: path, taken: path.optional(), inbox: path };
const milliseconds = z.int().min(100).max(600_000);

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time HH:MM');

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

/** A text of the files of Betalingsservice; may be ''. */
const latin1 = (most: number) =>
  optional((given, broken) => {
    if (given.length > most) return broken(`may have at most ${most} characters`);
    return isLatin1Text(given) ? given : broken('may only have characters of ISO-8859-1');
  });

const digits = (length: number) => z.string().regex(new RegExp(`^\\d{${length}}$`), `must be ${length} digits`);

/** What only a system of Betalingsservice has; the defaults are those of docs/betalingsservice.md. */
const betalingsservice: z.ZodType<BetalingsserviceSettings> = z.strictObject({
  supplier: column((given, broken) => {
    const rule = cvrRule(given);
    return rule === undefined ? given : broken(rule);
  }),
  subsystem: z
    .string()
    .regex(/^[A-Z][A-Z0-9]{2}$/, 'must be three capital letters or digits, such as BS1')
    .default('BS1'),
  pbs_number: digits(8),
  debtor_group: digits(5).default('00001'),
  creditor_id: latin1(15),
  main_text: latin1(60),
  net_rule: z.enum(['net', 'collected']).default('net'),
  blanks_before_id: z.boolean().default(false),
  cancellation: z.enum(['0126/0257', '0105/0253']).default('0126/0257'),
});

const weekdays = column((given, broken) => {
  try {
    parseDays(given);
    return given;
  } catch (error) {
    return broken(sentenceOf(error));
  }
});

const expectedFiles: z.ZodType<ExpectedFile[]> = z
  .array(z.strictObject({ kind: z.enum(expectedKinds), days: weekdays, by: time }))
  .refine((files) => new Set(files.map(({ kind }) => kind)).size === files.length, 'must have each kind once');

const shape = z.strictObject({
  code: column(code),
  adapter: column(oneOf(...Object.keys(adapterFacts))),
  creditor: column(code),
  account: column(code),
  active: z.boolean().default(true),
  direct_communication: z.boolean().default(true),
  exchange,
  message_version: optional(oneOf('pain.008.001.08', 'pain.008.001.02')),
  batch_booking: z.boolean().nullable().default(null),
  cut_off: time.optional(),
  lead_days: count.optional(),
  pre_notification_days: count.default(14),
  max_days_past_due: count.default(60),
  max_amount_minor: z.int().min(1),
  max_lines: z.int().min(1),
  approval_required: z.boolean().default(false),
  propose_before_send: z.boolean().default(false),
  posting_by_itself: z.boolean().default(true),
  silence_days: count.default(3),
  expected_files: expectedFiles.default([]),
  betalingsservice: betalingsservice.optional(),
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
  return shape.transform((given, context) => {
    const {
      exchange: exchangeGiven,
      batch_booking,
      message_version,
      cut_off,
      lead_days,
      betalingsservice: own,
      ...system
    } = given;
    const isSepa = adapterFacts[system.adapter]?.family === 'sepa';
    checkFamily(given, isSepa, refusing(given, context));
    return {
      ...system,
      exchange: JSON.stringify(withPaths(exchangeGiven, absolute)),
      expected_files: JSON.stringify(system.expected_files),
      batch_booking: batch_booking === null ? '' : String(batch_booking),
      message_version: isSepa ? message_version : 'bs.0601',
      // Betalingsservice has a deadline of its own
      cut_off: cut_off ?? '',
      lead_days: lead_days ?? 0,
      betalingsservice: own === undefined ? '' : JSON.stringify(own),
    };
  });
}

/** What a system of SEPA needs and one of Betalingsservice must not have, and the other way round. */
function checkFamily(
  given: z.output<typeof shape>,
  isSepa: boolean,
  refuse: (field: string, rule: string) => void,
): void {
  if (isSepa) {
    if (given.message_version === '') refuse('message_version', 'must be one of pain.008.001.08, pain.008.001.02');
    if (given.cut_off === undefined) refuse('cut_off', 'must be given');
    if (given.lead_days === undefined) refuse('lead_days', 'must be given');
    if (given.expected_files.some(({ kind }) => kind === 'agreements'))
      refuse('expected_files', `must have no agreements for ${given.adapter}`);
    if (given.betalingsservice !== undefined) refuse('betalingsservice', `must not be given for ${given.adapter}`);
  } else {
    if (given.betalingsservice === undefined) refuse('betalingsservice', `must be given for ${given.adapter}`);
    if (given.message_version !== '') refuse('message_version', `must not be given for ${given.adapter}`);
  }
}

export type SystemImport = z.output<ReturnType<typeof shapeWith>>;

/**
 * systems.json: an array of collection systems, with limits in minor units and `exchange` as ExchangeSettings.
 * @param absolute makes a local path of the exchange absolute.
 */
export function systemRules(absolute: (path: string) => string): RowRules<SystemImport> {
  return { required: [], optional: [], shape: shapeWith(absolute) };
}
