/** Signs and Latin letters that are not a base letter with a mark. German umlauts as two letters, as in Germany's passports. */
const signsAndLetters: Record<string, string> = {
  Ä: 'Ae', Ö: 'Oe', Ü: 'Ue', ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ẞ: 'SS',
  Æ: 'AE', æ: 'ae', Œ: 'OE', œ: 'oe', Ø: 'O', ø: 'o', Đ: 'D', đ: 'd', Ð: 'D', ð: 'd', Þ: 'TH', þ: 'th',
  Ħ: 'H', ħ: 'h', ı: 'i', Ł: 'L', ł: 'l', Ŋ: 'N', ŋ: 'n', Ŧ: 'T', ŧ: 't',
  '&': '+', '@': '(at)', _: '-', '€': 'E', '£': 'L', $: 'S', '!': '.', '#': '.', '%': '.', '*': '.', '=': '.', '^': '.',
  ';': ',', '"': "'", '`': "'", '´': "'", '‘': "'", '’': "'", '‚': "'", '“': "'", '”': "'", '„': "'", '«': "'", '»': "'",
  '‹': "'", '›': "'", '[': '(', ']': ')', '{': '(', '}': ')', '<': '(', '>': ')', '\\': '/', '|': '/', '~': '-',
  '‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '―': '-', '−': '-', '×': 'x', '÷': ':', '¿': '?', '¡': '.',
  '\t': ' ', '\n': ' ', '\r': ' ', '\u00a0': ' ', '\u202f': ' ',
}; // prettier-ignore

/** Greek by EPC217-08 (as ELOT 743, letter by letter). Accents are taken off before. */
const greek: Record<string, string> = {
  Α: 'A', Β: 'V', Γ: 'G', Δ: 'D', Ε: 'E', Ζ: 'Z', Η: 'I', Θ: 'TH', Ι: 'I', Κ: 'K', Λ: 'L', Μ: 'M', Ν: 'N', Ξ: 'X',
  Ο: 'O', Π: 'P', Ρ: 'R', Σ: 'S', Τ: 'T', Υ: 'Y', Φ: 'F', Χ: 'CH', Ψ: 'PS', Ω: 'O',
}; // prettier-ignore

/** Cyrillic by EPC217-08 (Bulgarian), with the further letters of Serbian, Macedonian, Russian and Ukrainian. */
const cyrillic: Record<string, string> = {
  А: 'A', Б: 'B', В: 'V', Г: 'G', Д: 'D', Е: 'E', Ж: 'ZH', З: 'Z', И: 'I', Й: 'Y', К: 'K', Л: 'L', М: 'M', Н: 'N',
  О: 'O', П: 'P', Р: 'R', С: 'S', Т: 'T', У: 'U', Ф: 'F', Х: 'H', Ц: 'TS', Ч: 'CH', Ш: 'SH', Щ: 'SHT', Ъ: 'A', Ы: 'Y',
  Ь: 'Y', Э: 'E', Ю: 'YU', Я: 'YA', Ђ: 'DJ', Ј: 'J', Љ: 'LJ', Њ: 'NJ', Ћ: 'C', Џ: 'DZ', Ѕ: 'DZ', І: 'I', Є: 'YE', Ґ: 'G',
}; // prettier-ignore

/** What stands for one character outside the SEPA set. */
export const transliterations: ReadonlyMap<string, string> = new Map([
  ...Object.entries(signsAndLetters),
  ['ς', 's'],
  ...bothCases(greek),
  ...bothCases(cyrillic),
]);

function bothCases(upper: Record<string, string>): [string, string][] {
  return Object.entries(upper).flatMap(([from, to]) => [
    [from, to],
    [from.toLowerCase(), to.toLowerCase()],
  ]);
}
