import { IncassoError } from '../domain/errors.ts';
import { Utf8Text } from './utf8Text.ts';

/** An element of the array; `line` is its 1-based place. */
export interface JsonElement {
  line: number;
  fields: unknown;
}

/** Such files are settings, written by hand. */
const maxCharacters = 1024 * 1024;

/**
 * Reads a small JSON file that is an array, in UTF-8.
 * @throws IncassoError FILE_UNREADABLE when it is not, or has more than a million characters.
 */
export async function* readJsonArray(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<JsonElement> {
  const utf8 = new Utf8Text();
  let text = '';
  for await (const chunk of chunks) {
    text += utf8.decode(chunk);
    if (text.length > maxCharacters) throw new IncassoError('FILE_UNREADABLE', 'the file is too long for settings');
  }
  text += utf8.end();
  if (text.trim() === '') throw new IncassoError('FILE_UNREADABLE', 'the file is empty');
  for (const [index, fields] of parseArray(text).entries()) yield { line: index + 1, fields };
}

function parseArray(text: string): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new IncassoError('FILE_UNREADABLE', 'the file is not JSON', { cause });
  }
  if (!Array.isArray(value)) throw new IncassoError('FILE_UNREADABLE', 'the file must be a JSON array');
  return value as unknown[];
}
