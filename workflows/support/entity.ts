import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  log,
  rootCause,
  TimeoutFailure,
  workflowInfo,
} from '@temporalio/workflow';

import { type EntityInput, entityInput } from '../../domain/messages/entity.ts';
import { check, type Shape } from '../../domain/messages/shape.ts';
import { type Attention, payAttention } from './attention.ts';
import { ask } from './desk.ts';
import { activitiesWith } from './profiles.ts';

const { raiseInstruction } = activitiesWith('desk');

const longestRun = 1500;

/** Refuses a wrong start with its sentence; raises nothing. */
export function checked<Input>(shape: Shape, input: unknown): Input {
  const wrong = check(shape, input);
  if (wrong !== undefined) throw ApplicationFailure.nonRetryable(wrong, 'INVALID_INPUT');
  return input as Input;
}

export interface Entity<Result> {
  subject_kind: string;
  /** The operator's messages, for the query `help`. */
  messages: Record<string, Shape>;
  /** Registers the update handlers, before anything is awaited. */
  handle?: (id: number) => void;
  /** One step of the story: reads the row, does what comes next; a result ends the workflow. */
  step: (id: number, attention: Attention) => Promise<Result | undefined>;
}

/**
 * The net around an entity. It steps until a step gives a result. A step that fails for good becomes an instruction,
 * and after the decision the story goes on from the row. A long history is continued between two steps.
 */
export async function runEntity<Result>(input: unknown, entity: Entity<Result>): Promise<Result> {
  const { id } = checked<EntityInput>(entityInput, input);
  const attention = payAttention({ start: entityInput, ...entity.messages });
  entity.handle?.(id);
  const { workflowId } = workflowInfo();
  const subject = { subject_kind: entity.subject_kind, subject_id: String(id), subject_workflow: workflowId };
  for (;;) {
    try {
      const result = await entity.step(id, attention);
      await condition(allHandlersFinished);
      if (result !== undefined) return result;
    } catch (error) {
      if (isCancellation(error)) {
        await CancellationScope.nonCancellable(() => stoppedByHand(workflowId));
        throw error;
      }
      if (!(error instanceof ActivityFailure)) throw error;
      // A start with the id of no row: it fails with its sentence, there is nothing to ask about.
      if (typeOf(error) === 'NOT_FOUND') throw ApplicationFailure.nonRetryable(sentence(error), 'NOT_FOUND');
      log.warn('step failed for good', { workflowId });
      await ask(attention, {
        ...subject,
        cause: 'workflow_failed',
        facts: { workflow: workflowId, reason: sentence(error) },
        actor: 'system',
      });
    }
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    if (continueAsNewSuggested || historyLength > longestRun)
      await continueAsNew<(input: EntityInput) => Promise<Result>>({ id });
  }
}

/** The sentence of what went wrong at the bottom. */
export function sentence(error: unknown): string {
  return rootCause(error) ?? 'no cause is known';
}

/** The accounting package gave no clear answer, or the workers that asked it vanished one after the other. */
export function isTroubleOfPackage(error: ActivityFailure): boolean {
  return error.cause instanceof TimeoutFailure || ['ACCOUNTING', 'IN_DOUBT'].includes(typeOf(error) ?? '');
}

/** The type of the error at the bottom, one of domain/errors.ts. */
export function typeOf(error: ActivityFailure): string | undefined {
  return error.cause instanceof ApplicationFailure ? (error.cause.type ?? undefined) : undefined;
}

/** An entity has one id, made from its row: under any other, two workflows would work on the same row. */
export function mustRunAs(expected: string): void {
  if (workflowInfo().workflowId === expected) return;
  throw ApplicationFailure.nonRetryable(
    `the workflow of this row is ${expected}: start it under that id, or run "incasso resume"`,
    'INVALID_INPUT',
  );
}

/** Cancelled in the Web UI: the row still waits, so a person is asked; the workflow itself ends. */
async function stoppedByHand(workflowId: string): Promise<void> {
  await raiseInstruction({
    cause: 'stopped_by_hand',
    subject_kind: 'workflow',
    subject_id: workflowId,
    facts: { workflow: workflowId },
    actor: 'system',
  });
}
