import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Command } from 'commander';

import { listMandates, listSignals, listToSign, type MandateLine } from '../../db/mandateLists.ts';
import { IncassoError } from '../../domain/errors.ts';
import type { Scheme } from '../../domain/mandateActions.ts';
import { signingChannels } from '../../domain/messages/mandate.ts';
import { type MandateState, mandateStates } from '../../domain/states/mandate.ts';
import { examples, type Noun, withContext } from '../cli.ts';
import { actOnMandate, convert, create, type PlainAction, printLetters, readMandate, sign } from '../mandates.ts';
import { type Columns, part } from '../output.ts';
import { oneOf } from './choices.ts';
import { historyColumns } from './histories.ts';
import { addImport } from './importing.ts';
import { type ListOptions, withListOptions } from './listing.ts';
import { addWorkList } from './workList.ts';

export const noun: Noun = (mandates) => {
  mandates.description('Mandates, from the ask for a signature to their last use.');
  addList(mandates);
  addShow(mandates);
  addToSign(mandates);
  addSignals(mandates);
  addCreate(mandates);
  addSigning(mandates, 'sign');
  addSigning(mandates, 'reactivate');
  for (const verb of Object.keys(plainVerbs) as PlainAction[]) addPlain(mandates, verb);
  addLetters(mandates);
  addWorkList(mandates);
  addConvert(mandates);
  addImport(mandates, 'import', 'mandates', 'mandates');
  addImport(mandates, 'import-signatures', 'signatures', 'signatures of mandates that came back');
};

/** The columns of mandates in lists. */
export const mandateColumns: Columns<MandateLine> = {
  creditor: (mandate) => mandate.creditor,
  umr: (mandate) => mandate.umr,
  customer: (mandate) => mandate.customer,
  scheme: (mandate) => mandate.scheme,
  kind: (mandate) => mandate.kind,
  item: (mandate) => mandate.item,
  state: (mandate) => mandate.state,
  since: (mandate) => mandate.since,
  signed_on: (mandate) => mandate.signed_on,
  suspended_reason: (mandate) => mandate.suspended_reason,
};

function addList(mandates: Command): void {
  examples(
    withListOptions(mandates.command('list').description('List mandates.'))
      .option('--state <state>', 'only those in one state', oneOf(Object.keys(mandateStates)))
      .option('--customer <number>', 'only those of one customer')
      .action(
        withContext(async ({ context, out }, options: ListOptions & { state?: MandateState; customer?: string }) => {
          out.list(await listMandates(await context.db(), options), mandateColumns, 'no mandates');
        }),
      ),
    [
      ['incasso mandates list --creditor noord', 'the mandates of one creditor'],
      ['incasso mandates list --state awaiting_bank_registration', 'B2B: signed, not known to the bank yet'],
    ],
  );
}

function addShow(mandates: Command): void {
  examples(
    mandates
      .command('show <umr>')
      .description('Show a mandate with everything that happened to it.')
      .option('--creditor <code>', 'where several have the same reference')
      .action(
        withContext(async ({ context, out }, umr: string, options: { creditor?: string }) => {
          const { mandate, history } = await readMandate(context, { umr, ...options });
          const {
            creditor_id: _c,
            customer_id: _u,
            bank_account_id: _b,
            item_id: _i,
            signing_key: _k,
            ...facts
          } = mandate;
          out.show(facts, { history: part(history, historyColumns) });
        }),
      ),
    [['incasso mandates show SR-K100001', 'since when, by whom, why']],
  );
}

