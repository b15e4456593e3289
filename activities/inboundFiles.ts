import { createHash } from 'node:crypto';

import { applyFile, type ApplyReport } from '../db/applying.ts';
import {
  findInboundFile,
  findInboundFileByHash,
  type InboundFileRow,
  receiveFile,
  setFileState,
  stageFile,
} from '../db/inboundFiles.ts';
import { expectedDelivery, findSystem, findSystemById, type SystemRow } from '../db/parties.ts';
import { addDays, localDate } from '../domain/dates.ts';
import { IncassoError, sentenceOf } from '../domain/errors.ts';
import { entityId } from '../domain/ids.ts';
import { formatMoney } from '../domain/money.ts';
import { reasonOf } from '../domain/reasonCodes.ts';
import { adapterFacts, factsOf } from '../domain/sending.ts';
import type { InboundFileState } from '../domain/states/inboundFile.ts';
import type { FileKind } from '../formats/detect.ts';
import { kindOfInboxFile, readInboxFile } from '../formats/inboxFile.ts';
import type { Exchange, InboxFile } from '../ports/exchange.ts';
import type { Ports } from './boundary.ts';
import { raise } from './desk.ts';
import { raiseForPerson } from './inboundQuestions.ts';
import { wakeNow } from './wakeups.ts';

export interface IntakeReport {
  found: number;
  taken: number;
  /** The same bytes were taken before, under whatever name. */
  known: number;
  /** Left for the other job. */
  left: number;
}

export interface InboundFileView {
  workflow_id: string;
  name: string;
  kind: string;
  system: string;
  creditor_id: number | null;
  state: InboundFileState;
  since: string;
  adds_up: boolean;
  problem: string;
  details: string;
}

/** What a job takes out of an inbox. */
export type Wanted = 'status' | 'payments' | 'agreements';

/** The kinds of files that a job takes. What nobody recognises is taken by the payment import, so that it is not left lying about. */
const kindsOf: Record<Wanted, readonly FileKind[]> = {
  status: ['status', 'receipt'],
  payments: ['payments', 'unknown'],
  agreements: ['agreements'],
};

const retryDaysAhead = 14;
const actorOf = (row: { sha256: string }): string => `file/${row.sha256.slice(0, 16)}`;

export function inboundFileActivities(ports: Ports) {
  return {
    /** Takes in what waits in the inbox of a system and belongs to the job, by content. */
    async takeFilesIn(input: { system: string; wanted: Wanted; actor: string }): Promise<IntakeReport> {
      const system = await findSystem(ports.db, input.system);
      const exchange = ports.exchangeOf(system);
      const files = await exchange.list();
      const report: IntakeReport = { found: files.length, taken: 0, known: 0, left: 0 };
      const failures: unknown[] = [];
      for (const file of files) {
        // One file that cannot be taken holds up no other; the run fails at its end.
        await takeFile(ports, system, exchange, file, input).then(
          (outcome) => (report[outcome] += 1),
          (error: unknown) => failures.push(error),
        );
      }
      if (failures.length > 0) throw failures[0];
      return report;
    },

    async lookInboundFile({ id }: { id: number }): Promise<InboundFileView> {
      return viewOf(await findInboundFile(ports.db, id));
    },

    /** Reads the archived bytes into staged records. A file that cannot be read is quarantined; the sentence says why. */
    async stageInboundFile({ id }: { id: number }): Promise<void> {
      const row = await findInboundFile(ports.db, id);
      if (row.state !== 'received') return;
      const stamp = { at: await ports.clock.now(), actor: actorOf(row) };
      const system = row.system_id === null ? undefined : await findSystemById(ports.db, row.system_id);
      const expected = system === undefined ? {} : await expectedDelivery(ports.db, system);
      const file = { ...row, family: system && factsOf(system).family };
      try {
        await stageFile(
          ports.db,
          id,
          (add, flush) => readInboxFile(file, () => flushing(ports.archive.read(row.sha256), flush), add, expected),
          stamp,
        );
      } catch (error) {
        if (!(error instanceof IncassoError) || error.type !== 'FILE_UNREADABLE') throw error;
        // Raised first: a crash in between asks once more, and never leaves the file aside unseen.
        await raise(ports, {
          cause: 'file_unreadable',
          subject_kind: 'inbound_file',
          subject_id: String(id),
          creditor_id: row.creditor_id,
          facts: { file: row.name, reason: sentenceOf(error) },
          actor: stamp.actor,
        });
        await setFileState(ports.db, id, 'quarantined', sentenceOf(error), stamp);
      }
    },

    /** The file reads well but does not add up. */
    async doubtInboundFile({ id, reason }: { id: number; reason: string }): Promise<void> {
      const row = await findInboundFile(ports.db, id);
      await setFileState(ports.db, id, 'in_doubt', reason, { at: await ports.clock.now(), actor: actorOf(row) });
    },

    /** Matches and applies a staged file in one transaction, and raises what needs a person. */
    async applyInboundFile({ id }: { id: number }): Promise<ApplyReport> {
      const row = await findInboundFile(ports.db, id);
      const at = await ports.clock.now();
      const zone = row.system_id === null ? 'UTC' : (await findSystemById(ports.db, row.system_id)).zone;
      const asked: string[] = [];
      const report = await applyFile(
        ports.db,
        id,
        {
          tell: async (trx, found) => void asked.push(...(await raiseForPerson(ports, trx, row, found, actorOf(row)))),
          actionFor: (code, country, adapter) => reasonOf(code, country, adapterFacts[adapter]?.scheme).action,
          retryDueOn: addDays(localDate(at, zone), retryDaysAhead),
        },
        { at, actor: actorOf(row) },
      );
      await wakeNow(ports, [...report.wake, ...asked]);
      return report;
    },

    /** Puts the file out of the inbox once its effect is committed; another file that came under its name stays. */
    async finishInboundFile({ id }: { id: number }): Promise<void> {
      const row = await findInboundFile(ports.db, id);
      if (row.system_id === null || row.given_by_hand) return;
      const exchange = ports.exchangeOf(await findSystemById(ports.db, row.system_id));
      if (!(await stillStands(exchange, row))) return;
      await exchange.markDone(row.name, doneSuffix(row, await ports.clock.now()));
    },
  };
}

