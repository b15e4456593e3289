import { inflateSync } from 'node:zlib';

import { getDocumentProxy } from 'unpdf';

const pointsPerMm = 72 / 25.4;

/** A piece of text on a page, in millimetres from its upper left corner. */
export interface Piece {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface PdfPage {
  width: number;
  height: number;
  pieces: Piece[];
  /** All pieces, in the order in which they were drawn, with single spaces. */
  text: string;
}

/** The bytes of a generator. */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return new Uint8Array(Buffer.concat(all));
}

/** Reads a PDF with pdf.js. */
export async function openPdf(bytes: Uint8Array) {
  return getDocumentProxy(bytes.slice());
}

export async function readPages(bytes: Uint8Array): Promise<PdfPage[]> {
  const pdf = await openPdf(bytes);
  const pages: PdfPage[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const view = page.getViewport({ scale: 1 / pointsPerMm });
    const { items } = await page.getTextContent();
    const pieces = items
      .filter((item) => 'str' in item)
      .filter((item) => item.str.trim() !== '')
      .map((item): Piece => {
        const [, , , size, x, y] = item.transform as [number, number, number, number, number, number];
        const baseline = view.height - y / pointsPerMm;
        const left = x / pointsPerMm;
        return {
          text: item.str,
          left,
          right: left + item.width / pointsPerMm,
          // Most of a letter is within these parts of its size.
          top: baseline - (0.75 * size) / pointsPerMm,
          bottom: baseline + (0.2 * size) / pointsPerMm,
        };
      });
    const text = pieces.map((piece) => piece.text).join(' ').replace(/\s+/g, ' '); // prettier-ignore
    pages.push({ width: view.width, height: view.height, pieces, text });
    page.cleanup();
  }
  return pages;
}

/** What is drawn on the first page, as the operators of the content stream, one a line. */
export function firstContent(bytes: Uint8Array): string[] {
  const start = Buffer.from(bytes).indexOf('stream\n') + 'stream\n'.length;
  return inflateSync(bytes.subarray(start)).toString('latin1').split('\n');
}

/** The pieces that leave the margins of 20 mm (10 below), and the pairs that lie upon each other. */
export function misplaced(page: PdfPage): string[] {
  const slack = 0.2;
  const outside = page.pieces.filter(
    ({ left, right, top, bottom }) => left < 20 - slack || right > 190 + slack || top < 10 || bottom > 287,
  );
  const onEachOther = (one: Piece, other: Piece): boolean =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > slack &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > slack;
  const pairs = page.pieces.flatMap((one, index) =>
    page.pieces.slice(index + 1).flatMap((other) => (onEachOther(one, other) ? [[one, other]] : [])),
  );
  return [...outside, ...pairs].map((found) => JSON.stringify(found));
}
