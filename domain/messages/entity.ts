import type { Shape } from './shape.ts';

/** The start of every entity: the id of its row. The row says what it is and how far it has come. */
export interface EntityInput {
  id: number;
}

export const entityInput: Shape = {
  about: 'Looks at its row in PostgreSQL and goes on from there; starting it again changes nothing.',
  fields: { id: { type: 'id', about: 'id of the row' } },
  example: { id: 42 },
};

/** The one signal of all entities: look at your row again. It carries nothing. */
export const lookSignalName = 'look';

/** The one query of all workflows: example inputs of its messages. */
export const helpQueryName = 'help';
