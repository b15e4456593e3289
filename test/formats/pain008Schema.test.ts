import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { sharedData } from '../support/sharedData.ts';
import { validateXsd } from '../support/xsd.ts';
import { anyModel, oneLine, write } from './pain008Model.ts';

const iso = {
  'pain.008.001.08': sharedData('xsd/iso/pain.008.001.08.xsd'),
  'pain.008.001.02': sharedData('xsd/iso/pain.008.001.02.xsd'),
};
const german = {
  'pain.008.001.08': sharedData('xsd/national/de/pain.008.001.08_GBIC_5.xsd'),
  'pain.008.001.02': sharedData('xsd/national/de/pain.008.001.02_GBIC_3.xsd'),
};
const paths = [...Object.values(iso), ...Object.values(german)];

describe.skipIf(paths.includes(undefined))('pain.008 against the schemas (skipped without the shared data)', () => {
  it('G5 any message is valid against ISO 20022 and the German subset', async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        const xml = await write(model);
        expect(validateXsd(iso[model.message.version]!, xml)).toEqual([]);
        // The German subset of .02 knows addresses as lines only, which SEPA takes no more since November 2026.
        const hasAddress = model.lines.some((line) => line.debtor_address !== undefined);
        if (model.message.version === 'pain.008.001.02' && hasAddress) return;
        expect(validateXsd(german[model.message.version]!, xml)).toEqual([]);
      }),
      { seed: 20022, numRuns: 300 },
    );
  });

  it('the validator finds what is not allowed', async () => {
    const xml = await write(oneLine());
    const wrong = xml.replace('<SeqTp>RCUR</SeqTp>', '<SeqTp>RPRE</SeqTp>');
    expect(validateXsd(iso['pain.008.001.08']!, wrong)).toEqual([]);
    expect(validateXsd(german['pain.008.001.08']!, wrong).join()).toMatch(/line 4: .*SeqTp.*RPRE/);
    expect(validateXsd(iso['pain.008.001.08']!, xml.replace('</GrpHdr>', ''))).not.toEqual([]);
    expect(validateXsd(iso['pain.008.001.02']!, xml)).not.toEqual([]);
  });
});
