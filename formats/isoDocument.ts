import type { FindingList } from './findings.ts';
import { messageName, under } from './isoValues.ts';
import { type XmlHandlers, XmlPaths } from './xmlPaths.ts';
import { XmlScanner } from './xmlScanner.ts';

/** The document around an ISO 20022 message: its bytes, encoding and namespace, which say the version. */
export class IsoDocument {
  /** The message by its namespace, such as pain.002.001.10; without one only its kind is known. */
  format: string;
  private readonly kind: string;
  private readonly findings: FindingList;
  private readonly scanner: XmlScanner;

  /** @param kind - such as pain.002 @param handlers - by paths below `Document` */
  constructor(kind: string, handlers: XmlHandlers, findings: FindingList) {
    this.kind = kind;
    this.format = kind;
    this.findings = findings;
    this.scanner = new XmlScanner(new XmlPaths(under('Document', handlers)), (_, attributes) =>
      this.readRoot(attributes),
    );
  }

  /** Throws FILE_UNREADABLE for bytes that are no well-formed XML. */
  write(chunk: Uint8Array): void {
    this.scanner.write(chunk);
  }

  /** Throws FILE_UNREADABLE when the document is cut off. */
  end(): void {
    this.scanner.end();
    const { encoding } = this.scanner;
    if (encoding !== 'utf-8') this.findings.warning(1, 'encoding', encoding, 'ISO 20022 messages are in UTF-8');
  }

  private readRoot(attributes: Map<string, string>): void {
    const name = messageName(attributes);
    if (name.startsWith(this.kind)) {
      this.format = name;
    } else if (name !== '' || attributes.has('xmlns')) {
      this.findings.error(1, 'Document/@xmlns', name, `the namespace is not that of ${this.kind}`);
    }
  }
}
