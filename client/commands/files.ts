import type { Command } from 'commander';

import type { FileSummary } from '../../domain/inbound.ts';
import { examples, exitCodes, type Noun, wholeNumber, withContext, withoutContext } from '../cli.ts';
import { hasErrors, inspectFile } from '../inspect.ts';
import { money, type Output, part } from '../output.ts';
import type { TakenFile } from '../takingFiles.ts';
import { historyColumns } from './histories.ts';

/** What needs the database is imported by the verbs that do: `inspect` works without it, and starts fast. */
export const noun: Noun = (files) => {
  files.description('Files from the bank. FILE of inspect is a path; ID is the number of a file that was taken in.');
  addInspect(files);
  addGive(files);
  addTake(files);
  addList(files);
  addShow(files);
  addRows(files);
};

function addInspect(files: Command): void {
  examples(
    files
      .command('inspect <file>')
      .description(
        'Read any supported file, without a database, and say what is in it and what is wrong with it. Exit code 1 when a finding is an error.',
      )
      .action(
        withoutContext(async (out, _command, ...args) => {
          const summary = await inspectFile(String(args[0]));
          if (out.json) out.data(summary);
          else showSummary(out, summary);
          return hasErrors(summary) ? exitCodes.refused : exitCodes.done;
        }),
      ),
    [
      ['incasso files inspect statement.xml', 'for people'],
      ['incasso files inspect statement.xml --json', 'the same as JSON'],
    ],
  );
}

function addGive(files: Command): void {
  examples(
    files
      .command('give <system> <files...>')
      .description(
        'Put files of the bank in by hand, with the checks of a file from the inbox: for a system without direct communication. One that is refused holds up no other.',
      )
      .action(
        withContext(async ({ context, out }, system: string, paths: string[]) => {
          const { giveFiles } = await import('../files.ts');
          const given = await giveFiles(context, system, paths);
          out.list(given, { file: (one) => one.file, id: (one) => one.id, outcome: (one) => one.message });
          return given.some(({ id }) => id === null) ? exitCodes.refused : exitCodes.done;
        }),
      ),
    [['incasso files give sepa-noord camt.054.xml --as anna', 'what came by mail or from the web site of the bank']],
  );
}

interface TakeOptions {
  to: string;
  again?: boolean;
  reason?: string;
}

function addTake(files: Command): void {
  const command = files
    .command('take <name>')
    .description(
      'Take files out by hand, for a system without direct communication: NAME is a submission, or a system of which all that waits is taken. They count as delivered, by you.',
    )
    .requiredOption('--to <folder>', 'where the file goes, under its own name; nothing is overwritten')
    .option('--again', 'another copy of a file that was taken out: the same bytes; needs --reason')
    .option('--reason <text>', 'with --again: why');
  command.hook('preAction', (_, called) => {
    const { again = false, reason } = called.opts<TakeOptions>();
    if (again !== (reason !== undefined)) command.error('error: --again and --reason go together');
  });
  command.action(
    withContext(async ({ context, out }, name: string, { to, reason }: TakeOptions) => {
      const { copyFile, takeFiles } = await import('../takingFiles.ts');
      const taken =
        reason === undefined ? await takeFiles(context, name, to) : [await copyFile(context, name, to, reason)];
      const columns = {
        submission: (one: TakenFile) => one.submission,
        file: (one: TakenFile) => one.file,
        outcome: (one: TakenFile) => one.message,
      };
      out.list(taken, columns, `nothing of ${name} waits to be taken out`);
      return taken.some(({ file }) => file === null) ? exitCodes.refused : exitCodes.done;
    }),
  );
  examples(command, [
    ['incasso files take sepa-noord --to usb --as anna', 'what "incasso collections send" made ready'],
    ['incasso files take SEPA-NOORD-20260105-1 --to usb --again --reason "lost" --as anna', 'the same bytes once more'],
  ]);
}

