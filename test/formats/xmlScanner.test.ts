import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { IncassoError } from '../../domain/errors.ts';
import { XmlPaths } from '../../formats/xmlPaths.ts';
import { XmlScanner } from '../../formats/xmlScanner.ts';
import { parseTree } from './xmlTree.ts';

/** The document as the scanner tells it: openings, values and ends of `a`, `a/b`, `a/b/c` and `a/é`. */
function scan(content: string | Uint8Array, chunkSizes: number[] = [], blockBytes?: number): string[] {
  const events: string[] = [];
  const handler = (path: string) => ({
    open: (line: number) => void events.push(`<${path} ${line}`),
    text: (value: string, line: number, attribute: string) => void events.push(`${path}=${value} ${line} ${attribute}`),
    close: (line: number) => void events.push(`>${path} ${line}`),
  });
  const paths = ['a', 'a/b@k', 'a/b/c', 'a/é'];
  const handlers = Object.fromEntries(paths.map((path) => [path, handler(path.replace('@k', ''))]));
  const onRoot = (name: string, attributes: Map<string, string>): void => {
    events.push(`root ${name} ${JSON.stringify([...attributes])}`);
  };
  const scanner = new XmlScanner(new XmlPaths(handlers), onRoot, blockBytes);
  const bytes = Buffer.from(content);
  let from = 0;
  for (const size of [...chunkSizes, bytes.length]) {
    scanner.write(bytes.subarray(from, from + size));
    from += size;
  }
  scanner.end();
  return events;
}

/** The sentence of the refusal, or 'accepted'. */
function refusal(content: string | Uint8Array, blockBytes?: number): string {
  try {
    scan(content, [], blockBytes);
    return 'accepted';
  } catch (error) {
    if (error instanceof IncassoError && error.type === 'FILE_UNREADABLE') return error.message;
    throw error;
  }
}

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

