import { fileImport } from './fileImport.ts';
import { lineCounter } from './floor.ts';

/** A delivery 0602 of completed automatic payments. */
export const bs0602Import = fileImport({ name: 'bs0602-import', isDanish: true, reader: lineCounter, goal: 1.5 });
