import { join } from 'node:path';

import { z } from 'zod';

import { readJson } from '../simulation/settings.ts';

const reasonCode = z.string().regex(/^[A-Z0-9]{4}$/);

const settingsShape = z.strictObject({
  /** Answer accepted files with a pain.002 too; German banks are silent on success. */
  acknowledge: z.boolean().default(true),
  /** Write a camt.053 for each account and day with bookings, once the day is over. */
  statements: z.boolean().default(true),
  /** Local time on the last day of submission. */
  cut_off: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .default('12:30'),
  /** Business days between submission and collection. */
  lead_days: z.number().int().min(1).default(1),
  /** Calendar days that files are kept before their collection date (warehousing). */
  most_days_ahead: z.number().int().min(1).default(90),
});

const accountsShape = z.array(
  z.strictObject({
    iban: z.string(),
    /** When given, the only creditor identifier that may collect to this account. */
    creditor_identifier: z.string().optional(),
  }),
);

const ruleShape = z
  .strictObject({
    /** All that is given must match; a debtor or mandate only direct debits, a creditor only credit transfers. Texts may hold `*` for any characters; `message` is the message id, or `all`. */
    match: z
      .strictObject({
        message: z.string().optional(),
        debtor_iban: z.string().optional(),
        creditor_iban: z.string().optional(),
        umr: z.string().optional(),
        end_to_end_id: z.string().optional(),
        amount_minor: z.number().int().optional(),
      })
      .refine((match) => Object.keys(match).length > 0, 'names nothing to match')
      .refine((match) => !match.message || Object.keys(match).length === 1, 'message stands alone'),
    outcome: z.enum(['settle', 'reject', 'return', 'refund', 'silent']),
    reason: reasonCode.optional(),
    /** Return: business days after settlement. Refund: calendar days after settlement. */
    after_days: z.number().int().min(0).optional(),
  })
  .refine((rule) => rule.outcome !== 'silent' || rule.match.message, 'only whole messages can be silent');

const rulesShape = z.array(ruleShape);

export type BankSettings = z.infer<typeof settingsShape>;
export type BankAccounts = z.infer<typeof accountsShape>;
export type BankRule = z.infer<typeof ruleShape>;

/** What the driver gives the bank in DIR: settings.json, accounts.json and rules.json, each optional. */
export interface BankConfiguration {
  settings: BankSettings;
  /** Undefined when there is no accounts.json: every creditor account is the bank's. */
  accounts: BankAccounts | undefined;
  rules: BankRule[];
}

/** @throws IncassoError INVALID_INPUT with file and field when one of the files breaks its shape. */
export function readConfiguration(directory: string): BankConfiguration {
  return {
    settings: readJson(join(directory, 'settings.json'), settingsShape) ?? settingsShape.parse({}),
    accounts: readJson(join(directory, 'accounts.json'), accountsShape),
    rules: readJson(join(directory, 'rules.json'), rulesShape) ?? [],
  };
}
