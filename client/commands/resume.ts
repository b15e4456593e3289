import { examples, type Noun, withContext } from '../cli.ts';
import { showProgress } from '../progress.ts';
import { resumeAll } from '../resume.ts';

export const noun: Noun = (resume) => {
  resume
    .description(
      'Start, or tell to look, the workflow of every row that waits: after the Temporal server lost its data or was restored. ' +
        'Sends nothing twice; may be run at any time.',
    )
    .option('--dry-run', 'only count what waits')
    .action(
      withContext(async ({ context, out }, { dryRun }: { dryRun?: boolean }) => {
        let progress: ReturnType<typeof showProgress> | undefined;
        const { waiting, told } = await resumeAll(context, {
          dryRun,
          onTold: (done, total) => (progress ??= showProgress('workflows', total)).at(done),
        });
        progress?.end();
        const { submission, inboundFile, instruction, dossier, mandateSigning } = waiting;
        const rows =
          `${submission} submissions, ${inboundFile} inbound files, ${instruction} instructions, ${dossier} dossiers, ` +
          `${mandateSigning} mandates to sign wait`;
        out.outcome(dryRun ? `${rows}; nothing was told (dry run)` : `${rows}; ${told} workflows told`, {
          submissions: submission,
          inbound_files: inboundFile,
          instructions: instruction,
          dossiers: dossier,
          mandates_to_sign: mandateSigning,
          told,
        });
      }),
    );
  examples(resume, [
    ['incasso resume --dry-run', 'what waits'],
    ['incasso resume --as anna', 'bring it back'],
  ]);
};
