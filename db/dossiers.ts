import type { CauseName } from '../domain/causes.ts';
import { localTimeToInstant } from '../domain/dates.ts';
import { IncassoError } from '../domain/errors.ts';
import { entityId } from '../domain/ids.ts';
import type { TaskState } from '../domain/states/task.ts';
import { causeOfRefusal, type PackageCall, packageReference, type TaskInput, type TaskKind } from '../domain/tasks.ts';
import type { Facts } from '../domain/texts/index.ts';
import { type Db, first, inTransaction, one, run, type Transaction } from './connection.ts';
import { raiseInstruction } from './instructions.ts';
import { type Stamp, transitionFrom, transitionOne } from './transitions.ts';

export interface DossierRow {
  id: number;
  code: string;
  creditor_id: number | null;
  creditor: string | null;
  manager: string | null;
  /** The dossier's code at the package; null before its activation. */
  package_code: string | null;
}

const open = `state IN ('queued', 'running', 'failed')`;

export async function findDossier(db: Db, id: number): Promise<DossierRow> {
  return one(db, `dossier ${id}`, `${dossierSql} WHERE d.id = :id`, { id });
}

export async function findDossierByCode(db: Db, code: string): Promise<DossierRow> {
  return one(db, `dossier ${code}`, `${dossierSql} WHERE d.code = :code`, { code });
}

const dossierSql = `SELECT d.id, d.code, d.creditor_id, c.code AS creditor, d.manager, d.package_code
  FROM dossiers d LEFT JOIN creditors c ON c.id = d.creditor_id`;

/** True when the installation has dossiers at all: without them it needs no accounting package. */
export async function hasDossiers(db: Db): Promise<boolean> {
  return (await first(db, 'SELECT 1 FROM dossiers LIMIT 1')) !== undefined;
}

/** The head of a dossier's queue: the task that must be dealt with before any other of it. */
export interface HeadTask {
  id: number;
  dossier_id: number;
  task_no: number;
  reference: string;
  kind: TaskKind;
  state: TaskState;
  input: TaskInput;
}

const headSql = `SELECT t.id, t.dossier_id, t.task_no, t.reference, t.kind, t.state, v.input
  FROM tasks t JOIN task_inputs v ON v.task_id = t.id AND v.version = t.input_version`;

/** A dossier and the lowest of its open tasks. */
export async function lookAtDossier(db: Db, id: number): Promise<{ dossier: DossierRow; head: HeadTask | undefined }> {
  const { task_id, task_no, reference, kind, state, input, ...dossier } = await one<DossierRow & NullableHead>(
    db,
    `dossier ${id}`,
    `SELECT d.id, d.code, d.creditor_id, c.code AS creditor, d.manager, d.package_code,
            h.id AS task_id, h.task_no, h.reference, h.kind, h.state, h.input
       FROM dossiers d LEFT JOIN creditors c ON c.id = d.creditor_id
       LEFT JOIN LATERAL (${headSql} WHERE t.dossier_id = d.id AND t.${open} ORDER BY t.task_no LIMIT 1) h ON true
      WHERE d.id = :id`,
    { id },
  );
  const head = task_id === null ? undefined : { id: task_id, dossier_id: id, task_no, reference, kind, state, input };
  return { dossier, head };
}

/** The head beside its dossier; without one `task_id` is null, and so is all the rest. */
type NullableHead = Omit<HeadTask, 'id' | 'dossier_id'> & { task_id: number | null };

export async function findHeadTask(db: Db, taskId: number): Promise<HeadTask> {
  return one(db, `task ${taskId}`, `${headSql} WHERE t.id = :id`, { id: taskId });
}

/** First key of the advisory locks under which one attempt at a time works on a dossier. */
const dossierLock = 7312;

/**
 * Works on a dossier alone: a lock of PostgreSQL is held on a connection of its own until the work ends or its process
 * dies. An attempt that the server gave up on while it still goes on keeps its successors out (T2).
 * @throws IncassoError IN_DOUBT (another try helps) while somebody else holds it.
 */
export async function aloneOnDossier<Result>(db: Db, id: number, work: () => Promise<Result>): Promise<Result> {
  return db.transaction(async (holder) => {
    const { taken } = await one<{ taken: boolean }>(
      holder,
      'lock',
      'SELECT pg_try_advisory_xact_lock(:lock::int, :id::int) AS taken',
      { lock: dossierLock, id },
    );
    if (!taken) throw new IncassoError('IN_DOUBT', `an earlier attempt still works on dossier ${id}`);
    return work();
  });
}

/** Marks the head as running before the package is called. @returns false when it waits no more: somebody cancelled it. */
export async function beginTask(db: Db, head: HeadTask, stamp: Stamp): Promise<boolean> {
  // a running one is left of an attempt that ended without a word
  return head.state === 'running' || (await transitionFrom(db, 'task', head.id, 'queued', 'running', stamp));
}

