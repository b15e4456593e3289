import { createReadStream } from 'node:fs';
import { join } from 'node:path';

import type { Context } from '../../client/context.ts';
import { importFile, importNouns } from '../../client/imports.ts';
import { type Check, equal } from './checks.ts';
import type { Office } from './office.ts';

/** Imports the sample files in their order; the bad rows in them are reported and the others go in. */
export async function importSamples(context: Context, office: Office, print: (line: string) => void): Promise<Check[]> {
  const checks: Check[] = [];
  for (const noun of importNouns) {
    const file = join('samples', noun === 'systems' ? 'systems.json' : `${noun}.csv`);
    const options = { actor: 'setup', at: await context.now(), baseDir: office.dataDir };
    const report = await importFile(await context.db(), noun, createReadStream(file), options);
    print(`import ${file}: ${report.read} rows, ${report.added} added, ${report.refused} refused`);
    for (const { line, field, rule } of report.findings.filter((finding) => finding.severity === 'error').slice(0, 2)) {
      print(`  line ${line}, ${field}: ${rule}`);
    }
    const taken = report.added + report.changed;
    checks.push(equal(`every row of ${file} is taken or refused`, taken + report.refused, report.read));
  }
  return checks;
}
