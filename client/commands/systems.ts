import { findSystem, listSystems, type SystemRow } from '../../db/parties.ts';
import type { ExchangeSettings } from '../../domain/exchangeSettings.ts';
import { examples, type Noun, withContext } from '../cli.ts';
import { money } from '../output.ts';
import { switchSystem, warningOfActivation } from '../systems.ts';
import { askForYes } from './asking.ts';
import { addImport } from './importing.ts';

export const noun: Noun = (systems) => {
  systems.description('Collection systems: a bank with its formats, exchange, calendar and limits.');
  examples(
    systems
      .command('list')
      .description('List the collection systems.')
      .action(
        withContext(async ({ context, out }) => {
          out.list(await listSystems(await context.db()), {
            code: (system) => system.code,
            adapter: (system) => system.adapter,
            creditor: (system) => system.creditor,
            active: (system) => system.active,
            direct_communication: (system) => system.direct_communication,
            exchange: (system) => system.exchange.kind,
            cut_off: (system) => system.cut_off,
            zone: (system) => system.zone,
            approval_required: (system) => system.approval_required,
          });
        }),
      ),
    [['incasso systems list', 'which run, and when they take files']],
  );
  examples(
    systems
      .command('show <system>')
      .description('Show everything that is set of a collection system.')
      .action(
        withContext(async ({ context, out }, code: string) => {
          out.show(cellsOf(await findSystem(await context.db(), code)));
        }),
      ),
    [['incasso systems show sepa-noord', 'directories, limits, settings']],
  );
  for (const [verb, active] of [
    ['activate', true],
    ['deactivate', false],
  ] as const) {
    examples(
      systems
        .command(`${verb} <system>`)
        .description(active ? 'Let the jobs of a system run.' : 'Stop the jobs of a system; what is under way goes on.')
        .option('--reason <text>', 'why, for the audit')
        .option('--yes', 'do it without asking')
        .action(
          withContext(async ({ context, out }, code: string, { reason, yes }: { reason?: string; yes?: boolean }) => {
            const warning = active ? await warningOfActivation(context, code) : undefined;
            if (warning !== undefined && yes !== true)
              await askForYes(out, warning, 'Activate it?', 'agree with --yes');
            const { message, changed } = await switchSystem(context, code, active, reason);
            out.outcome(message, { changed });
          }),
        ),
      [
        [
          `incasso systems ${verb} sepa-noord --as anna`,
          active ? 'its jobs run again' : 'its jobs end at once and say why',
        ],
      ],
    );
  }
  addImport(systems, 'import', 'systems', 'collection systems');
};

function cellsOf(system: SystemRow): Record<string, string | number | boolean | null | ReturnType<typeof money>> {
  const {
    id: _id,
    creditor_id: _creditor,
    exchange,
    max_amount_minor,
    betalingsservice,
    expected_files,
    ...rest
  } = system;
  return {
    ...rest,
    max_amount: money(max_amount_minor, system.currency),
    expected_files: expected_files.map(({ kind, days, by }) => `${kind} ${days} by ${by}`).join(', ') || null,
    ...betalingsservice,
    ...exchangeCells(exchange),
    outbox: exchange.outbox,
    taken: exchange.taken ?? null,
    inbox: exchange.inbox,
  };
}

/** The way to the bank. Of the secrets, the paths of their files. */
function exchangeCells(exchange: ExchangeSettings): Record<string, string | number> {
  if (exchange.kind === 'directory') return { exchange: 'directory' };
  const { host, port, user, host_keys, key_file, password_file, connect_timeout_ms, silence_timeout_ms } = exchange;
  return {
    exchange: `sftp ${host}:${port}`,
    user,
    host_keys: host_keys.join(' '),
    ...(key_file !== undefined && { key_file }),
    ...(password_file !== undefined && { password_file }),
    connect_timeout_ms,
    silence_timeout_ms,
  };
}