function showSummary(out: Output, summary: FileSummary): void {
  const { format, messages, entries, transactions, totals, control_totals, findings } = summary;
  const controls = Object.entries(control_totals.stated).map(([name, stated]) => ({
    name,
    stated,
    read: control_totals.read[name] ?? '',
  }));
  out.show(
    { format, messages, entries, transactions, control_totals: control_totals.ok ? 'ok' : 'DIFFER' },
    {
      totals: part(totals, {
        credit: (total) => money(total.credit_minor, total.currency),
        debit: (total) => money(total.debit_minor, total.currency),
      }),
      control_totals: part(controls, {
        total: (control) => control.name,
        stated: (control) => control.stated,
        read: (control) => control.read,
      }),
      findings: part(findings, {
        line: (finding) => finding.line,
        severity: (finding) => finding.severity,
        field: (finding) => finding.field,
        value: (finding) => finding.value,
        rule: (finding) => finding.rule,
      }),
    },
  );
}

function addList(files: Command): void {
  examples(
    files
      .command('list')
      .description('List the files that were taken in, newest first.')
      .action(
        withContext(async ({ context, out }) => {
          const { listInboundFiles } = await import('../../db/inboundFiles.ts');
          out.list(await listInboundFiles(await context.db()), {
            id: (file) => file.id,
            name: (file) => file.name,
            system: (file) => file.system,
            kind: (file) => file.kind,
            format: (file) => file.summary?.format ?? null,
            state: (file) => file.state,
            state_since: (file) => file.state_since,
            transactions: (file) => file.summary?.transactions ?? null,
            findings: (file) => file.summary?.findings.length ?? null,
          });
        }),
      ),
    [['incasso files list', 'what came in, and what became of it']],
  );
}

function addShow(files: Command): void {
  examples(
    files
      .command('show')
      .description('Show an inbound file: what it says, what its records were found to be, its history.')
      .argument('<id>', 'number of the file', wholeNumber)
      .action(
        withContext(async ({ context, out }, id: number) => {
          const { readInboundFile } = await import('../files.ts');
          const { file, matches, history } = await readInboundFile(context, id);
          const { summary, creditor_id: _creditor, system_id: _system, ...facts } = file;
          const currency = summary?.totals[0]?.currency ?? 'EUR';
          out.show(
            {
              ...facts,
              format: summary?.format ?? 'not read yet',
              messages: summary?.messages,
              entries: summary?.entries,
              transactions: summary?.transactions,
              control_totals: summary === null ? null : summary.control_totals.ok ? 'ok' : 'DIFFER',
            },
            {
              totals: part(summary?.totals ?? [], {
                credit: (total) => money(total.credit_minor, total.currency),
                debit: (total) => money(total.debit_minor, total.currency),
              }),
              matches: part(matches, {
                effect: (match) => match.effect ?? 'unmatched',
                reason: (match) => match.reason,
                records: (match) => match.count,
                sum: (match) => money(match.sum_minor, currency),
              }),
              findings: part(summary?.findings ?? [], {
                line: (finding) => finding.line,
                severity: (finding) => finding.severity,
                field: (finding) => finding.field,
                rule: (finding) => finding.rule,
              }),
              history: part(history, historyColumns),
            },
          );
        }),
      ),
    [['incasso files show 7', 'everything that is known of it']],
  );
}

function addRows(files: Command): void {
  examples(
    files
      .command('rows')
      .description('List the records of an inbound file, each with what it was found to be.')
      .argument('<id>', 'number of the file', wholeNumber)
      .option('--unmatched', 'only those that match nothing yet')
      .option('--limit <number>', 'at most so many', wholeNumber, 1000)
      .action(
        withContext(async ({ context, out }, id: number, options: { unmatched?: boolean; limit: number }) => {
          const { listRecords } = await import('../../db/lists.ts');
          out.list(await listRecords(await context.db(), id, options), {
            record: (row) => row.record_no,
            line: (row) => row.line,
            kind: (row) => row.kind,
            booked_on: (row) => row.booked_on,
            amount: (row) => (row.currency === '' ? null : money(row.amount_minor, row.currency)),
            sign: (row) => row.sign,
            status: (row) => row.status,
            code: (row) => row.reason,
            end_to_end_id: (row) => row.end_to_end_id,
            customer_number: (row) => row.customer_number,
            effect: (row) => row.effect ?? 'unmatched',
            explanation: (row) => row.explanation,
            collection: (row) => row.collection_id,
          });
        }),
      ),
    [['incasso files rows 7 --unmatched', 'what belongs to nothing that is known']],
  );
}
