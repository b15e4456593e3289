import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { z } from 'zod';

import { dayOfWeek, isDate } from '../domain/dates.ts';
import { IncassoError } from '../domain/errors.ts';

/** The configuration: environment variables, and a file of them (`incasso.env`). Documented in incasso.example.env. */
const schema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:]+:\d+$/, 'must be host:port')
    .optional(),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  INCASSO_TASK_QUEUE: z.string().min(1).default('incasso'),
  INCASSO_DATA_DIR: z.string().min(1).default('var'),
  INCASSO_ARCHIVE_DIR: z.string().min(1).optional(),
  INCASSO_CLOCK_FILE: z.string().min(1).optional(),
  INCASSO_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  INCASSO_MAIL_FROM: z.email().default('incasso@localhost.localdomain'),
  INCASSO_SUPPORT_EMAIL: z.email().default('support@localhost.localdomain'),
  INCASSO_ACCOUNTING_URL: z.url({ protocol: /^https?$/ }).optional(),
  INCASSO_ACCOUNTING_TOKEN: z.string().min(1).optional(),
  INCASSO_WEB_UI: z.url().optional(),
  INCASSO_DIGEST_ANCHOR: z
    .string()
    .refine((date) => isDate(date) && dayOfWeek(date) === 1, 'must be a Monday YYYY-MM-DD')
    .default('2026-01-05'),
  INCASSO_REMINDERS: z.enum(['mail', 'digest']).default('mail'),
  INCASSO_SIGNATURE_ASKS_PER_DAY: z.coerce.number().int().min(1).max(1_000_000).default(500),
  INCASSO_OPERATOR: z.string().min(1).optional(),
  INCASSO_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  INCASSO_ACTIVITY_SLOTS: z.coerce.number().int().min(1).max(500).default(20),
  INCASSO_CONNECTOR_SLOTS: z.coerce.number().int().min(1).max(500).default(4),
  INCASSO_WAKEUPS_PER_SECOND: z.coerce.number().int().min(1).max(10_000).default(100),
});

export interface Config {
  databaseUrl: string;
  temporalAddress: string;
  temporalNamespace: string;
  taskQueue: string;
  dataDir: string;
  archiveDir: string;
  clockFile: string | undefined;
  smtpUrl: string | undefined;
  mailFrom: string;
  supportEmail: string;
  webUi: string | undefined;
  operator: string | undefined;
  logLevel: string;
  activitySlots: number;
  wakeupsPerSecond: number;
  accountingUrl: string | undefined;
  accountingToken: string | undefined;
  /** How many tasks one connector does at once. */
  connectorSlots: number;
  /** The Monday from which the digests are counted in steps of 14 days. */
  digestAnchor: string;
  /** Whether an instruction is reminded of by a mail of its own, or by the digest alone. */
  reminders: 'mail' | 'digest';
  /** How many asks for a signature go out on a day, by mail or letter. */
  signatureAsksPerDay: number;
}

/** What a stack that was brought up on this data folder left as its addresses (stack/record.ts). */
interface StackAddresses {
  database_url?: string;
  temporal_address?: string;
  namespace?: string;
  web_ui?: string;
  /** Set by the demo, whose business time is moved by its driver. */
  clock_file?: string;
  smtp_url?: string;
  accounting_url?: string;
}

/**
 * Reads and checks the configuration once, at start. What is not set is taken from the stack that runs on the data
 * folder. Throws INVALID_INPUT naming the variables and rules, never their values.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, file = 'incasso.env'): Config {
  const values = { ...(existsSync(file) ? parseEnvFile(readFileSync(file, 'utf8')) : {}), ...withoutEmpty(env) };
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    const rules = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new IncassoError('INVALID_INPUT', `configuration: ${rules.join('; ')}`);
  }
  const given = parsed.data;
  const dataDir = resolve(given.INCASSO_DATA_DIR);
  const stack = runningStack(dataDir);
  const databaseUrl = given.DATABASE_URL ?? stack.database_url;
  if (!databaseUrl) {
    throw new IncassoError(
      'INVALID_INPUT',
      `no database: set DATABASE_URL, or bring up the stack with "npm start" (looked in ${dataDir})`,
    );
  }
  return {
    databaseUrl,
    temporalAddress: given.TEMPORAL_ADDRESS ?? stack.temporal_address ?? '127.0.0.1:7233',
    temporalNamespace: given.TEMPORAL_NAMESPACE,
    taskQueue: given.INCASSO_TASK_QUEUE,
    dataDir,
    archiveDir: resolve(given.INCASSO_ARCHIVE_DIR ?? `${dataDir}/archive`),
    clockFile: given.INCASSO_CLOCK_FILE ?? stack.clock_file,
    smtpUrl: given.INCASSO_SMTP_URL ?? stack.smtp_url,
    mailFrom: given.INCASSO_MAIL_FROM,
    supportEmail: given.INCASSO_SUPPORT_EMAIL,
    webUi: (given.INCASSO_WEB_UI ?? stack.web_ui)?.replace(/\/+$/, ''),
    operator: given.INCASSO_OPERATOR,
    logLevel: given.INCASSO_LOG_LEVEL,
    activitySlots: given.INCASSO_ACTIVITY_SLOTS,
    wakeupsPerSecond: given.INCASSO_WAKEUPS_PER_SECOND,
    accountingUrl: given.INCASSO_ACCOUNTING_URL ?? stack.accounting_url,
    accountingToken: given.INCASSO_ACCOUNTING_TOKEN,
    connectorSlots: given.INCASSO_CONNECTOR_SLOTS,
    digestAnchor: given.INCASSO_DIGEST_ANCHOR,
    reminders: given.INCASSO_REMINDERS,
    signatureAsksPerDay: given.INCASSO_SIGNATURE_ASKS_PER_DAY,
  };
}

function runningStack(dataDir: string): StackAddresses {
  const record = resolve(dataDir, 'stack.json');
  return existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as StackAddresses) : {};
}

function parseEnvFile(text: string): Record<string, string> {
  const pairs = text
    .split(/\r?\n/)
    .map((line) => /^\s*([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => [match[1] as string, (match[2] as string).replace(/^(["'])(.*)\1$/, '$2')] as const);
  return withoutEmpty(Object.fromEntries(pairs));
}

function withoutEmpty(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => !!entry[1]));
}
