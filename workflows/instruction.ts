import type { InstructionView } from '../activities/desk.ts';
import type { EntityInput } from '../domain/messages/entity.ts';
import {
  type Assignment,
  type Decision,
  type Handover,
  type InstructionUpdate,
  instructionUpdates,
  type Snooze,
} from '../domain/messages/instruction.ts';
import { mustRunAs, runEntity } from './support/entity.ts';
import { activitiesWith } from './support/profiles.ts';
import { show } from './support/show.ts';
import { handleUpdate, needsProvenName } from './support/updates.ts';

const { announceInstruction, lookInstruction, remindInstruction, ...desk } = activitiesWith('desk');

/**
 * One instruction for a person: mailed at once to those whose it is, and again when it changes hands; due for a reminder
 * five days later; open until somebody decides. Its activities are retried without end: nothing that failed may be
 * forgotten because asking failed.
 */
export async function instruction(input: EntityInput): Promise<string> {
  let announced = -1;
  return runEntity(input, {
    subject_kind: 'instruction',
    messages: instructionUpdates,
    handle: handleUpdates,
    step: async (id, attention) => {
      const row = await lookInstruction({ id });
      mustRunAs(row.workflow_id);
      showInstruction(row);
      if (!row.open) return row.outcome ?? 'decided';
      // what a worker of 0.1.0 has looked at does not know of handovers
      const handovers = row.handovers ?? 0;
      if (announced !== handovers) {
        await announceInstruction({ id });
        announced = handovers;
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

function handleUpdates(id: number): void {
  handle('decide', (decision: Decision) => desk.decideOnInstruction({ id, decision }), mayComeFromTheWeb(id));
  handle('escalate', (message: Handover) => desk.escalateInstruction({ id, message }));
  handle('handBack', (message: Handover) => desk.handBackInstruction({ id, message }));
  handle('assign', (message: Assignment) => desk.assignInstruction({ id, message }));
  handle('snooze', (message: Snooze) => desk.snoozeInstruction({ id, message }));
}

function handle<Message, Outcome>(
  name: InstructionUpdate,
  act: (message: Message) => Promise<Outcome>,
  mayCome?: (message: Message) => void,
): void {
  handleUpdate(name, instructionUpdates[name], act, mayCome);
}

function mayComeFromTheWeb(id: number) {
  return ({ outcome }: Decision): void => {
    if (notFromTheWeb.includes(outcome)) needsProvenName(outcome, `instructions decide ${id}`);
  };
}

function showInstruction(row: InstructionView): void {
  show({
    details: row.details,
    creditor: row.creditor,
    dossier: row.dossier,
    subject: row.subject.slice(0, 200),
    state: row.open ? 'open' : 'decided',
    cause: row.cause,
    colour: row.colour,
    owner: row.owner,
    due_at: row.reminder_due_at,
    amount_minor: row.amount_minor,
    needs_person: row.open,
  });
}
