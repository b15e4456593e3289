import PDFDocument from 'pdfkit';

const pointsPerMm = 72 / 25.4;
const lineHeight = 1.2;
const smallestSize = 5.5;
const sizeStep = 0.5;
const longestText = 1000;
const grey = '#555555';
const black = '#000000';

/** The bytes of two TrueType files; only the letters that are used go into the PDF. */
export interface LetterFonts {
  regular: Uint8Array;
  bold: Uint8Array;
}

/** A place on an A4 page, in millimetres from its upper left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface TextStyle {
  /** In points; text that does not fit its box is set smaller, down to 5.5. */
  size: number;
  bold?: boolean;
  grey?: boolean;
  /** Between paragraphs, in lines. */
  gap?: number;
  /** The same in many letters: its words stay in memory, laid out. Never for what differs from letter to letter. */
  repeated?: boolean;
}

interface Row {
  text: string;
  /** In lines. */
  top: number;
}

interface Word {
  text: string;
  /** In points, at size 1. */
  width: number;
}

/**
 * A PDF of A4 pages, written page by page: take what is ready with `take`, so that memory holds one page, and a few
 * numbers of each page before. The same calls always give the same bytes. Text is drawn as numbers of letters in the
 * font, so nothing in it can be read as PDF; a letter that the font does not have is drawn as an empty box.
 */
export class LetterPdf {
  private readonly document: PDFKit.PDFDocument;

  /** @param createdOn YYYY-MM-DD, the creation date in the properties of the file. */
  constructor(fonts: LetterFonts, title: string, createdOn: string) {
    this.document = new PDFDocument({
      size: 'A4',
      margin: 0,
      autoFirstPage: false,
      font: '', // else the library reads the metrics of Helvetica from disk
      // The library adds no ModDate, and makes the ID of the file from these.
      info: {
        Title: title,
        Creator: 'Incasso',
        Producer: 'Incasso',
        CreationDate: new Date(`${createdOn}T00:00:00Z`),
      },
    });
    this.document.registerFont('regular', fonts.regular);
    this.document.registerFont('bold', fonts.bold);
  }

  /** Number of bytes that `take` would give. */
  get ready(): number {
    return this.document.readableLength;
  }

  take(): Uint8Array {
    return (this.document.read() as Buffer | null) ?? new Uint8Array();
  }

  newPage(): void {
    this.document.addPage();
  }

  end(): void {
    this.document.end();
  }

  /**
   * Sets lines of text in a box: wrapped, set smaller until all of it fits, and cut with an ellipsis when even the
   * smallest size does not do. Nothing is ever drawn outside the box. Empty lines are left out.
   * @returns where the text ends, in millimetres from the top of the page.
   */
  text(lines: string[], box: Box, style: TextStyle): number {
    this.document.font(style.bold ? 'bold' : 'regular').fillColor(style.grey ? grey : black);
    const printed = lines.map(printable).filter(Boolean);
    const { size, rows } = this.fit(printed, box.width * pointsPerMm, box.height * pointsPerMm, style);
    this.document.fontSize(size);
    for (const row of rows) {
      const top = box.y * pointsPerMm + row.top * size * lineHeight;
      this.document.text(row.text, box.x * pointsPerMm, top, { lineBreak: false, ...keeping(style) });
    }
    return box.y + (linesOf(rows) * size * lineHeight) / pointsPerMm;
  }

  /** A horizontal line, to write on or to part sections. */
  line(x: number, y: number, width: number): void {
    const left = x * pointsPerMm;
    const top = y * pointsPerMm;
    this.document.moveTo(left, top);
    this.document.lineTo(left + width * pointsPerMm, top);
    this.document.lineWidth(0.5).stroke(grey);
  }

  frame(box: Box): void {
    this.rectangle(box, 0.8);
    this.document.stroke(black);
  }

  /** Empty boxes for the characters of an account number, in groups of four. */
  characterBoxes(count: number, x: number, y: number): void {
    for (let index = 0; index < count; index++) {
      this.rectangle({ x: x + index * 4.4 + Math.floor(index / 4) * 1.4, y, width: 4.4, height: 6 }, 0.5);
    }
    this.document.stroke(grey);
  }

