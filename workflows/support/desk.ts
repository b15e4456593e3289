import type { Question } from '../../activities/desk.ts';
import type { Attention } from './attention.ts';
import { activitiesWith } from './profiles.ts';

const { raiseInstruction, lookInstruction } = activitiesWith('desk');

/**
 * Asks for a person: raises the instruction (or finds the open one) and waits until it is decided. What the decision
 * means has happened to the row by then, in the transaction of the decision; the workflow reads its row and goes on.
 * @returns the outcome; undefined when the row has moved on meanwhile and there is nothing to ask any more.
 */
export async function ask(attention: Attention, question: Question): Promise<string | undefined> {
  const id = await raiseInstruction(question);
  if (id === null) return undefined;
  for (;;) {
    const { open, outcome } = await lookInstruction({ id });
    if (!open) return outcome ?? undefined;
    await attention.wait(`instruction ${id}`);
  }
}
