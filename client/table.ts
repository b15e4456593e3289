import { formatMoney, type Money } from '../domain/money.ts';

/** What may stand in a table. Money and numbers are set flush right. */
export type Cell = string | number | boolean | null | undefined | Money;

/** A cell as people read it: money as "EUR 12.50", nothing as an empty cell. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell === 'object') return formatMoney(cell.amount_minor, cell.currency);
  return String(cell);
}

const gap = '  ';
const ellipsis = '…';

/**
 * Lines of a table with aligned columns.
 * @param width - of the terminal; longer lines are cut. Undefined (a file, a pipe): nothing is cut.
 */
export function formatTable(titles: readonly string[], rows: readonly (readonly Cell[])[], width?: number): string[] {
  const texts = rows.map((row) => titles.map((_, column) => oneLine(cellText(row[column]))));
  const widths = titles.map((title, column) =>
    Math.max(...[title, ...texts.map((row) => row[column] ?? '')].map(lengthOf)),
  );
  const right = titles.map((_, column) => isFlushRight(rows.map((row) => row[column])));
  const line = (cells: readonly string[]): string =>
    cut(
      cells
        .map((text, column) => pad(text, widths[column] ?? 0, right[column] ?? false))
        .join(gap)
        .trimEnd(),
      width,
    );
  return [line(titles), line(widths.map((size) => '-'.repeat(size))), ...texts.map(line)];
}

/**
 * Lines of CSV (RFC 4180, '\n' between them): money as a decimal with its currency before it. A text that a spreadsheet
 * would take for a formula gets an apostrophe.
 */
export function formatCsv(titles: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const cell = (value: Cell): string => {
    const text = cellText(value);
    const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [titles, ...rows].map((row) => titles.map((_, column) => cell(row[column])).join(','));
}

/** Lines of `name  value`, for one thing. */
export function formatRecord(record: Record<string, Cell>, width?: number): string[] {
  const names = Object.keys(record);
  const size = Math.max(0, ...names.map(lengthOf));
  return names.map((name) => cut(`${pad(name, size, false)}${gap}${cellText(record[name])}`.trimEnd(), width));
}

function isFlushRight(cells: readonly Cell[]): boolean {
  const filled = cells.filter((cell) => cell !== null && cell !== undefined);
  return filled.length > 0 && filled.every((cell) => typeof cell === 'number' || typeof cell === 'object');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

function pad(text: string, size: number, right: boolean): string {
  const missing = ' '.repeat(Math.max(0, size - lengthOf(text)));
  return right ? missing + text : text + missing;
}

function cut(line: string, width: number | undefined): string {
  if (width === undefined || lengthOf(line) <= width) return line;
  return [...line].slice(0, Math.max(1, width - 1)).join('') + ellipsis;
}

/** Characters, not UTF-16 units: names may hold any letter. */
function lengthOf(text: string): number {
  return [...text].length;
}
