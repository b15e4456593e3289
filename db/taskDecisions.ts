import { IncassoError, sentenceOf } from '../domain/errors.ts';
import { checkTaskInput } from '../domain/messages/tasks.ts';
import type { PackageCall, TaskInput } from '../domain/tasks.ts';
import { type Db, many, run, type Transaction } from './connection.ts';
import { callOf, findDossier, findHeadTask, type HeadTask } from './dossiers.ts';
import type { InstructionRow } from './instructions.ts';
import { type Stamp, transition, transitionOne } from './transitions.ts';

/** What a decision on a task asks of the accounting package; changes nothing there. */
export interface AskPackage {
  check(call: PackageCall): Promise<{ message: string } | undefined>;
  find(reference: string): Promise<{ kind: string }>;
}

/** What a person chose for a task. */
interface Choice {
  outcome: string;
  reason?: string;
  input?: TaskInput;
}

/**
 * Asks the package before a decision on a task is taken: is the corrected input right, and did it do what shall be
 * cancelled? A package that does not answer holds nobody up: the retry asks again.
 * @returns what is to be added to the outcome.
 * @throws IncassoError INVALID_INPUT when the corrected input is still wrong, CONFLICT when the work was done.
 */
export async function askBeforeDeciding(
  db: Db,
  instruction: InstructionRow,
  choice: Choice,
  askPackage: AskPackage,
): Promise<string> {
  if (instruction.subject_kind !== 'task') return '';
  const task = await findHeadTask(db, Number(instruction.subject_id));
  const isCorrected = choice.outcome === 'retry' && choice.input !== undefined;
  const isDoubtful = choice.outcome === 'cancel' && instruction.cause === 'package_unavailable';
  if (!isDoubtful && !isCorrected) return '';
  const input = isCorrected ? corrected(task, choice.input ?? {}) : task.input;
  const call = callOf({ ...task, input }, await findDossier(db, task.dossier_id));
  if (call === undefined) return '';
  try {
    await mustNotBeDone(task, call, askPackage);
    if (isCorrected) await mustBeRight(call, askPackage);
    return '';
  } catch (error) {
    if (!(error instanceof IncassoError) || error.type !== 'ACCOUNTING') throw error;
    return ` (${sentenceOf(error)})`;
  }
}

async function mustBeRight(call: PackageCall, askPackage: AskPackage): Promise<void> {
  const refusal = await askPackage.check(call);
  if (refusal) throw new IncassoError('INVALID_INPUT', `the corrected input is still wrong: ${refusal.message}`);
}

async function mustNotBeDone(task: HeadTask, call: PackageCall, askPackage: AskPackage): Promise<void> {
  const { kind } = await askPackage.find(call.reference);
  if (kind === 'unknown') return;
  throw new IncassoError(
    'CONFLICT',
    `the package has done task ${task.id}, or is doing it: retry without input takes its answer over`,
  );
}

/** What a decision does to its task, in the transaction of the decision. */
export async function applyToTask(trx: Transaction, taskId: number, choice: Choice, stamp: Stamp): Promise<void> {
  const task = await findHeadTask(trx, taskId);
  switch (choice.outcome) {
    case 'retry':
      if (choice.input !== undefined) await storeCorrection(trx, task, corrected(task, choice.input), stamp);
      await transitionOne(trx, 'task', taskId, 'queued', { ...stamp, reason: choice.reason });
      return;
    case 'cancel':
      await cancelTask(trx, task, choice, stamp);
      return;
    default:
      throw new IncassoError('BROKEN_PROMISE', `outcome ${choice.outcome} does nothing to a task`);
  }
}

/** The input with what was corrected in it, checked as the original was. */
function corrected(task: HeadTask, input: TaskInput): TaskInput {
  const whole = { ...task.input, ...input };
  const wrong = checkTaskInput(task.kind, whole);
  if (wrong !== undefined) throw new IncassoError('INVALID_INPUT', `the corrected input is still wrong: ${wrong}`);
  return whole;
}

async function storeCorrection(trx: Transaction, task: HeadTask, input: TaskInput, stamp: Stamp): Promise<void> {
  await run(
    trx,
    `WITH next AS (
       UPDATE tasks SET input_version = input_version + 1,
              amount_minor = coalesce((:input::jsonb->'amount'->>'amount_minor')::bigint, amount_minor),
              currency = coalesce(:input::jsonb->'amount'->>'currency', currency)
        WHERE id = :id RETURNING input_version)
     INSERT INTO task_inputs (task_id, version, input, at, actor)
     SELECT :id, input_version, :input::jsonb, :at, :actor FROM next`,
    { id: task.id, input: JSON.stringify(input), ...stamp },
  );
}

/**
 * Cancels a task that waits or failed. With an activation go the tasks that wait behind it, up to the next activation;
 * the person has seen how many (`also_cancel`), so that nothing is cancelled unseen.
 */
export async function cancelTask(trx: Transaction, task: HeadTask, choice: Choice, stamp: Stamp): Promise<number[]> {
  const because = { ...stamp, reason: choice.reason };
  const behind = task.kind === 'activate' ? await tasksBehind(trx, task) : [];
  const { also_cancel: confirmed = 0, ...unknown } = choice.input ?? {};
  if (Object.keys(unknown).length > 0) throw new IncassoError('INVALID_INPUT', 'cancel takes no input but also_cancel');
  if (confirmed !== behind.length) {
    throw new IncassoError(
      'INVALID_INPUT',
      `cancelling task ${task.id} cancels the ${behind.length} tasks that wait behind it` +
        `${behind.length > 0 ? ` (${behind.slice(0, 20).join(', ')}${behind.length > 20 ? ', ...' : ''})` : ''}: ` +
        `confirm with input {"also_cancel":${behind.length}}`,
    );
  }
  await transitionOne(trx, 'task', task.id, 'cancelled', because);
  const which = {
    sql: 'SELECT unnest(:behind::bigint[]), :why::text, NULL::text',
    bindings: { behind, why: `activation ${task.id} was cancelled` },
  };
  if (behind.length > 0) await transition(trx, 'task', 'queued', 'cancelled', which, stamp);
  return behind;
}

/** The tasks that wait behind an activation, up to the next one. */
export async function tasksBehind(db: Db, activation: HeadTask): Promise<number[]> {
  const rows = await many<{ id: number }>(
    db,
    `SELECT id FROM tasks t WHERE dossier_id = :dossier AND task_no > :task_no AND state = 'queued'
        AND NOT EXISTS (SELECT 1 FROM tasks a WHERE a.dossier_id = t.dossier_id AND a.kind = 'activate'
              AND a.task_no > :task_no AND a.task_no <= t.task_no AND a.state = 'queued')
      ORDER BY task_no FOR UPDATE`,
    { dossier: activation.dossier_id, task_no: activation.task_no },
  );
  return rows.map((row) => row.id);
}
