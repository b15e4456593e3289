import { fileImport } from './fileImport.ts';
import { xmllintReader } from './floor.ts';

/** G8: a camt.054. */
export const camtImport = fileImport({
  name: 'camt-import',
  isDanish: false,
  reader: xmllintReader,
  goal: 1.3,
  peers: [{ name: 'fast-xml-parser' }],
});
