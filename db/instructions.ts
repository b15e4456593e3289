import { type CauseName, causeOf, type Colour } from '../domain/causes.ts';
import { addDays, localDate, localTimeToInstant } from '../domain/dates.ts';
import { entityId } from '../domain/ids.ts';
import { type Owned, ownersOf } from '../domain/owners.ts';
import type { InstructionState } from '../domain/states/instruction.ts';
import type { Facts } from '../domain/texts/index.ts';
import { type Db, first, many, one, run, type Transaction } from './connection.ts';
import { addLines } from './instructionLines.ts';
import { creditorCode, listOperators, type OperatorRow } from './parties.ts';
import { seesInstruction, viewerBindings } from './roles.ts';
import { recordCreated, type Selection, type Stamp, transitionOne } from './transitions.ts';
import { writeWakeup } from './wakeups.ts';
import { wakeSubject } from './waking.ts';

export interface Raise {
  cause: CauseName;
  subject_kind: string;
  subject_id: string;
  /** The workflow that waits for the decision. */
  subject_workflow?: string;
  creditor_id?: number | null;
  /** Its creditor is the instruction's, where none is given. */
  dossier?: RaisedDossier;
  /** What fills the placeholders of the cause's text. */
  facts: Facts;
  /** Its lines, where a person may decide on some of them first; count and sum are then theirs. */
  lines?: Selection;
  line_count?: number;
  sum_minor?: number;
  currency?: string | null;
  /** The next cut-off that is missed if nobody acts. */
  cut_off_at?: string | null;
}

interface RaisedDossier {
  id: number;
  code: string;
  manager: string | null;
  creditor_id: number | null;
}

export interface InstructionRow extends Owned {
  id: number;
  creditor: string | null;
  dossier: string | null;
  manager: string | null;
  subject_kind: string;
  subject_id: string;
  subject_workflow: string | null;
  cause: string;
  colour: Colour;
  facts: Facts;
  line_count: number;
  sum_minor: number;
  currency: string | null;
  cut_off_at: string | null;
  state: InstructionState;
  raised_at: string;
  assigned_to: string | null;
  handovers: number;
  snoozed_until: string | null;
  reminder_due_at: string;
  reminded_at: string | null;
  outcome: string | null;
  input: Record<string, unknown> | null;
  reason: string | null;
  decided_by: string | null;
  decided_at: string | null;
}

const columns = `i.id, c.code AS creditor, d.code AS dossier, d.manager, i.subject_kind, i.subject_id, i.subject_workflow,
  i.cause, i.colour, i.facts, i.line_count, i.sum_minor, i.currency, i.cut_off_at, i.state, i.raised_at, i.assigned_to,
  i.handovers, i.snoozed_until, i.reminder_due_at, i.reminded_at, i.outcome, i.input, i.reason, i.decided_by, i.decided_at`;
const source = `instructions i LEFT JOIN creditors c ON c.id = i.creditor_id LEFT JOIN dossiers d ON d.id = i.dossier_id`;

const reminderDays = 5;
const morning = '08:00';

/** 08:00 on the fifth calendar day from now (T7), in the zone of the first of the people whose it is. */
export function reminderAfter(at: string, owners: readonly OperatorRow[]): string {
  const zone = zoneOf(owners);
  return morningOf(addDays(localDate(at, zone), reminderDays), owners);
}

/** 08:00 of a date in the zone of the first owner. */
export function morningOf(date: string, owners: readonly OperatorRow[]): string {
  return localTimeToInstant(date, morning, zoneOf(owners));
}

function zoneOf(owners: readonly OperatorRow[]): string {
  return owners[0]?.zone ?? 'UTC';
}

/** The people whose an instruction is; some may have no address. */
export async function findOwners(db: Db, instruction: Owned): Promise<OperatorRow[]> {
  return ownersOf(instruction, await listOperators(db));
}

/** Raises an instruction, or finds the open one of the same subject and cause: raising twice gives the same id. */
export async function raiseInstruction(trx: Transaction, raise: Raise, stamp: Stamp): Promise<number> {
  const { colour } = causeOf(raise.cause);
  const dossier = raise.dossier ?? (await dossierOfWorkflow(trx, raise.subject_workflow ?? raise.subject_id));
  const creditor_id = raise.creditor_id ?? dossier?.creditor_id ?? null;
  const owners = await findOwners(trx, {
    colour,
    creditor: creditor_id === null ? null : await creditorCode(trx, creditor_id),
    dossier: dossier?.code ?? null,
    manager: dossier?.manager ?? null,
    assigned_to: null,
  });
  const created = await first<{ id: number }>(
    trx,
    `INSERT INTO instructions (creditor_id, dossier_id, subject_kind, subject_id, subject_workflow, cause, colour, facts,
       line_count, sum_minor, currency, cut_off_at, state, state_since, raised_at, raised_by, reminder_due_at)
     VALUES (:creditor_id, :dossier_id, :subject_kind, :subject_id, :subject_workflow, :cause, :colour, :facts::jsonb,
       :line_count, :sum_minor, :currency, :cut_off_at, 'open', :at, :at, :actor, :reminder_due_at)
     ON CONFLICT (subject_kind, subject_id, cause) WHERE state = 'open' DO NOTHING
     RETURNING id`,
    {
      creditor_id,
      dossier_id: dossier?.id ?? null,
      subject_kind: raise.subject_kind,
      subject_id: raise.subject_id,
      subject_workflow: raise.subject_workflow ?? null,
      cause: raise.cause,
      colour,
      facts: JSON.stringify(raise.facts),
      line_count: raise.line_count ?? 0,
      sum_minor: raise.sum_minor ?? 0,
      currency: raise.currency ?? null,
      cut_off_at: raise.cut_off_at ?? null,
      reminder_due_at: reminderAfter(stamp.at, owners),
      ...stamp,
    },
  );
  if (!created) {
    const { subject_kind: kind, subject_id, cause } = raise;
    const open = await findOpen(trx, { kind, id: subject_id, cause });
    // decided since it stood in the way: then there is room for a new one
    if (open === undefined) return raiseInstruction(trx, raise, stamp);
    if (raise.lines) await addLines(trx, open, raise.lines);
    return open;
  }
  if (raise.lines) await addLines(trx, created.id, raise.lines);
  const created_row = { sql: 'SELECT :new_id::bigint AS id', bindings: { new_id: created.id } };
  await recordCreated(trx, 'instruction', created_row, stamp);
  await wakeInstruction(trx, created.id, stamp.at);
  return created.id;
}

