import {
  aloneOnDossier,
  beginNextTask,
  callOf,
  countOpenTasks,
  type DossierRow,
  failTask,
  findDossier,
  finishTask,
  headOfQueue,
  type HeadTask,
  troubleOf,
} from '../db/dossiers.ts';
import { openInstructionOf } from '../db/instructions.ts';
import { submitTask } from '../db/submitting.ts';
import { IncassoError } from '../domain/errors.ts';
import { entityId } from '../domain/ids.ts';
import type { TaskSubmission } from '../domain/messages/tasks.ts';
import type { PackageCall } from '../domain/tasks.ts';
import type { Accounting, Done, Refusal } from '../ports/accounting.ts';
import type { Ports } from './boundary.ts';
import { wakeNow } from './wakeups.ts';

export interface DossierView {
  dossier: string;
  creditor: string | null;
  /** `task`: the next one can be done; `decision`: the head has failed; `nothing`: the queue is empty. */
  waits_for: 'task' | 'decision' | 'nothing';
  open_tasks: number;
  details: string;
}

const actor = 'connector';

export function dossierActivities(ports: Ports) {
  return {
    /**
     * Does the task at the head of a dossier's queue, if it may be done, and says what the dossier waits for then. Done
     * again after a lost answer, it first asks the package whether the work was done. One attempt at a time works on a
     * dossier.
     * @throws ACCOUNTING or IN_DOUBT while the package gives no clear answer: another try may help.
     */
    async performNextTask({ id }: { id: number }): Promise<DossierView> {
      await aloneOnDossier(ports.db, id, async () => {
        const task = await beginNextTask(ports.db, id, { at: await ports.clock.now(), actor });
        if (task !== undefined) await perform(ports, task, await findDossier(ports.db, id));
      });
      return lookAt(ports, id);
    },

    /** The package gave no clear answer, however often it was asked: the task fails, and a person is asked. */
    async giveUpTask({ id, reason }: { id: number; reason: string }): Promise<DossierView> {
      await aloneOnDossier(ports.db, id, async () => {
        const task = await headOfQueue(ports.db, id);
        if (task?.state !== 'running') return;
        const dossier = await findDossier(ports.db, id);
        const trouble = { package_says: reason, package_code: dossier.package_code ?? '–' };
        await fail(ports, task, { cause: 'package_unavailable', ...trouble });
      });
      return lookAt(ports, id);
    },

    /** Puts a task into its dossier's queue; a known reference changes nothing. */
    async submitTask(task: TaskSubmission & { actor: string }): Promise<{ message: string }> {
      const { message, wake } = await submitTask(ports.db, task, { at: await ports.clock.now(), actor: task.actor });
      await wakeNow(ports, wake);
      return { message };
    },
  };
}

/** Asks first, then does: so that a lost answer never does it twice. */
async function perform(ports: Ports, task: HeadTask, dossier: DossierRow): Promise<void> {
  const call = callOf(task, dossier);
  if (call === undefined) {
    const refusal = {
      code: 'unknown_dossier',
      message: 'the dossier has no code at the package yet: activate it first',
    };
    return fail(ports, task, troubleOf(refusal, '–'));
  }
  const answer = await askThenDo(ports.accounting, call);
  if (answer.kind === 'refused') return fail(ports, task, troubleOf(answer, call.dossier));
  await finishTask(ports.db, task, call, answer.result, { at: await ports.clock.now(), actor });
}

async function askThenDo(accounting: Accounting, call: PackageCall): Promise<Done | Refusal> {
  const known = await accounting.find(call.reference);
  if (known.kind === 'done') return known;
  if (known.kind === 'working') {
    throw new IncassoError('ACCOUNTING', `the package still works on an earlier call of ${call.reference}`);
  }
  const answer = await accounting.perform(call);
  // Somebody was faster, and it was us: an earlier call ended between the question and this one.
  const isOurs = answer.kind === 'refused' && answer.reference === call.reference;
  return isOurs ? { kind: 'done', result: {} } : answer;
}

async function fail(ports: Ports, task: HeadTask, trouble: Parameters<typeof failTask>[2]): Promise<void> {
  await wakeNow(ports, await failTask(ports.db, task, trouble, { at: await ports.clock.now(), actor }));
}

async function lookAt(ports: Ports, id: number): Promise<DossierView> {
  const dossier = await findDossier(ports.db, id);
  const head = await headOfQueue(ports.db, id);
  const open_tasks = head === undefined ? 0 : await countOpenTasks(ports.db, id);
  const asked = head?.state === 'failed' ? await openInstructionOf(ports.db, 'task', String(head.id)) : undefined;
  return {
    dossier: dossier.code,
    creditor: dossier.creditor,
    waits_for: head === undefined ? 'nothing' : head.state === 'failed' ? 'decision' : 'task',
    open_tasks,
    details: [
      `## Dossier ${dossier.code}`,
      '',
      head === undefined
        ? 'Its queue is empty.'
        : `${open_tasks} tasks in the queue, at its head task ${head.id} (${head.kind}).`,
      ...(asked
        ? [
            '',
            `**blocked**: ${asked.cause}, see [${entityId.instruction(asked.id)}](../${entityId.instruction(asked.id).replace('/', '%2F')})`,
          ]
        : []),
      '',
      `\`incasso dossiers show ${dossier.code}\` lists its tasks.`,
    ].join('\n'),
  };
}
