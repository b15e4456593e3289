import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { XmlDocument, XsdValidator } from 'libxml2-wasm';

/** Larger files would not fit in the memory of the validator, which builds the whole document. */
const largestFileBytes = 256 * 1024 * 1024;

/** The messages that the bank takes. */
const schemasOf: Record<string, string[]> = {
  'pain.008.001.08': ['iso/pain.008.001.08.xsd', 'national/de/pain.008.001.08_GBIC_5.xsd'],
  'pain.008.001.02': ['iso/pain.008.001.02.xsd'],
  'pain.001.001.09': ['iso/pain.001.001.09.xsd'],
  'pain.007.001.09': ['iso/pain.007.001.09.xsd'],
  'pain.007.001.02': ['iso/pain.007.001.02.xsd'],
  // without a schema to be found: checkUndoRequests.ts asks for what it must have
  'camt.055.001.08': [],
};

/** What validation found: an objection, or notes on what could not be checked. */
export interface SchemaVerdict {
  objection: string | undefined;
  notes: string[];
}

/** Where the schemas are: INCASSO_SHARED_DATA, or the folder beside the repository. */
export function schemaDirectory(): string {
  const shared = process.env.INCASSO_SHARED_DATA ?? join(import.meta.dirname, '../../../shared/data');
  return join(shared, 'xsd');
}

/** Validates a message against its ISO schema and, for pain.008.001.08, the German GBIC_5 subset; says which are not there. */
export function validateMessage(bytes: Uint8Array, messageName: string, directory: string): SchemaVerdict {
  const names = schemasOf[messageName];
  if (!names) return { objection: `the bank does not take ${messageName}`, notes: [] };
  if (bytes.length > largestFileBytes) return { objection: undefined, notes: ['too large to be validated by schema'] };
  const notes: string[] = [];
  for (const name of names) {
    const path = join(directory, name);
    if (!existsSync(path)) {
      notes.push(`not validated: no schema ${name}`);
      continue;
    }
    const objection = firstFinding(bytes, path);
    if (objection) return { objection: `${objection} (${name})`, notes };
  }
  return { objection: undefined, notes };
}

/** The first finding of a schema on a document, undefined when it is valid. */
export function firstFinding(bytes: Uint8Array, schemaPath: string): string | undefined {
  const schema = XmlDocument.fromBuffer(readFileSync(schemaPath), { url: schemaPath });
  try {
    const validator = XsdValidator.fromDoc(schema);
    try {
      return validateWith(validator, bytes);
    } finally {
      validator.dispose();
    }
  } finally {
    schema.dispose();
  }
}

function validateWith(validator: XsdValidator, bytes: Uint8Array): string | undefined {
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromBuffer(bytes);
    validator.validate(document);
    return undefined;
  } catch (error) {
    return withoutValue(error instanceof Error ? (error.message.split('\n')[0] ?? 'invalid') : String(error));
  } finally {
    document?.dispose();
  }
}

/** Leaves element and rule of the validator's sentence: the value may be a name or an IBAN. */
function withoutValue(finding: string): string {
  return finding
    .replaceAll(/\{[^}]*\}/g, '')
    .replace(/The value '.*' (is|has)/, 'The value $1')
    .replace(/'[^:]*' is not a valid value/, 'not a valid value');
}
