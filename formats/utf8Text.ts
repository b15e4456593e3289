import { IncassoError } from '../domain/errors.ts';

/** Decodes a text file in UTF-8 chunk by chunk; a byte order mark is dropped. What is no UTF-8 text is refused with its line. */
export class Utf8Text {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private line = 1;

  decode(chunk: Uint8Array): string {
    let text: string;
    try {
      text = this.decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw this.unreadable('is not UTF-8; save the file as UTF-8', new TextDecoder().decode(chunk), '\uFFFD', cause);
    }
    if (text.includes('\0')) throw this.unreadable('holds binary data; this is no text file', text, '\0');
    this.line += lineBreaks(text);
    return text;
  }

  /** What is left at the end: nothing, or the file breaks off in a character. */
  end(): string {
    try {
      return this.decoder.decode();
    } catch (cause) {
      throw new IncassoError('FILE_UNREADABLE', `line ${this.line}: the file ends inside a character`, { cause });
    }
  }

  private unreadable(rule: string, text: string, sign: string, cause?: unknown): IncassoError {
    const line = this.line + lineBreaks(text.slice(0, text.indexOf(sign)));
    return new IncassoError('FILE_UNREADABLE', `line ${line}: ${rule}`, { cause });
  }
}

function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
