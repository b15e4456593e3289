import {
  aloneOnDossier,
  beginTask,
  callOf,
  type DossierRow,
  failTask,
  finishTask,
  type HeadTask,
  lookAtDossier,
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
  details: string;
}

const actor = 'connector';

/**
 * A dossier with many tasks gives way to others after this time. Several tasks in a turn spare the server an activity for
 * each; a turn is short, so that no dossier holds a connector for long.
 */
const turnMs = 500;

export function dossierActivities(ports: Ports) {
  return {
    /**
     * Does the tasks of a dossier in their order for a short turn, one at least, and says what it waits for then. Done again
     * after a lost answer, it first asks the package whether the work was done. One attempt at a time works on a dossier.
     * @throws ACCOUNTING or IN_DOUBT while the package gives no clear answer: another try may help.
     */
    async performTasks({ id }: { id: number }): Promise<DossierView> {
      return aloneOnDossier(ports.db, id, () => takeTurn(ports, id));
    },

    /** The package gave no clear answer, however often it was asked: the task fails, and a person is asked. */
    async giveUpTask({ id, reason }: { id: number; reason: string }): Promise<DossierView> {
      return aloneOnDossier(ports.db, id, async () => {
        const { dossier, head } = await lookAtDossier(ports.db, id);
        if (head?.state === 'running') {
          const trouble = { package_says: reason, package_code: dossier.package_code ?? '–' };
          await fail(ports, head, { cause: 'package_unavailable', ...trouble });
        }
        return viewOf(ports, await lookAtDossier(ports.db, id));
      });
    },

    /** Puts a task into its dossier's queue; a known reference changes nothing. */
    async submitTask(task: TaskSubmission & { actor: string }): Promise<{ message: string }> {
      const { message, wake } = await submitTask(ports.db, task, { at: await ports.clock.now(), actor: task.actor });
      await wakeNow(ports, wake);
      return { message };
    },
  };
}

async function takeTurn(ports: Ports, id: number): Promise<DossierView> {
  const end = performance.now() + turnMs;
  for (let done = 0; ; done += 1) {
    const look = await lookAtDossier(ports.db, id);
    const { dossier, head } = look;
    const isOver = done > 0 && performance.now() >= end;
    if (isOver || head === undefined || head.state === 'failed') return viewOf(ports, look);
    if (!(await beginTask(ports.db, head, { at: await ports.clock.now(), actor }))) continue;
    try {
      await perform(ports, head, dossier);
    } catch (error) {
      // The attempts of an activity are counted for one task: a later one in the turn has the next activity to itself.
      if (done === 0) throw error;
      return viewOf(ports, await lookAtDossier(ports.db, id));
    }
  }
}

/** Asks first, then does: so that a lost answer never does it twice. */
async function perform(ports: Ports, task: HeadTask, dossier: DossierRow): Promise<void> {
  const call = callOf(task, dossier);
  if (call === undefined) {
    const package_says = 'the dossier has no code at the package yet';
    return fail(ports, task, { cause: 'not_activated', package_says, package_code: '–' });
  }
  const answer = await askThenDo(ports.accounting, call);
  if (answer.kind === 'refused') return fail(ports, task, troubleOf(answer, call.dossier));
  await finishTask(ports.db, task, dossier, call, answer.result, { at: await ports.clock.now(), actor });
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

async function viewOf(
  ports: Ports,
  { dossier, head }: Awaited<ReturnType<typeof lookAtDossier>>,
): Promise<DossierView> {
  const { code, creditor } = dossier;
  const asked = head?.state === 'failed' ? await openInstructionOf(ports.db, 'task', String(head.id)) : undefined;
  const workflow = asked && entityId.instruction(asked.id);
  return {
    dossier: code,
    creditor,
    waits_for: head === undefined ? 'nothing' : head.state === 'failed' ? 'decision' : 'task',
    details: [
      `## Dossier ${code}`,
      '',
      head === undefined ? 'Its queue is empty.' : `At the head of its queue: task ${head.id} (${head.kind}).`,
      ...(workflow ? ['', `**blocked**: ${asked.cause}, see [${workflow}](../${workflow.replace('/', '%2F')})`] : []),
      '',
      `\`incasso dossiers show ${code}\` lists its tasks.`,
    ].join('\n'),
  };
}