/** The call of a task: its own dossier code wins over the one that is known. Undefined while there is none. */
export function callOf(task: HeadTask, dossier: DossierRow): PackageCall | undefined {
  const code = task.input['package_code'] ?? dossier.package_code;
  if (typeof code !== 'string') return undefined;
  const { package_code: _code, ...input } = task.input;
  return {
    reference: packageReference(dossier.code, task.reference),
    dossier: code,
    kind: task.kind,
    input: task.kind === 'activate' ? task.input : input,
  };
}

/** The package did it: the task is done, and the dossier's code is the one that worked. */
export async function finishTask(
  db: Db,
  task: HeadTask,
  dossier: DossierRow,
  call: PackageCall,
  result: Record<string, unknown>,
  stamp: Stamp,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const isDone = await transitionFrom(trx, 'task', task.id, 'running', 'done', stamp);
    if (!isDone) throw new IncassoError('BROKEN_PROMISE', `task ${task.id} was done, and is not running`);
    await run(trx, 'UPDATE tasks SET result = :result::jsonb WHERE id = :id', {
      id: task.id,
      result: JSON.stringify(result),
    });
    if (dossier.package_code === call.dossier) return;
    await run(trx, 'UPDATE dossiers SET package_code = :code WHERE id = :id', { id: dossier.id, code: call.dossier });
  });
}

/** What the package said against a task. */
export interface Trouble {
  cause: CauseName;
  package_says: string;
  package_code: string;
}

/** A refusal by the package, as the desk tells it. */
export function troubleOf(refusal: { code: string; message: string }, packageCode: string): Trouble {
  return { cause: causeOfRefusal(refusal.code), package_says: refusal.message, package_code: packageCode };
}

/**
 * The task failed: its dossier is blocked, and a person is asked, in one transaction (T3, T4).
 * @returns the instruction's workflow, to be told.
 */
export async function failTask(db: Db, task: HeadTask, trouble: Trouble, stamp: Stamp): Promise<string[]> {
  return inTransaction(db, async (trx) => {
    const dossier = await findDossier(trx, task.dossier_id);
    await transitionOne(trx, 'task', task.id, 'failed', {
      ...stamp,
      cause: trouble.cause,
      reason: trouble.package_says.slice(0, 500),
    });
    const id = await raiseInstruction(
      trx,
      {
        cause: trouble.cause,
        subject_kind: 'task',
        subject_id: String(task.id),
        subject_workflow: entityId.dossier(task.dossier_id),
        dossier,
        facts: factsOf(task, dossier, trouble),
        ...(await atStake(trx, task.dossier_id)),
      },
      stamp,
    );
    return [entityId.instruction(id)];
  });
}

function factsOf(task: HeadTask, dossier: DossierRow, { package_says, package_code }: Trouble): Facts {
  const given: Facts = {};
  for (const name of ['document', 'journal', 'period', 'vat_code']) {
    const value = task.input[name];
    if (typeof value === 'string') given[name] = value;
  }
  return {
    task: task.id,
    dossier: dossier.code,
    kind: task.kind,
    reference: task.reference,
    package_code,
    package_says,
    ...given,
  };
}

/**
 * The failed task and all that wait behind it: how many, how much, and the end of the first date by which one is needed,
 * in the zone of the creditor, without one of the manager (T4).
 */
async function atStake(
  trx: Transaction,
  dossierId: number,
): Promise<{ line_count: number; sum_minor: number; currency: string | null; cut_off_at: string | null }> {
  const { needed_by, zone, ...stake } = await one<{
    line_count: number;
    sum_minor: number;
    currency: string | null;
    needed_by: string | null;
    zone: string;
  }>(
    trx,
    'queue',
    `WITH waiting AS (SELECT amount_minor, currency, needed_by FROM tasks WHERE dossier_id = :id AND ${open}),
          main AS (SELECT currency, count(*) FROM waiting WHERE currency IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1)
     SELECT count(*)::int AS line_count, (SELECT currency FROM main) AS currency, min(needed_by) AS needed_by,
            (SELECT coalesce(c.zone, o.zone, 'UTC') FROM dossiers d LEFT JOIN creditors c ON c.id = d.creditor_id
               LEFT JOIN operators o ON o.code = d.manager WHERE d.id = :id) AS zone,
            coalesce(sum(amount_minor) FILTER (WHERE currency = (SELECT currency FROM main)), 0)::bigint AS sum_minor
       FROM waiting`,
    { id: dossierId },
  );
  return { ...stake, cut_off_at: needed_by === null ? null : localTimeToInstant(needed_by, '23:59', zone) };
}