describe('what the scanner tells', () => {
  it('O6 gives values, attributes and lines of wanted paths and of nothing else', () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<a>\n <b k='1 &amp; 2'>x</b><z><b>no</b></z>\n<é>ü</é></a>\n`;
    expect(scan(xml)).toEqual([
      'root a []', '<a 2', '<a/b 3', 'a/b=x 3 1 & 2', '>a/b 3', '<a/é 4', 'a/é=ü 4 ', '>a/é 4', '>a 4',
    ]); // prettier-ignore
  });

  it('O6 joins text, CDATA, references and line ends into one value as found', () => {
    expect(scan('<a><b> 0001 &lt;<![CDATA[<&]]>&#x41;&#66;<!-- no -->\r\n1e5 </b></a>')).toContain(
      'a/b=0001 <<&AB\n1e5 2 ',
    );
  });

  it('O6 gives no value for an empty element and none for one with children', () => {
    const told = scan('<a><b/><b></b><b> t <c>v</c> u </b></a>').filter((event) => event.includes('='));
    expect(told).toEqual(['a/b/c=v 1 ']);
  });

  it('O6 drops prefixes and reports the root with its namespace', () => {
    expect(scan('<n:a xmlns:n="urn:x"><n:b n:k="1">v</n:b></n:a>')).toEqual([
      'root a [["xmlns:n","urn:x"]]', '<a 1', '<a/b 1', 'a/b=v 1 1', '>a/b 1', '>a 1',
    ]); // prettier-ignore
  });

  it('O6 accepts a byte order mark, comments, instructions and space around the root', () => {
    expect(refusal('\uFEFF<?xml version="1.0"?><!-- - > --><?p x?>\n<a/>\n<!-- y --> <?q?>\n')).toBe('accepted');
  });
});

describe('encodings', () => {
  it.each([
    ['ISO-8859-1', [0xe9, 0xa4], 'é¤'],
    ['iso-8859-15', [0xe9, 0xa4], 'é€'],
    ['windows-1252', [0xe9, 0x80], 'é€'],
    ['US-ASCII', [0x41], 'A'],
  ])('O6 decodes a file that declares %s', (name, value, text) => {
    const file = bytes(`<?xml version="1.0" encoding="${name}"?><a><b>`, value, '</b></a>');
    expect(scan(file, [1, 2, 50])).toContain(`a/b=${text} 1 `);
  });

  it.each([
    ['UTF-16 with a mark', bytes([0xff, 0xfe], Buffer.from('<a/>', 'utf16le').toJSON().data)],
    ['UTF-16 without a mark', Buffer.from('<?xml version="1.0"?><a/>', 'utf16le')],
    ['UTF-16 big endian', bytes([0xfe, 0xff, 0, 0x3c, 0, 0x61])],
    ['another declared encoding', Buffer.from('<?xml version="1.0" encoding="EBCDIC-CP-DK"?><a/>')],
    ['a mark that contradicts the declaration', Buffer.from('\uFEFF<?xml version="1.0" encoding="ISO-8859-1"?><a/>')],
  ])('O6 refuses %s with a sentence', (_, file) => {
    expect(refusal(file)).toMatch(/^line 1: .*UTF-8/);
  });

  it('O6 refuses a byte that windows-1252 does not have', () => {
    expect(refusal(bytes('<?xml version="1.0" encoding="windows-1252"?>\n<a>', [0x81], '</a>'))).toMatch(/^line 2: /);
  });
});

const malformed: [string, string | Uint8Array, RegExp][] = [
  ['a mismatched end tag', '<a>\n<b></c></a>', /^line 2: the end tag does not match the open element <b>/],
  ['an end tag that only begins like the open one', '<a><b></bc></a>', /end tag/],
  ['crossed elements', '<a><b></a></b>', /end tag/],
  ['an end tag too many', '<a></a></a>', /outside the root/],
  ['a truncated element', '<a><b>x', /^line 1: the file ends before <\/b>/],
  ['a truncated tag', '<a><b>x</b', /ends inside/],
  ['a truncated comment', '<a><!-- x', /ends inside/],
  ['a truncated CDATA section', '<a><![CDATA[x', /ends inside/],
  ['two roots', '<a/>\n<a/>', /^line 2: a second element/],
  ['text before the root', 'x<a/>', /outside the root/],
  ['text behind the root', '<a/>x', /outside the root/],
  ['CDATA outside the root', '<a/><![CDATA[x]]>', /outside the root/],
  ['nothing but space', ' \n', /no XML element/],
  ['an undefined entity', '<a>&nbsp;</a>', /entity/],
  ['an entity named like a property', '<a>&constructor;</a>', /reference/],
  ['a bare ampersand', '<a>A & B</a>', /'&' begins/],
  ['a reference without semicolon', '<a>&amp</a>', /'&' begins/],
  ['a reference to a control character', '<a>&#0;</a>', /entity/],
  ['a reference to a surrogate', '<a>&#xD800;</a>', /entity/],
  ['a reference beyond Unicode', '<a>&#x110000;</a>', /entity/],
  ['an undefined entity in an attribute', '<a k="&x;"/>', /entity/],
  ['a duplicate attribute', '<a k="1" k="2"/>', /twice/],
  ['an attribute without quotes', '<a k=1/>', /quotes/],
  ['an attribute without value', '<a k/>', /no value/],
  ['attributes without a space between', '<a k="1"l="2"/>', /space/],
  ["'<' in an attribute", '<a k="<"/>', /attribute value/],
  ['a control character', '<a>\u0001</a>', /control character/],
  ['a zero byte', '<a>\0</a>', /control character/],
  ['a control character in an attribute', '<a k="\u0002"/>', /control character/],
  ['a control character in a comment', '<a><!-- \u0001 --></a>', /control character/],
  ['the non-character U+FFFF', '<a>\uFFFF</a>', /control character/],
  ["']]>' in a text", '<a>x]]></a>', /']]>'/],
  ["'--' in a comment", '<a><!-- x -- y --></a>', /comment/],
  ['a comment that ends with three dashes', '<a><!-- x ---></a>', /comment/],
  ['a name that begins with a digit', '<a><1b/></a>', /name/],
  ['a tag without a name', '<a>< b/></a>', /name/],
  ['an empty tag', '<a><></></a>', /name/],
  ["a '/' inside a tag", '<a / ></a>', /not followed/],
  ['a name with a character that names may not have', '<a!b/>', /space/],
  ['a declaration that is not at the beginning', ' <?xml version="1.0"?><a/>', /declaration/],
  ['two declarations', '<?xml version="1.0"?><?xml version="1.0"?><a/>', /declaration/],
  ['a declaration without a version', '<?xml encoding="UTF-8"?><a/>', /declaration/],
  ['a DOCTYPE', '<!DOCTYPE a><a/>', /DOCTYPE/],
  ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', /DOCTYPE/],
  ['a billion laughs', billionLaughs(), /DOCTYPE/],
  ['an invalid byte', bytes('<a>', [0xff], '</a>'), /UTF-8/],
  ['an overlong character', bytes('<a>', [0xc0, 0xaf], '</a>'), /UTF-8/],
  ['an overlong character of three bytes', bytes('<a>', [0xe0, 0x80, 0xaf], '</a>'), /UTF-8/],
  ['an encoded surrogate', bytes('<a>', [0xed, 0xa0, 0x80], '</a>'), /UTF-8/],
  ['a character beyond U+10FFFF', bytes('<a>', [0xf4, 0x90, 0x80, 0x80], '</a>'), /UTF-8/],
  ['a character cut off by a tag', bytes('<a>', [0xc3], '</a>'), /UTF-8/],
  ['a character cut off by the end', bytes('<a>', [0xe2, 0x82]), /ends inside/],
  ['ISO-8859-1 bytes without a declaration', Buffer.from('<a>é</a>', 'latin1'), /UTF-8/],
  ['an invalid byte in a name', bytes('<a', [0xff], '/>'), /UTF-8/],
];

describe('malformed and hostile files', () => {
  it.each(malformed)('O6 refuses %s', (_, content, sentence) => {
    expect(refusal(content)).toMatch(sentence);
    expect(refusal(content)).toMatch(/^line \d+: /);
  });

  it('G6 refuses whatever another parser refuses, and agrees on the text it accepts', () => {
    const piece = fc.constantFrom(
      '<a>', '</a>', '<b>', '</b>', '<b/>', '<b k="1">', "k='&lt;'", 'x', ' ', '\n', '&amp;', '&#65;', '&x;', '&', '<',
      '>', ']]>', '<!-- c -->', '--', '<![CDATA[d]]>', '<?p i?>', '"', '=', '/', 'é', '\u0001', '<c>', '</c>',
    ); // prettier-ignore
    const property = fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (pieces, isWrapped) => {
      const xml = isWrapped ? `<a>${pieces.join('')}</a>` : pieces.join('');
      let isWellFormed = true;
      try {
        isWellFormed = parseTree(xml) !== undefined;
      } catch {
        isWellFormed = false;
      }
      const answer = refusal(xml);
      if (!isWellFormed) expect(answer).not.toBe('accepted');
      else expect(answer).toBe('accepted');
    });
    fc.assert(property, { seed: 20261122, numRuns: 20_000 });
  });

  it('G6 answers random bytes with a sentence, never with a crash', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 300 }), (random) => {
      expect(refusal(bytes('<a>', [...random]))).toMatch(/^line \d+: /);
    });
    fc.assert(property, { seed: 7, numRuns: 2_000 });
  });
});

describe('chunks', () => {
  const document = `\uFEFF<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- é --><a x="1">\n<b k="é&#x20AC;">Zürich &amp; €😀<![CDATA[ü]] >]]>\r\n</b>
    <z y='2'><é/></z><é>x</é><b><c>1</c></b></a><?end it?>\n`;

  it('G6 tells the same however the file is divided', () => {
    const whole = scan(document);
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(fc.array(size, { maxLength: 80 }), (sizes) => void expect(scan(document, sizes)).toEqual(whole)),
      { seed: 1, numRuns: 300 },
    );
  });

  it('G6 tells the same wherever the border of a block falls', () => {
    const whole = scan(document);
    for (let blockBytes = 64; blockBytes < 400; blockBytes++) expect(scan(document, [], blockBytes)).toEqual(whole);
  });
});

describe('bombs', () => {
  it('G6 bounds the depth', () =>
    expect(refusal('<a>'.repeat(1_000_000))).toBe('line 1: elements are nested more than 64 deep'));

  it.each([
    ['a text', `<a>${'x'.repeat(1e6)}</a>`],
    ['a comment', `<a><!--${'x'.repeat(1e6)}--></a>`],
    ['an attribute value', `<a k="${'x'.repeat(1e6)}"/>`],
    ['space in a tag', `<a${' '.repeat(1e6)}/>`],
    ['an instruction', `<a><?x ${'x'.repeat(1e6)}?></a>`],
  ])('G6 bounds %s', (_, xml) =>
    expect(refusal(xml)).toBe('line 1: a single tag, text or comment is longer than 65536 bytes'),
  );

  it('G6 bounds names, attributes, and a value made of many sections', () => {
    expect(refusal(`<${'a'.repeat(300)}/>`)).toMatch(/name is longer/);
    expect(refusal(`<a ${Array.from({ length: 65 }, (_, i) => `k${i}="1"`).join(' ')}/>`)).toMatch(/64 attributes/);
    expect(refusal(`<a><b>${'<![CDATA[0123456789]]>'.repeat(10_000)}</b></a>`)).toMatch(/text is longer/);
  });
});

function billionLaughs(): string {
  const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`);
  return `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "lol">${entities.join('')}]><a>&l9;</a>`;
}
