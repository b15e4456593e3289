import { IncassoError } from '../domain/errors.ts';
import type { FileSummary, RecordReader } from '../domain/inbound.ts';
import { XmlPaths } from './xmlPaths.ts';
import { XmlScanner } from './xmlScanner.ts';

/** Takes XML that is no message known here, so that its refusal names what is really wrong: the XML, or the message. */
export class UnknownXmlReader implements RecordReader {
  private readonly scanner = new XmlScanner(new XmlPaths({}), () => {});

  write(chunk: Uint8Array): void {
    this.scanner.write(chunk);
  }

  end(): FileSummary {
    this.scanner.end();
    throw new IncassoError(
      'FILE_UNREADABLE',
      'line 1: the XML is no message that is read here (camt.052-054, camt.029, pain.002)',
    );
  }
}