  /** A box of 3.2 mm, with a cross in it when ticked. */
  tickBox(x: number, y: number, ticked: boolean): void {
    const side = 3.2;
    this.rectangle({ x, y, width: side, height: side }, 0.8);
    if (ticked) {
      const [left, top, right, bottom] = [x + 0.6, y + 0.6, x + side - 0.6, y + side - 0.6].map(
        (at) => at * pointsPerMm,
      );
      this.document.moveTo(left!, top!).lineTo(right!, bottom!).moveTo(left!, bottom!).lineTo(right!, top!);
    }
    this.document.stroke(black);
  }

  private rectangle(box: Box, lineWidth: number): void {
    const [x, y, width, height] = [box.x, box.y, box.width, box.height].map((at) => at * pointsPerMm);
    this.document.lineWidth(lineWidth).rect(x!, y!, width!, height!);
  }

  /** The largest size at which all rows fit: a little smaller rather than with broken words, and cut if there is none. */
  private fit(lines: string[], width: number, height: number, style: TextStyle): { size: number; rows: Row[] } {
    const paragraphs = lines.map((line) => this.words(line, style));
    const space = this.widthOf(' ', style);
    for (const breaking of [false, true]) {
      const smallest = breaking ? smallestSize : Math.max(smallestSize, style.size * 0.75);
      for (let size = style.size; size >= smallest; size -= sizeStep) {
        const rows = this.wrap(paragraphs, space, width / size, breaking, style);
        if (rows && linesOf(rows) * size * lineHeight <= height) return { size, rows };
      }
    }
    const size = Math.min(style.size, smallestSize);
    const rows = this.wrap(paragraphs, space, width / size, true, style) ?? [];
    const kept = rows.filter((row) => (row.top + 1) * size * lineHeight <= height);
    const last = kept.at(-1);
    if (last && kept.length < rows.length) last.text = this.cut(last.text, width / size, style);
    return { size, rows: kept };
  }

  /** Rows no wider than width (at size 1); undefined when a word is wider and may not be broken. */
  private wrap(
    paragraphs: Word[][],
    space: number,
    width: number,
    breaking: boolean,
    style: TextStyle,
  ): Row[] | undefined {
    const rows: Row[] = [];
    for (const words of paragraphs) {
      let row: Row = { text: '', top: rows.length === 0 ? 0 : linesOf(rows) + (style.gap ?? 0) };
      let used = 0;
      for (const word of words) {
        if (word.width > width && !breaking) return undefined;
        for (const part of word.width > width ? this.parts(word.text, width, style) : [word]) {
          if (row.text !== '' && used + space + part.width > width) {
            rows.push(row);
            row = { text: '', top: row.top + 1 };
          }
          used = row.text === '' ? part.width : used + space + part.width;
          row.text = row.text === '' ? part.text : `${row.text} ${part.text}`;
        }
      }
      rows.push(row);
    }
    return rows;
  }

  private words(line: string, style: TextStyle): Word[] {
    return line.split(' ').map((text) => ({ text, width: this.widthOf(text, style) }));
  }

  /** A word in pieces no wider than width. */
  private parts(word: string, width: number, style: TextStyle): Word[] {
    const parts: Word[] = [];
    let part: Word = { text: '', width: 0 };
    for (const character of word) {
      const characterWidth = this.widthOf(character, style);
      if (part.text !== '' && part.width + characterWidth > width) {
        parts.push(part);
        part = { text: '', width: 0 };
      }
      part = { text: part.text + character, width: part.width + characterWidth };
    }
    return [...parts, part];
  }

  /** A row with an ellipsis at its end, no wider than width. */
  private cut(row: string, width: number, style: TextStyle): string {
    const characters = [...row];
    while (characters.length > 0 && this.widthOf(`${characters.join('')}…`, style) > width) characters.pop();
    return `${characters.join('').trimEnd()}…`;
  }

  /** In points, at size 1, in the font that is set. */
  private widthOf(text: string, style: TextStyle): number {
    return this.document.fontSize(1).widthOfString(text, keeping(style));
  }
}

/** Height of rows, in lines. */
function linesOf(rows: Row[]): number {
  return (rows.at(-1)?.top ?? -1) + 1;
}

/** With a list of font features, even an empty one, the library does not keep the words for ever. */
function keeping(style: TextStyle): { features?: [] } {
  return style.repeated ? {} : { features: [] };
}

/**
 * One line of text that prints: no characters that control, direct or hide other text, no towers of accents, single
 * spaces, at most 1,000 characters.
 */
function printable(text: string): string {
  return text
    .slice(0, longestText)
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Co}\p{Cs}\p{Z}]+/gu, ' ')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .trim();
}
