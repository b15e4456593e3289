import { ActivityFailure, ApplicationFailure, workflowInfo } from '@temporalio/workflow';

import { checkTaskInput, taskInputs, type TaskSubmission, taskSubmitInput } from '../domain/messages/tasks.ts';
import { payAttention } from './support/attention.ts';
import { checked, sentence, typeOf } from './support/entity.ts';
import { raiseJobFailed } from './support/job.ts';
import { activitiesWith } from './support/profiles.ts';

const { submitTask } = activitiesWith('database');

/** Puts one task into its dossier's queue, started by a script or in the Web UI. The same reference again changes nothing. */
export async function taskSubmit(input: TaskSubmission): Promise<{ message: string }> {
  payAttention({ start: taskSubmitInput, ...taskInputs });
  const task = checked<TaskSubmission>(taskSubmitInput, input);
  const wrong = checkTaskInput(task.kind, task.input);
  if (wrong !== undefined) throw ApplicationFailure.nonRetryable(`input: ${wrong}`, 'INVALID_INPUT');
  const actor = task.actor === undefined ? 'nobody named (web, unverified)' : `${task.actor} (web, unverified)`;
  try {
    return await submitTask({ ...task, actor });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const isWrongInput = ['INVALID_INPUT', 'NOT_FOUND', 'CONFLICT'].includes(typeOf(error) ?? '');
    if (isWrongInput) throw ApplicationFailure.nonRetryable(sentence(error), typeOf(error));
    await raiseJobFailed(workflowInfo().workflowId, sentence(error), actor);
    throw ApplicationFailure.nonRetryable(sentence(error), 'JOB_FAILED');
  }
}