function addToSign(mandates: Command): void {
  examples(
    withListOptions(
      mandates
        .command('to-sign')
        .description('List the mandates that are to be signed, with when and how they were asked for.'),
    ).action(
      withContext(async ({ context, out }, options: ListOptions) => {
        out.list(
          await listToSign(await context.db(), options),
          {
            creditor: (line) => line.creditor,
            umr: (line) => line.umr,
            customer: (line) => line.customer,
            kind: (line) => line.kind,
            item: (line) => line.item,
            scheme: (line) => line.scheme,
            made_on: (line) => line.made_on,
            asked: (line) => line.asked_count,
            asked_on: (line) => line.asked_on,
            next_on: (line) => line.next_on,
            by: (line) => line.by,
          },
          'no mandate is to be signed',
        );
      }),
    ),
    [['incasso mandates to-sign --csv', 'as a file for a spreadsheet']],
  );
}

function addSignals(mandates: Command): void {
  examples(
    withListOptions(
      mandates
        .command('signals')
        .description('List what keeps customers from being collected from: no mandate, suspended, account closed.'),
    ).action(
      withContext(async ({ context, out }, options: ListOptions) => {
        out.list(
          await listSignals(await context.db(), options),
          {
            creditor: (line) => line.creditor,
            customer: (line) => line.customer,
            signal: (line) => line.signal,
            mandate: (line) => line.mandate,
            item: (line) => line.item,
          },
          'no signals',
        );
      }),
    ),
    [['incasso mandates signals --creditor noord', 'who cannot be collected from, and why']],
  );
}

function addCreate(mandates: Command): void {
  examples(
    mandates
      .command('create')
      .description('Make a mandate to be signed: recurring, or a one-off with --item.')
      .requiredOption('--customer <number>', 'number of the customer')
      .option('--item <number>', 'number of the item that a one-off is for')
      .option(
        '--scheme <scheme>',
        'CORE, B2B, or BS for an agreement of Betalingsservice',
        oneOf(['CORE', 'B2B', 'BS']),
        'CORE',
      )
      .option('--creditor <code>', 'where several have the same customer number')
      .action(
        withContext(
          async ({ context, out }, options: { customer: string; item?: string; scheme: Scheme; creditor?: string }) => {
            const { message, ...facts } = await create(context, options);
            out.outcome(message, facts);
          },
        ),
      ),
    [
      ['incasso mandates create --customer K100007 --as anna', 'it is asked for tomorrow morning'],
      ['incasso mandates create --customer K100007 --scheme B2B --as anna', 'between companies'],
      ['incasso mandates create --customer D1007 --scheme BS --as anna', 'the payment centre is told by the next run'],
    ],
  );
}

interface SignOptions {
  creditor?: string;
  signedOn: string;
  place?: string;
  channel?: string;
  iban?: string;
  bic?: string;
  scan?: string;
  collect?: boolean;
}

function addSigning(mandates: Command, verb: 'sign' | 'reactivate'): void {
  const about =
    verb === 'sign'
      ? 'A mandate came back signed: it becomes active (B2B: once the bank has registered it).'
      : 'A customer who had withdrawn signs again: the same mandate, with the new date.';
  const command = mandates
    .command(`${verb} <umr>`)
    .description(about)
    .requiredOption('--signed-on <date>', 'date of the signature')
    .option('--place <text>', 'place of the signature')
    .option('--channel <channel>', signingChannels.join(', '), oneOf(signingChannels))
    .option('--iban <iban>', 'the account on the form, where it is not the one known')
    .option('--bic <bic>', 'BIC of that account')
    .option('--scan <file>', 'the scanned form; it goes into the archive')
    .option('--creditor <code>', 'where several have the same reference');
  if (verb === 'reactivate') command.option('--collect', 'switch "collect automatically" on as well');
  examples(
    command.action(
      withContext(async ({ context, out }, umr: string, { creditor, signedOn, ...rest }: SignOptions) => {
        const { message, done } = await sign(context, { umr, creditor }, { signed_on: signedOn, ...rest }, verb);
        out.outcome(message, { done });
      }),
    ),
    [
      [
        `incasso mandates ${verb} SR-K100007 --signed-on 2026-01-09 --place Utrecht --channel paper --as anna`,
        'active now',
      ],
    ],
  );
}

