import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The TrueType files that letters are set in: DejaVu Sans Condensed, which has all Latin, Greek and Cyrillic letters. */
export async function readLetterFonts(): Promise<{ regular: Uint8Array; bold: Uint8Array }> {
  const [regular, bold] = await Promise.all(
    ['DejaVuSansCondensed', 'DejaVuSansCondensed-Bold'].map((name) =>
      readFile(require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)),
    ),
  );
  return { regular: regular!, bold: bold! };
}
