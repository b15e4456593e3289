import { IncassoError } from '../domain/errors.ts';
import { type StateOf, stateTables, type SubjectKind } from '../domain/states/index.ts';
import { mayBecome, refusal, type StateTable } from '../domain/states/table.ts';
import { type Bindings, type Db, many, one, run, type Transaction } from './connection.ts';

const tableOf: Record<SubjectKind, string> = {
  collection: 'collections',
  submission: 'submissions',
  inbound_file: 'inbound_files',
  instruction: 'instructions',
  mandate: 'mandates',
  task: 'tasks',
  unapplied_payment: 'unapplied_payments',
};

export interface Stamp {
  at: string;
  actor: string;
}

/** Which rows: SQL that yields `id`, and optionally `reason` and `cause`, under the alias `w`. */
export interface Selection {
  sql: string;
  bindings: Bindings;
}

/**
 * A column that changes with the state, whose value the selection yields after `cause`: in the same UPDATE, because a second one of
 * the same row finds no room left on its page.
 */
export interface ChangedWithState {
  column: string;
  type: 'bigint';
}

/**
 * The only way a status changes: moves every selected row that is in `from` to `to`, set-based, and appends its
 * transition. Rows in another state stay as they are.
 * @returns how many moved.
 */
export async function transition<Kind extends SubjectKind>(
  db: Db,
  kind: Kind,
  from: StateOf<Kind>,
  to: StateOf<Kind>,
  which: Selection,
  stamp: Stamp,
  also?: ChangedWithState,
): Promise<number> {
  const table = stateTables[kind] as StateTable<string>;
  if (!mayBecome(table, from, to)) throw new IncassoError('CONFLICT', refusal(table, kind, from, to));
  return run(
    db,
    `WITH moved AS (
       UPDATE ${tableOf[kind]} t SET state = :to_state, state_since = :at ${also ? `, ${also.column} = w.also` : ''}
         FROM (SELECT NULL::bigint AS id, NULL::text AS reason, NULL::text AS cause ${also ? `, NULL::${also.type} AS also` : ''}
                WHERE false UNION ALL ${which.sql}) w
        WHERE t.id = w.id AND t.state = :from_state
        RETURNING t.id, w.reason, w.cause)
     INSERT INTO transitions (subject_kind, subject_id, from_state, to_state, at, actor, reason, cause)
     SELECT :kind, id, :from_state, :to_state, :at, :actor, reason, cause FROM moved`,
    { ...which.bindings, kind, from_state: from, to_state: to, at: stamp.at, actor: stamp.actor },
  );
}

/** A subject and the state in which it was seen. */
export interface SeenState {
  kind: SubjectKind;
  id: number;
  state: string;
}

/** Locks the row of a subject; true when it is still in the state in which it was seen. */
export async function isStill(trx: Transaction, { kind, id, state }: SeenState): Promise<boolean> {
  const rows = await many<{ state: string }>(trx, `SELECT state FROM ${tableOf[kind]} WHERE id = :id FOR UPDATE`, {
    id,
  });
  return rows[0]?.state === state;
}

/**
 * Locks one row and moves it. An action that the table does not allow is refused with a sentence (CONFLICT).
 * @returns the state before.
 */
export async function transitionOne<Kind extends SubjectKind>(
  trx: Transaction,
  kind: Kind,
  id: number,
  to: StateOf<Kind>,
  stamp: Stamp & { reason?: string; cause?: string },
): Promise<StateOf<Kind>> {
  const row = await one<{ state: StateOf<Kind> }>(
    trx,
    `${kind} ${id}`,
    `SELECT state FROM ${tableOf[kind]} WHERE id = :id FOR UPDATE`,
    { id },
  );
  await transition(trx, kind, row.state, to, selectOne(id, stamp.reason, stamp.cause), stamp);
  return row.state;
}

/** Moves one row that is still in `from`, in one statement. @returns false when it is in another state by now. */
export async function transitionFrom<Kind extends SubjectKind>(
  db: Db,
  kind: Kind,
  id: number,
  from: StateOf<Kind>,
  to: StateOf<Kind>,
  stamp: Stamp,
): Promise<boolean> {
  return (await transition(db, kind, from, to, selectOne(id), stamp)) === 1;
}

function selectOne(id: number, reason?: string, cause?: string): Selection {
  return {
    sql: 'SELECT :one_id::bigint, :one_reason::text, :one_cause::text',
    bindings: { one_id: id, one_reason: reason ?? null, one_cause: cause ?? null },
  };
}

/** Appends the first transition of rows that were just created in the state they have. */
export async function recordCreated(
  trx: Transaction,
  kind: SubjectKind,
  which: Selection,
  stamp: Stamp & { reason?: string },
): Promise<void> {
  await run(
    trx,
    `INSERT INTO transitions (subject_kind, subject_id, from_state, to_state, at, actor, reason)
     SELECT :kind, t.id, NULL, t.state, :at, :actor, :reason::text
       FROM ${tableOf[kind]} t JOIN (${which.sql}) w ON w.id = t.id`,
    { ...which.bindings, kind, at: stamp.at, actor: stamp.actor, reason: stamp.reason ?? null },
  );
}

/** Appends to the history of rows what changes no status: a suspension, another account. Once for each selected `id`. */
export async function noteAll(trx: Transaction, kind: SubjectKind, which: Selection, stamp: Stamp): Promise<void> {
  await run(
    trx,
    `INSERT INTO transitions (subject_kind, subject_id, from_state, to_state, at, actor, reason, cause)
     SELECT :kind, t.id, t.state, t.state, :at, :actor, w.reason, w.cause
       FROM ${tableOf[kind]} t
       JOIN (SELECT NULL::bigint AS id, NULL::text AS reason, NULL::text AS cause WHERE false UNION ALL ${which.sql}) w ON w.id = t.id`,
    { ...which.bindings, kind, at: stamp.at, actor: stamp.actor },
  );
}

/** The same for one row. */
export function noteHistory(
  trx: Transaction,
  kind: SubjectKind,
  id: number,
  reason: string,
  stamp: Stamp,
): Promise<void> {
  return noteAll(trx, kind, selectOne(id, reason), stamp);
}

export interface HistoryLine {
  from_state: string | null;
  to_state: string;
  at: string;
  actor: string;
  reason: string | null;
  cause: string | null;
}

/** The dated history of one subject, oldest first. */
export async function history(db: Db, kind: SubjectKind, id: number): Promise<HistoryLine[]> {
  return many(
    db,
    `SELECT from_state, to_state, at, actor, reason, cause FROM transitions
      WHERE subject_kind = :kind AND subject_id = :id ORDER BY id`,
    { kind, id },
  );
}
