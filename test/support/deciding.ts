import type { Db } from '../../db/connection.ts';
import { decideInstruction, type DecisionOutcome } from '../../db/deciding.ts';
import type { AskPackage } from '../../db/taskDecisions.ts';
import type { Decision } from '../../domain/messages/instruction.ts';

/** A package that has nothing against anything and has done nothing. */
export const willingPackage: AskPackage = {
  check: () => Promise.resolve(undefined),
  find: () => Promise.resolve({ kind: 'unknown' }),
};

/** An operator decides, as the command does. */
export function decideAs(
  db: Db,
  id: number,
  { actor, ...choice }: Decision,
  at: string,
  askPackage: AskPackage = willingPackage,
): Promise<DecisionOutcome> {
  return decideInstruction(db, id, choice, { at, operator: actor, actor }, askPackage);
}
