import { ApplicationFailure, defineUpdate, setHandler } from '@temporalio/workflow';

import type { InstructionView } from '../activities/desk.ts';
import type { DecisionOutcome } from '../db/instructions.ts';
import type { EntityInput } from '../domain/messages/entity.ts';
import { decideUpdate, type Decision } from '../domain/messages/instruction.ts';
import { check } from '../domain/messages/shape.ts';
import { mustRunAs, runEntity, told } from './support/entity.ts';
import { activitiesWith } from './support/profiles.ts';
import { show } from './support/show.ts';

const { announceInstruction, decideOnInstruction, lookInstruction, remindInstruction } = activitiesWith('desk');

/**
 * One instruction for a person: mailed at once, due for a reminder five days later, open until somebody decides. Its
 * activities are retried without end: nothing that failed may be forgotten because asking failed.
 */
export async function instruction(input: EntityInput): Promise<string> {
  let announced = false;
  return runEntity(input, {
    subject_kind: 'instruction',
    messages: { decide: decideUpdate },
    handle: handleDecide,
    step: async (id, attention) => {
      const row = await lookInstruction({ id });
      mustRunAs(row.workflow_id);
      showInstruction(row);
      if (!row.open) return row.outcome ?? 'decided';
      if (!announced) {
        await announceInstruction({ id });
        announced = true;
      } else if (row.reminded) {
        await attention.wait('a decision');
      } else if (row.reminder_in_ms > 0) {
        await attention.wait('reminder after five days', row.reminder_in_ms);
      } else {
        await remindInstruction({ id });
      }
      return undefined;
    },
  });
}

const notFromTheWeb = ['sign_off'];

function handleDecide(id: number): void {
  setHandler(
    defineUpdate<DecisionOutcome, [Decision]>('decide'),
    (decision) =>
      told(decideOnInstruction({ id, decision: { ...decision, actor: `${decision.actor} (web, unverified)` } })),
    {
      description: decideUpdate.about,
      validator: (decision: Decision) => {
        const wrong = check(decideUpdate, decision);
        if (wrong !== undefined) throw ApplicationFailure.nonRetryable(wrong, 'INVALID_INPUT');
        if (notFromTheWeb.includes(decision.outcome)) {
          throw ApplicationFailure.nonRetryable(
            `${decision.outcome} needs to know who you are: use "incasso instructions decide ${id}" with --as`,
            'REFUSED',
          );
        }
      },
    },
  );
}

function showInstruction(row: InstructionView): void {
  show({
    details: row.details,
    creditor: row.creditor,
    subject: row.subject.slice(0, 200),
    state: row.open ? 'open' : 'decided',
    cause: row.cause,
    colour: row.colour,
    owner: row.owner,
    due_at: row.reminder_due_at,
    needs_person: row.open,
  });
}
