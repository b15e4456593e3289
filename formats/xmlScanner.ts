import { Utf8Input } from './encoding.ts';
import { INCOMPLETE, MAX_NAME_BYTES, XmlBlock } from './xmlBlock.ts';
import { expandText, isXmlDeclaration, PLAIN_TEXT, trimmed, WHITE_SPACE } from './xmlCharacters.ts';
import { DOCUMENT, NOWHERE, type XmlPaths } from './xmlPaths.ts';

/** Called once, with the local name of the root element and its attributes as written (`xmlns`, `xsi:schemaLocation`, ...). */
export type RootHandler = (name: string, attributes: Map<string, string>) => void;

const MAX_DEPTH = 64;
const MAX_ATTRIBUTES = 64;
/** One tag, text, comment or CDATA section must fit into the block: this bounds memory and time. */
const BLOCK_BYTES = 65_536;

const [LF, CR, AMPERSAND, SLASH, LESS, EQUALS, GREATER, QUESTION, EXCLAMATION, CLOSING_BRACKET] =
  Buffer.from('\n\r&/<=>?!]');

/**
 * A strict streaming XML 1.0 scanner over bytes. It checks everything it passes (nesting, names, attributes,
 * characters, UTF-8, references) and makes strings only of the paths that are wanted.
 *
 * Bytes are gathered into blocks; a block is cut into pieces (one tag, text, comment, ...), and the piece that the block
 * cuts off is moved to the front of the next one. So it never matters how the file is divided into chunks.
 *
 * DOCTYPE and entities other than the five predefined are refused, and depth, names, attributes and pieces are bounded.
 * Every refusal is an IncassoError FILE_UNREADABLE with the line. Namespace prefixes are dropped from names.
 */
export class XmlScanner extends XmlBlock {
  private readonly input = new Utf8Input();
  private readonly paths: XmlPaths;
  private readonly onRoot: RootHandler;
  private ended = false;
  private isAtStart = true;
  private hasRoot = false;

  private depth = 0;
  private readonly nodes = new Uint16Array(MAX_DEPTH + 1).fill(DOCUMENT, 0, 1);
  /** The raw names of the open elements, one behind the other; element d is at [nameEnds[d - 1], nameEnds[d]). */
  private readonly names = new Uint8Array(MAX_DEPTH * MAX_NAME_BYTES);
  private readonly nameEnds = new Uint16Array(MAX_DEPTH + 1);

  /** True while inside a wanted element that has had no child element. */
  private isCollecting = false;
  private collected = '';
  private attributeValue = '';

  /** @param blockBytes - smaller blocks are for tests of what lies across a border */
  constructor(paths: XmlPaths, onRoot: RootHandler, blockBytes = BLOCK_BYTES) {
    super(blockBytes);
    this.paths = paths;
    this.onRoot = onRoot;
  }

  /** The encoding the file declares, in lower case. */
  get encoding(): string {
    return this.input.encoding;
  }

  /** Takes the next bytes of the file, however many. */
  write(chunk: Uint8Array): void {
    this.gather(this.input.decode(chunk));
  }

  /** Scans what is left, and refuses a document that is not complete. */
  end(): void {
    this.gather(this.input.end());
    this.ended = true;
    this.scanBlock();
    if (this.filled > 0) this.fail(this.filled, 'the file ends inside a tag, comment or reference');
    if (this.depth > 0) this.fail(0, `the file ends before </${this.openName()}>`);
    if (!this.hasRoot) this.fail(0, 'there is no XML element in the file');
  }

  private gather(chunk: Uint8Array): void {
    const capacity = this.bytes.length - 1;
    for (let from = 0; from < chunk.length;) {
      const length = Math.min(capacity - this.filled, chunk.length - from);
      if (length === 0) this.fail(0, `a single tag, text or comment is longer than ${capacity} bytes`);
      this.bytes.set(chunk.subarray(from, from + length), this.filled);
      this.filled += length;
      from += length;
      if (this.filled === capacity) this.scanBlock();
    }
  }

  private scanBlock(): void {
    const { bytes, filled } = this;
    bytes[filled] = 0;
    this.pieceStart = 0;
    while (this.pieceStart < filled) {
      const next = bytes[this.pieceStart] === LESS ? this.markup(this.pieceStart) : this.text(this.pieceStart);
      if (next === INCOMPLETE) break;
      this.pieceStart = next;
    }
    bytes.copyWithin(0, this.pieceStart, filled);
    this.filled -= this.pieceStart;
    this.pieceStart = 0;
  }

  private markup(at: number): number {
    if (at + 1 === this.filled) return INCOMPLETE;
    const kind = this.bytes[at + 1];
    if (kind === SLASH) return this.endTag(at);
    if (kind !== QUESTION && kind !== EXCLAMATION) return this.startTag(at);
    const end = kind === QUESTION ? this.instruction(at) : this.commentOrSection(at);
    if (end !== INCOMPLETE) {
      this.line += this.lineFeeds(at, end);
      this.isAtStart = false;
    }
    return end;
  }

