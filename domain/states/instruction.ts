import type { StateTable } from './table.ts';

export type InstructionState = 'open' | 'decided';

export const instructionStates: StateTable<InstructionState> = { open: ['decided'], decided: [] };