/** Let the COPY keep pace with the reader: after each chunk what was gathered is written. */
async function* flushing(chunks: AsyncIterable<Buffer>, flush: () => Promise<void>): AsyncIterable<Buffer> {
  for await (const chunk of chunks) {
    yield chunk;
    await flush();
  }
}

async function takeFile(
  ports: Ports,
  system: SystemRow,
  exchange: Exchange,
  file: InboxFile,
  job: { wanted: Wanted; actor: string },
): Promise<'taken' | 'known' | 'left'> {
  const named = { name: file.name, family: factsOf(system).family };
  const kind = await kindOfInboxFile(named, exchange.read(file.name));
  if (!kindsOf[job.wanted].includes(kind)) return 'left';
  const { sha256, size_bytes } = await ports.archive.store(exchange.read(file.name));
  const at = await ports.clock.now();
  const received = await receiveFile(
    ports.db,
    { sha256, size_bytes, name: file.name, system_id: system.id, kind },
    { at, actor: job.actor },
  );
  await wakeNow(ports, received.wake);
  if (!received.known) return 'taken';
  const before = await findInboundFileByHash(ports.db, sha256);
  const doneBefore = before && (before.state === 'applied' || before.state === 'quarantined');
  if (before && doneBefore) await exchange.markDone(file.name, doneSuffix(before, at));
  return 'known';
}

async function stillStands(exchange: Exchange, row: InboundFileRow): Promise<boolean> {
  const there = (await exchange.list()).find((file) => file.name === row.name);
  if (there?.size_bytes !== row.size_bytes) return false;
  const hash = createHash('sha256');
  for await (const chunk of exchange.read(row.name)) hash.update(chunk);
  return hash.digest('hex') === row.sha256;
}

function doneSuffix(row: { sha256: string }, at: string): string {
  return `${at.slice(0, 10)}-${row.sha256.slice(0, 8)}`;
}

function viewOf(row: InboundFileRow): InboundFileView {
  const { summary } = row;
  const errors = summary?.findings.filter((finding) => finding.severity === 'error') ?? [];
  const addsUp = summary === null || row.signed_off_by !== null || (summary.control_totals.ok && errors.length === 0);
  const [first] = errors;
  const problem = addsUp
    ? ''
    : first
      ? `${errors.length} findings; line ${first.line}, ${first.field}: ${first.rule}`
      : 'its control totals differ from what was read';
  const totals = summary?.totals.map(
    ({ currency, credit_minor, debit_minor }) =>
      `credit ${formatMoney(credit_minor, currency)}, debit ${formatMoney(debit_minor, currency)}`,
  );
  return {
    workflow_id: entityId.inboundFile(row.sha256),
    name: row.name,
    kind: row.kind,
    system: row.system ?? '',
    creditor_id: row.creditor_id,
    state: row.state,
    since: row.state_since,
    adds_up: addsUp,
    problem,
    details: [
      `**${row.state}** since ${row.state_since}`,
      '',
      '| | |',
      '|---|---|',
      `| File | \`${row.name}\`, ${row.size_bytes} bytes |`,
      `| System | ${row.system ?? 'given by hand'} |`,
      `| Format | ${summary?.format ?? 'not read yet'} |`,
      `| Contents | ${summary ? `${summary.messages} messages, ${summary.entries} entries, ${summary.transactions} transactions` : ''} |`,
      `| Totals | ${totals?.join('; ') || 'none'} |`,
      `| Findings | ${summary?.findings.length ?? 0} |`,
      `| Signed off by | ${row.signed_off_by ?? 'nobody'} |`,
    ].join('\n'),
  };
}
