import { decideInstruction, findInstruction, type InstructionRow } from '../db/instructions.ts';
import { type Cause, causeOf } from '../domain/causes.ts';
import type { Decision } from '../domain/messages/instruction.ts';
import type { Context } from './context.ts';
import { tellWorkflows } from './wake.ts';

/** An instruction with what its cause says: the text, and the outcomes that may be chosen. */
export async function readInstruction(
  context: Context,
  id: number,
): Promise<{ instruction: InstructionRow; cause: Cause; text: string }> {
  const instruction = await findInstruction(await context.db(), id);
  const cause = causeOf(instruction.cause);
  return { instruction, cause, text: cause.text.replace('{detail}', instruction.detail) };
}

/** Decides an instruction. Was somebody else first, the outcome says who and when. */
export async function decide(
  context: Context,
  id: number,
  decision: Omit<Decision, 'actor'>,
): Promise<{ decided: boolean; message: string }> {
  const actor = await context.operator();
  const { decided, message, wake } = await decideInstruction(
    await context.db(),
    id,
    { actor, ...decision },
    await context.now(),
  );
  return { decided, message: message + (await tellWorkflows(context, wake)) };
}
