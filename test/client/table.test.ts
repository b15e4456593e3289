import { Writable } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { createOutput, money } from '../../client/output.ts';
import { progressLine, showProgress } from '../../client/progress.ts';
import { formatCsv, formatTable } from '../../client/table.ts';

class Paper extends Writable {
  text = '';
  isTTY = false;
  columns = 20;
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const rows = [
  { name: 'Müller', amount_minor: 1250, note: null },
  { name: 'A', amount_minor: -99900, note: 'two\nlines' },
];
const columns = {
  name: (row: (typeof rows)[number]) => row.name,
  open_amount: (row: (typeof rows)[number]) => money(row.amount_minor, 'EUR'),
  note: (row: (typeof rows)[number]) => row.note,
};

describe('a table', () => {
  it('O3 aligns its columns, and money to the right', () => {
    const paper = new Paper();
    createOutput('table', paper).list(rows, columns);
    expect(paper.text).toBe(
      [
        'name    open amount  note',
        '------  -----------  ---------',
        'Müller    EUR 12.50',
        'A       EUR -999.00  two lines',
        '',
      ].join('\n'),
    );
  });

  it('is cut to the width of a terminal, and never where it is none', () => {
    const paper = new Paper();
    paper.isTTY = true;
    createOutput('table', paper).list(rows, columns);
    expect(paper.text.split('\n').map((line) => line.length)).toEqual([20, 20, 19, 20, 0]);
    expect(paper.text).toContain('A       EUR -999.00…');
    expect(formatTable(['a'], [['x'.repeat(500)]])[2]).toHaveLength(500);
  });

  it('says so when it is empty', () => {
    const paper = new Paper();
    createOutput('table', paper).list([], columns, 'no lines');
    expect(paper.text).toBe('no lines\n');
  });
});

describe('JSON', () => {
  it('O3 has the same columns with money as amount and currency', () => {
    const paper = new Paper();
    createOutput('json', paper).list(rows, columns);
    expect(JSON.parse(paper.text)).toEqual([
      { name: 'Müller', open_amount: { amount_minor: 1250, currency: 'EUR' }, note: null },
      { name: 'A', open_amount: { amount_minor: -99900, currency: 'EUR' }, note: 'two\nlines' },
    ]);
  });

  it('is one value also when there is nothing, and has no sentences for people', () => {
    const paper = new Paper();
    const out = createOutput('json', paper);
    out.say('working');
    out.list([], columns, 'no lines');
    expect(JSON.parse(paper.text)).toEqual([]);
  });
});

describe('CSV', () => {
  it('O6 quotes what must be quoted, and a text that looks like a formula is none', () => {
    const lines = formatCsv(
      ['who', 'amount', 'on'],
      [
        ['=HYPERLINK("http://evil.example")', money(-1250, 'EUR'), null],
        ['Jan, "de Boer"\nUtrecht', 12, true],
      ],
    );
    expect(lines).toEqual([
      'who,amount,on',
      `"'=HYPERLINK(""http://evil.example"")",EUR -12.50,`,
      '"Jan, ""de Boer""\nUtrecht",12,yes',
    ]);
  });
});

describe('progress', () => {
  it('O3 shows rate and time left', () => {
    expect(progressLine('wakeups', 1200, 5000, 8000)).toBe('wakeups: 1200 of 5000, 150 a second, 26 seconds left');
    expect(progressLine('rows', 3, undefined, 2000)).toBe('rows: 3, 1.5 a second');
  });

  it('O3 is silent for two seconds, and where nobody looks', () => {
    let now = 0;
    const terminal = new Paper();
    terminal.isTTY = true;
    const pipe = new Paper();
    const [seen, unseen] = [terminal, pipe].map((paper) => showProgress('rows', 10, paper, () => now));
    for (now = 0; now < 3000; now += 100) {
      seen?.at(1);
      unseen?.at(1);
      if (now < 2000) expect(terminal.text).toBe('');
    }
    expect(terminal.text.match(/rows: 1 of 10/g)).toHaveLength(4);
    expect(pipe.text).toBe('');
  });
});
