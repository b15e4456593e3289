import type { Command } from 'commander';

import { examples, exitCodes, withContext } from '../cli.ts';
import type { Context } from '../context.ts';
import { fileChunks, sizeOfFile } from '../fileChunks.ts';
import { importFile, type ImportNoun } from '../imports.ts';
import { part } from '../output.ts';

/**
 * Adds the verb that imports a file of one kind; all imports work and speak alike.
 * @param tell - tells workflows that wait for what was imported, and says what is left of that.
 */
export function addImport(
  noun: Command,
  verb: string,
  imported: ImportNoun,
  what: string,
  tell?: (context: Context) => Promise<string>,
): void {
  const command = noun
    .command(`${verb} <file>`)
    .description(
      `Import ${what} from a ${imported === 'systems' ? 'JSON' : imported === 'tasks' ? 'CSV or JSON' : 'CSV'} file. Good rows go in; the others are listed with line, field, ` +
        'value and rule. Importing a file again changes nothing. Exit code 0 also when rows were refused, unless --strict.',
    )
    .option('--dry-run', 'the same report, and nothing is changed')
    .option('--strict', 'exit code 1 when a row was refused')
    .action(
      withContext(
        async ({ context, out }, file: string, { dryRun, strict }: { dryRun?: boolean; strict?: boolean }) => {
          await sizeOfFile(file);
          const actor = dryRun ? 'dry run' : await context.operatorOrSetup();
          const at = await context.now();
          const report = await importFile(await context.db(), imported, fileChunks(file), {
            actor,
            at,
            dryRun,
            baseDir: context.config.dataDir,
          });
          const { read, added, changed, unchanged, refused, findings } = report;
          out.show(
            { read, added, changed, unchanged, refused, ...(dryRun ? { dry_run: true } : {}) },
            {
              findings: part(findings, {
                line: (finding) => finding.line,
                field: (finding) => finding.field,
                value: (finding) => finding.value,
                rule: (finding) => finding.rule,
                severity: (finding) => finding.severity,
              }),
            },
          );
          if (refused > 0) out.say(`${refused} refused`);
          const told = added > 0 && !dryRun ? ((await tell?.(context)) ?? '') : '';
          if (told !== '') out.say(told);
          return strict && refused > 0 ? exitCodes.refused : exitCodes.done;
        },
      ),
    );
  const example = `incasso ${noun.name()} ${verb} ${imported}.${imported === 'systems' ? 'json' : 'csv'}`;
  examples(command, [
    [`${example} --dry-run`, 'what would happen'],
    [example, 'import the good rows'],
  ]);
}
