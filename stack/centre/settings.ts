import { join } from 'node:path';

import { z } from 'zod';

import { readJson } from '../simulation/settings.ts';

const date = z.iso.date();
const pbsNumber = z.string().regex(/^\d{8}$/, 'must be 8 digits');
const debtorGroup = z.string().regex(/^\d{5}$/, 'must be 5 digits');
const mandateNumber = z.string().regex(/^0*[1-9]\d{0,8}$/, 'must be 1 to 9 digits and not zero');
const customerNumber = z.string().regex(/^.{1,15}$/, 'must be 1 to 15 characters');

const settingsShape = z.strictObject({
  /** Answer accepted deliveries with a transmission and a validation receipt; refused ones are always answered. */
  receipts: z.boolean().default(true),
  /** How the net amount is counted: collected less disbursed, or collected only (nets.md 4.2). */
  net_rule: z.enum(['net', 'collected']).default('net'),
  /** Local time before which section 0112 must come on its last day. */
  deadline: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .default('11:00'),
  /** Calendar days that a payment date may lie ahead. */
  most_days_ahead: z.number().int().min(1).default(90),
});

const creditorsShape = z.strictObject({
  /** CVR number of the data supplier. */
  supplier: z.string().regex(/^\d{8}$/, 'must be 8 digits'),
  subsystem: z.string().length(3).default('BS1'),
  creditors: z.array(
    z.strictObject({
      pbs_number: pbsNumber,
      debtor_groups: z.array(debtorGroup).min(1).default(['00001']),
      /** nets-basis: mandates only. nets-total: who has none gets a payment slip. */
      solution: z.enum(['nets-basis', 'nets-total']),
      /** Mandates that are active from the start. */
      mandates: z
        .array(
          z.strictObject({
            customer_number: customerNumber,
            mandate_number: mandateNumber,
            debtor_group: debtorGroup.default('00001'),
          }),
        )
        .default([]),
    }),
  ),
});

const ruleShape = z
  .strictObject({
    /** All that is given must match. Texts may hold `*` for any characters; `message` is the delivery id, or `all`. */
    match: z
      .strictObject({
        message: z.string().optional(),
        customer_number: z.string().optional(),
        mandate_number: z.string().optional(),
        reference: z.string().optional(),
        amount_minor: z.number().int().optional(),
      })
      .refine((match) => Object.keys(match).length > 0, 'names nothing to match')
      .refine((match) => !match.message || Object.keys(match).length === 1, 'message stands alone'),
    /**
     * Of a delivery: refuse, silent. Of an automatic payment: complete, reject, cancel (its mandate ends too), charge_back.
     * Of a slip: complete, pay (another amount), never, charge_back. A rule that does not go with a collection is passed over.
     */
    outcome: z.enum(['complete', 'reject', 'cancel', 'charge_back', 'pay', 'never', 'refuse', 'silent']),
    /** charge_back: days from the payment to the charge-back. pay: days from the payment date to the payment. */
    after_days: z.number().int().min(0).optional(),
    /** pay: the amount paid, in øre. */
    paid_minor: z.number().int().min(1).optional(),
  })
  .refine(({ match, outcome }) => (outcome === 'refuse' || outcome === 'silent') === (match.message !== undefined), {
    message: 'refuse and silent go with a message, and nothing else does',
  })
  .refine((rule) => rule.paid_minor === undefined || rule.outcome === 'pay', 'paid_minor goes with pay');

const eventShape = z.discriminatedUnion('kind', [
  z.strictObject({
    /** Each event happens once, by its id. */
    id: z.string().min(1),
    on: date,
    kind: z.enum(['registered', 'cancelled_by_bank', 'cancelled_by_scheme']),
    pbs_number: pbsNumber,
    debtor_group: debtorGroup.default('00001'),
    customer_number: customerNumber,
    mandate_number: mandateNumber,
  }),
  z.strictObject({
    id: z.string().min(1),
    on: date,
    /** A file with all mandates of the creditor that are active (section 0210). */
    kind: z.literal('full_register'),
    pbs_number: pbsNumber,
  }),
]);

export type CentreSettings = z.output<typeof settingsShape>;
export type CentreCreditors = z.output<typeof creditorsShape>;
export type CentreCreditor = CentreCreditors['creditors'][number];
export type CentreRule = z.output<typeof ruleShape>;
export type CentreEvent = z.output<typeof eventShape>;
/** The files as a driver writes them. */
export type CentreCreditorsFile = z.input<typeof creditorsShape>;
export type CentreEventsFile = z.input<typeof eventShape>[];

/** What the driver gives the centre in DIR: settings.json, creditors.json, rules.json and events.json, each optional. */
export interface CentreConfiguration {
  settings: CentreSettings;
  /** Undefined when there is no creditors.json: everybody and every mandate is known. */
  creditors: CentreCreditors | undefined;
  rules: CentreRule[];
  /** Agreements made or ended at the centre. */
  events: CentreEvent[];
}

/** @throws IncassoError INVALID_INPUT with file and field when one of the files breaks its shape. */
export function readConfiguration(directory: string): CentreConfiguration {
  return {
    settings: readJson(join(directory, 'settings.json'), settingsShape) ?? settingsShape.parse({}),
    creditors: readJson(join(directory, 'creditors.json'), creditorsShape),
    rules: readJson(join(directory, 'rules.json'), z.array(ruleShape)) ?? [],
    events: readJson(join(directory, 'events.json'), z.array(eventShape)) ?? [],
  };
}