  private text(from: number): number {
    const { bytes } = this;
    let line = this.line;
    let isAscii = true;
    let needsExpansion = false;
    let at = from;
    for (;;) {
      while (PLAIN_TEXT[bytes[at]!] === 1) at++;
      const byte = bytes[at]!;
      if (byte === LESS) break;
      if (byte === LF) {
        line++;
        at++;
      } else if (byte === AMPERSAND || byte === CR) {
        needsExpansion = true;
        at = byte === CR ? at + 1 : this.reference(at);
      } else if (byte === GREATER) {
        if (at - from >= 2 && bytes[at - 1] === CLOSING_BRACKET && bytes[at - 2] === CLOSING_BRACKET) {
          this.fail(at, "']]>' stands in a text");
        }
        at++;
      } else if (at === this.filled) {
        if (!this.ended) return INCOMPLETE;
        break;
      } else {
        isAscii = false;
        at = this.character(at);
      }
      if (at === INCOMPLETE) return INCOMPLETE;
    }
    if (this.depth === 0) this.refuseTextOutside(from, at);
    if (this.isCollecting) this.collect(from, at, isAscii, needsExpansion);
    this.line = line;
    this.isAtStart = false;
    return at;
  }

  private startTag(from: number): number {
    const { bytes, paths } = this;
    const nameEnd = this.name(from + 1);
    if (nameEnd === INCOMPLETE) return INCOMPLETE;
    if (this.depth === 0 && this.hasRoot) this.fail(from, 'a second element stands beside the root');
    if (this.depth === MAX_DEPTH) this.fail(from, `elements are nested more than ${MAX_DEPTH} deep`);
    const parent = this.nodes[this.depth]!;
    const node = parent === NOWHERE ? NOWHERE : paths.child(parent, bytes, this.localStart, nameEnd);
    const rootName = this.depth === 0 ? bytes.toString('utf8', this.localStart, nameEnd) : '';

    let at = nameEnd;
    this.attributeValue = '';
    if (bytes[at] !== GREATER) {
      const rootAttributes = this.depth === 0 ? new Map<string, string>() : undefined;
      at = this.attributes(at, paths.attribute[node]!, rootAttributes);
      if (at === INCOMPLETE) return INCOMPLETE;
      if (rootAttributes) this.onRoot(rootName, rootAttributes);
    } else if (this.depth === 0) {
      this.onRoot(rootName, new Map());
    }
    const isEmpty = bytes[at] === SLASH;
    if (isEmpty && bytes[++at] !== GREATER) {
      if (at === this.filled) return INCOMPLETE;
      this.fail(at, "a '/' in a tag is not followed by '>'");
    }

    const hasAttributes = at > nameEnd;
    if (hasAttributes) this.line += this.lineFeeds(nameEnd, at);
    this.hasRoot = true;
    this.isAtStart = false;
    this.isCollecting = false;
    paths.open[node]?.(this.line);
    if (isEmpty) {
      paths.close[node]?.(this.line);
    } else {
      this.push(from + 1, nameEnd, node);
    }
    return at + 1;
  }

  private push(nameStart: number, nameEnd: number, node: number): void {
    let top = this.nameEnds[this.depth]!;
    for (let i = nameStart; i < nameEnd; i++) this.names[top++] = this.bytes[i]!;
    this.depth++;
    this.nameEnds[this.depth] = top;
    this.nodes[this.depth] = node;
    this.isCollecting = this.paths.text[node] !== undefined;
    this.collected = '';
  }

  private endTag(from: number): number {
    const { bytes, names, depth } = this;
    if (depth === 0) this.fail(from, 'an end tag stands outside the root element');
    let at = from + 2;
    const nameEnd = this.nameEnds[depth]!;
    for (let i = this.nameEnds[depth - 1]!; i < nameEnd; i++, at++) {
      if (bytes[at] !== names[i]) return this.endTagMismatch(at);
    }
    const afterName = at;
    while (WHITE_SPACE[bytes[at]!] === 1) at++;
    if (bytes[at] !== GREATER) return this.endTagMismatch(at);

    this.line += this.lineFeeds(afterName, at);
    const node = this.nodes[depth]!;
    this.depth = depth - 1;
    if (node !== NOWHERE) {
      if (this.isCollecting) {
        const value = trimmed(this.collected);
        if (value !== '') this.paths.text[node]!(value, this.line, this.attributeValue);
      }
      this.paths.close[node]?.(this.line);
    }
    this.isCollecting = false;
    return at + 1;
  }

  private endTagMismatch(at: number): number {
    if (at >= this.filled) return INCOMPLETE;
    return this.fail(at, `the end tag does not match the open element <${this.openName()}>`);
  }

