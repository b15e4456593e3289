import { ActivityFailure, ApplicationFailure, defineUpdate, setHandler } from '@temporalio/workflow';

import { check, type Shape } from '../../domain/messages/shape.ts';
import { sentence, typeOf } from './entity.ts';

/**
 * Registers one update of the operator: its shape is checked at once, everything else is decided in the database.
 * @param mayCome - refuses, with REFUSED, what the Web UI may not send.
 */
export function handleUpdate<Message, Outcome>(
  name: string,
  shape: Shape,
  act: (message: Message) => Promise<Outcome>,
  mayCome: (message: Message) => void = () => undefined,
): void {
  setHandler(defineUpdate<Outcome, [Message]>(name), (message) => told(act(message)), {
    description: shape.about,
    validator: (message: Message) => {
      const wrong = check(shape, message);
      if (wrong !== undefined) throw ApplicationFailure.nonRetryable(wrong, 'INVALID_INPUT');
      mayCome(message);
    },
  });
}

/** For what needs a proven name, which the Web UI cannot give. */
export function needsProvenName(what: string, command: string): never {
  throw ApplicationFailure.nonRetryable(
    `${what} needs to know who you are: use "incasso ${command}" with --as`,
    'REFUSED',
  );
}

/** Lets an operator's update fail with the sentence itself, not with the news that an activity failed. */
async function told<Outcome>(decision: Promise<Outcome>): Promise<Outcome> {
  try {
    return await decision;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    throw ApplicationFailure.nonRetryable(sentence(error), typeOf(error));
  }
}