/** The dossier of a workflow `dossier/<id>`: what stops it stops the dossier. */
async function dossierOfWorkflow(trx: Transaction, workflowId: string): Promise<RaisedDossier | undefined> {
  const [, id] = /^dossier\/(\d+)$/.exec(workflowId) ?? [];
  if (id === undefined) return undefined;
  return first(trx, 'SELECT id, code, manager, creditor_id FROM dossiers WHERE id = :id', { id: Number(id) });
}

interface Subject {
  kind: string;
  id: string;
  cause: CauseName;
}

async function findOpen(trx: Transaction, { kind, id, cause }: Subject): Promise<number | undefined> {
  const open = await first<{ id: number }>(
    trx,
    `SELECT id FROM instructions WHERE subject_kind = :kind AND subject_id = :id AND cause = :cause AND state = 'open'
        FOR UPDATE`,
    { kind, id, cause },
  );
  return open?.id;
}

export async function wakeInstruction(trx: Transaction, id: number, at: string): Promise<string> {
  const workflow_id = entityId.instruction(id);
  const summary = `instruction ${id}`;
  await writeWakeup(trx, { workflow_type: 'instruction', workflow_id, subject_id: id, summary }, at);
  return workflow_id;
}

export async function findInstruction(db: Db, id: number): Promise<InstructionRow> {
  return one(db, `instruction ${id}`, `SELECT ${columns} FROM ${source} WHERE i.id = :id`, { id });
}

/** Locks an instruction for the transaction. */
export async function lockInstruction(trx: Transaction, id: number): Promise<InstructionRow> {
  await one(trx, `instruction ${id}`, 'SELECT id FROM instructions WHERE id = :id FOR UPDATE', { id });
  return findInstruction(trx, id);
}

export interface InstructionFilter {
  /** The decided ones too. */
  all?: boolean;
  cause?: string;
  colour?: Colour;
  dossier?: string;
  /** Only what this person sees; without one everything. */
  viewer?: OperatorRow;
  limit?: number;
}

/** Instructions, oldest first; by default the open ones. */
export async function listInstructions(db: Db, filter: InstructionFilter = {}): Promise<InstructionRow[]> {
  return many(
    db,
    `SELECT ${columns} FROM ${source}
      WHERE (:all OR i.state = 'open') AND (:any_cause OR i.cause = :cause) AND (:any_colour OR i.colour = :colour)
        AND (:any_dossier OR d.code = :dossier) AND ${seesInstruction} ORDER BY i.id LIMIT :limit`,
    {
      all: filter.all ?? false,
      any_cause: filter.cause === undefined,
      cause: filter.cause ?? '',
      any_colour: filter.colour === undefined,
      colour: filter.colour ?? '',
      any_dossier: filter.dossier === undefined,
      dossier: filter.dossier ?? '',
      limit: filter.limit ?? 1000,
      ...viewerBindings(filter.viewer),
    },
  );
}

/** The open instruction of a subject, if it has one. */
export async function openInstructionOf(db: Db, kind: string, id: string): Promise<InstructionRow | undefined> {
  return first(
    db,
    `SELECT ${columns} FROM ${source} WHERE i.subject_kind = :kind AND i.subject_id = :id AND i.state = 'open'
      ORDER BY i.id LIMIT 1`,
    { kind, id },
  );
}

/** What is recorded of how an instruction ended. */
export interface Ending {
  outcome: string;
  reason?: string;
  input?: Record<string, unknown>;
}

/** Closes a locked instruction and wakes its subject. @returns the workflows to be told. */
export async function closeInstruction(
  trx: Transaction,
  row: InstructionRow,
  { outcome, reason, input }: Ending,
  stamp: Stamp,
): Promise<string[]> {
  await transitionOne(trx, 'instruction', row.id, 'decided', { ...stamp, reason, cause: outcome });
  await run(
    trx,
    `UPDATE instructions SET outcome = :outcome, input = :input::jsonb, reason = :reason, decided_by = :actor,
       decided_at = :at WHERE id = :id`,
    { id: row.id, outcome, input: input ? JSON.stringify(input) : null, reason: reason ?? null, ...stamp },
  );
  const instruction = await wakeInstruction(trx, row.id, stamp.at);
  const subject = row.subject_workflow === null ? [] : await wakeSubject(trx, row.subject_workflow, stamp.at);
  return [instruction, ...subject];
}

/** Closes an open instruction that facts have settled (the bank's own answer came). Nothing when none is open. */
export async function settleInstruction(
  trx: Transaction,
  subject: Subject,
  outcome: string,
  reason: string,
  stamp: Stamp,
): Promise<void> {
  const open = await findOpen(trx, subject);
  if (open === undefined) return;
  await closeInstruction(trx, await findInstruction(trx, open), { outcome, reason }, stamp);
}