const plainVerbs: Record<PlainAction, { about: string; needsReason: boolean }> = {
  register: { about: "The debtor's bank has registered a mandate of B2B.", needsReason: false },
  withdraw: { about: 'The customer revokes it.', needsReason: true },
  abandon: { about: 'Stop asking for the signature.', needsReason: true },
  delete: { about: 'It was made by mistake; only while it is to be signed.', needsReason: true },
  suspend: { about: 'Collect nothing with it until it is resumed.', needsReason: true },
  resume: { about: 'Collect with it again.', needsReason: false },
  transfer: { about: 'Send an agreement that was refused or held to the payment centre again.', needsReason: false },
};

function addPlain(mandates: Command, verb: PlainAction): void {
  const { about, needsReason } = plainVerbs[verb];
  const command = mandates
    .command(`${verb} <umr>`)
    .description(about)
    .option('--creditor <code>', 'where several have the same reference');
  if (needsReason) command.requiredOption('--reason <text>', 'why');
  else command.option('--reason <text>', 'why');
  examples(
    command.action(
      withContext(async ({ context, out }, umr: string, options: { creditor?: string; reason?: string }) => {
        const { message, done } = await actOnMandate(
          context,
          { umr, creditor: options.creditor },
          verb,
          options.reason,
        );
        out.outcome(message, { done });
      }),
    ),
    [[`incasso mandates ${verb} SR-K100007${needsReason ? ' --reason "..."' : ''} --as anna`, about.toLowerCase()]],
  );
}

function addLetters(mandates: Command): void {
  examples(
    withListOptions(
      mandates
        .command('letters')
        .description('Print the letters that wait, as one PDF: for customers without an e-mail address.'),
    )
      .requiredOption('--out <file>', 'where the PDF goes')
      .action(
        withContext(async ({ context, out }, options: ListOptions & { out: string }) => {
          const count = await printLetters(context, options, async (pdf) => {
            await pipeline(Readable.from(pdf), createWriteStream(`${options.out}.unfinished`));
            await rename(`${options.out}.unfinished`, options.out);
          });
          out.outcome(count === 0 ? 'no letters wait' : `${count} letters are in ${options.out}`, { count });
        }),
      ),
    [['incasso mandates letters --creditor noord --out letters.pdf --as anna', 'to the printer']],
  );
}

interface ConvertOptions {
  creditor: string;
  country: string;
  signedOn: string;
  dryRun?: boolean;
}

function addConvert(mandates: Command): void {
  examples(
    mandates
      .command('convert')
      .description(
        'Convert the customers of a creditor when its first SEPA account is configured: those debited before get a converted ' +
          'mandate, others one to be signed; who gets neither is listed with the reason.',
      )
      .requiredOption('--creditor <code>', 'whose customers')
      .option('--country <code>', 'accounts of this country are converted', 'NL')
      .option('--signed-on <date>', 'standard date of signature', '2009-11-01')
      .option('--dry-run', 'report the same, change nothing')
      .action(
        withContext(async ({ context, out }, { creditor, country, signedOn, dryRun }: ConvertOptions) => {
          if (!/^\d{4}-\d{2}-\d{2}$/.test(signedOn))
            throw new IncassoError('INVALID_INPUT', '--signed-on must be a date YYYY-MM-DD');
          const { lines, ...counts } = await convert(
            context,
            { creditor, country, signed_on: signedOn },
            dryRun ?? false,
          );
          const listed = part(lines, {
            customer: (line) => line.customer,
            outcome: (line) => line.outcome,
            reason: (line) => line.reason,
          });
          out.show({ ...counts, dry_run: dryRun ?? false }, { customers: listed });
        }),
      ),
    [
      ['incasso mandates convert --creditor noord --dry-run', 'what would become of each customer'],
      ['incasso mandates convert --creditor noord --as anna', 'do it'],
    ],
  );
}
