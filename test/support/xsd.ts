import { readFileSync } from 'node:fs';

import { XmlDocument, XmlLibError, XmlValidateError, XsdValidator } from 'libxml2-wasm';

const validators = new Map<string, XsdValidator>();

/**
 * Validates an XML document against a schema file with libxml2.
 * @returns one sentence per error, with its line; empty when the document is valid.
 */
export function validateXsd(schemaPath: string, xml: string): string[] {
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromBuffer(Buffer.from(xml, 'utf8'));
    validatorOf(schemaPath).validate(document);
    return [];
  } catch (error) {
    if (error instanceof XmlValidateError || error instanceof XmlLibError) return sentences(error);
    throw error;
  } finally {
    document?.dispose();
  }
}

/** A schema is compiled once per test file; the process ends with it. */
function validatorOf(schemaPath: string): XsdValidator {
  let validator = validators.get(schemaPath);
  if (!validator) {
    const schema = XmlDocument.fromBuffer(readFileSync(schemaPath));
    validator = XsdValidator.fromDoc(schema);
    schema.dispose();
    validators.set(schemaPath, validator);
  }
  return validator;
}

function sentences(error: XmlLibError): string[] {
  const details = error.details ?? [];
  return details.length > 0
    ? details.map((detail) => `line ${detail.line}: ${detail.message.trim()}`)
    : [error.message || 'not valid'];
}