  /** Checks all attributes up to '>' or '/>'; keeps the one wanted and, for the root element, all of them. */
  private attributes(from: number, wanted: string, all: Map<string, string> | undefined): number {
    const { bytes } = this;
    const seen: string[] = [];
    let at = from;
    for (;;) {
      const afterSpace = this.skipSpace(at);
      if (afterSpace === this.filled) return INCOMPLETE;
      if (bytes[afterSpace] === GREATER || bytes[afterSpace] === SLASH) return afterSpace;
      if (afterSpace === at) this.fail(at, 'a name in a tag is not followed by a space');
      const nameEnd = this.name(afterSpace);
      if (nameEnd === INCOMPLETE) return INCOMPLETE;
      const { localStart } = this;
      const equals = this.skipSpace(nameEnd);
      if (equals === this.filled) return INCOMPLETE;
      if (bytes[equals] !== EQUALS) this.fail(equals, 'an attribute has no value');
      const valueStart = this.skipSpace(equals + 1) + 1;
      const valueEnd = this.attributeValueEnd(valueStart);
      if (valueEnd === INCOMPLETE) return INCOMPLETE;

      const name = this.strings.ascii(bytes, afterSpace, nameEnd);
      if (seen.includes(name)) this.fail(afterSpace, 'an attribute stands twice in a tag');
      if (seen.push(name) > MAX_ATTRIBUTES) this.fail(afterSpace, `a tag has more than ${MAX_ATTRIBUTES} attributes`);
      const isWanted = wanted !== '' && name.slice(localStart - afterSpace) === wanted;
      if (isWanted || all) {
        const value = this.attributeText(valueStart, valueEnd);
        if (isWanted) this.attributeValue = value;
        all?.set(name, value);
      }
      at = valueEnd + 1;
    }
  }

  private instruction(from: number): number {
    const nameEnd = this.name(from + 2);
    if (nameEnd === INCOMPLETE) return INCOMPLETE;
    const end = this.passUntil(nameEnd, '?>');
    if (end === INCOMPLETE) return INCOMPLETE;
    const name = this.bytes.toString('latin1', from + 2, nameEnd);
    const content = this.bytes.toString('latin1', nameEnd, end - 2);
    if (name.toLowerCase() !== 'xml') {
      if (content !== '' && !/^\s/.test(content))
        this.fail(nameEnd, 'a processing instruction has no space behind its name');
    } else if (!this.isAtStart || name !== 'xml' || !isXmlDeclaration(content)) {
      this.fail(from, 'the XML declaration is wrong or not at the beginning of the file');
    }
    return end;
  }

  private commentOrSection(from: number): number {
    const begin = this.bytes.toString('latin1', from, Math.min(from + 9, this.filled));
    if ('<!--'.startsWith(begin.slice(0, 4))) return this.comment(from);
    if ('<![CDATA['.startsWith(begin)) return this.section(from);
    if ('<!DOCTYPE'.startsWith(begin)) {
      return begin.length < 9 ? INCOMPLETE : this.fail(from, 'the file has a DOCTYPE, which is refused');
    }
    return this.fail(from, "'<!' begins no comment and no CDATA section");
  }

  private comment(from: number): number {
    const end = this.passUntil(from + 4, '--');
    if (end === INCOMPLETE || end === this.filled) return INCOMPLETE;
    if (this.bytes[end] !== GREATER) this.fail(end, "'--' stands in a comment");
    return end + 1;
  }

  private section(from: number): number {
    const start = from + '<![CDATA['.length;
    const end = this.passUntil(start, ']]>');
    if (end === INCOMPLETE) return INCOMPLETE;
    if (this.depth === 0) this.fail(from, 'text stands outside the root element');
    if (this.isCollecting) this.collected += this.bytes.toString('utf8', start, end - 3).replace(/\r\n?/g, '\n');
    this.refuseLongValue();
    return end;
  }

  private collect(from: number, to: number, isAscii: boolean, needsExpansion: boolean): void {
    const text = isAscii ? this.strings.ascii(this.bytes, from, to) : this.bytes.utf8Slice(from, to);
    const value = needsExpansion ? expandText(text) : text;
    this.collected = this.collected === '' ? value : this.collected + value;
    this.refuseLongValue();
  }

  private refuseLongValue(): void {
    if (this.collected.length > BLOCK_BYTES) this.fail(0, `a text is longer than ${BLOCK_BYTES} characters`);
  }

  private refuseTextOutside(from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (WHITE_SPACE[this.bytes[i]!] !== 1) this.fail(i, 'text stands outside the root element');
    }
  }

  private openName(): string {
    const [start, end] = [this.nameEnds[this.depth - 1], this.nameEnds[this.depth]];
    return Buffer.from(this.names.subarray(start, end)).toString('utf8');
  }
}
