import { ActivityFailure, workflowInfo } from '@temporalio/workflow';

import type { DossierView } from '../activities/dossiers.ts';
import { entityId } from '../domain/ids.ts';
import type { EntityInput } from '../domain/messages/entity.ts';
import { isTroubleOfPackage, mustRunAs, runEntity, sentence } from './support/entity.ts';
import { activitiesWith } from './support/profiles.ts';
import { show } from './support/show.ts';

const { performTasks } = activitiesWith('connector');
const { giveUpTask } = activitiesWith('database');

/**
 * One dossier while it has tasks: first in, first out, one at a time (T2). A failed task blocks it until a person has
 * decided; the decision wakes it, and it goes on.
 */
export async function dossier(input: EntityInput): Promise<string> {
  let isShown = workflowInfo().continuedFromExecutionRunId !== undefined;
  return runEntity(input, {
    subject_kind: 'dossier',
    messages: {},
    step: async (id, attention) => {
      mustRunAs(entityId.dossier(id));
      attention.begin();
      const now = await performTasks({ id }).catch((error: unknown) => giveUp(id, error));
      // a dossier that only comes and goes, as most do, has nothing to show
      if (isShown || now.waits_for !== 'nothing') showDossier(now);
      isShown ||= now.waits_for !== 'nothing';
      if (now.waits_for === 'decision') await attention.wait('a decision');
      // A task submitted since this look began has called: then it is looked at again.
      if (now.waits_for === 'nothing' && !attention.isCalled()) return 'the queue is empty';
      return undefined;
    },
  });
}

/** The bound of quiet retries is reached (T3). Everything but trouble with the package goes to the net. */
async function giveUp(id: number, error: unknown): Promise<DossierView> {
  if (!(error instanceof ActivityFailure) || !isTroubleOfPackage(error)) throw error;
  return giveUpTask({ id, reason: sentence(error) });
}

function showDossier(now: DossierView): void {
  show({
    details: now.details,
    creditor: now.creditor,
    dossier: now.dossier,
    subject: workflowInfo().workflowId,
    state: { task: 'working', decision: 'blocked', nothing: 'free' }[now.waits_for],
    needs_person: now.waits_for === 'decision',
  });
}
