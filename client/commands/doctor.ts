import { examples, exitCodes, type Noun, withContext } from '../cli.ts';
import { examine, type Finding } from '../doctor.ts';

export const noun: Noun = (doctor) => {
  doctor
    .description(
      'Check connections, schema, guards, directories, and that every waiting row has its workflow. Exit code 1 when something is wrong.',
    )
    .action(
      withContext(async ({ context, out }) => {
        const findings: Finding[] = [];
        const healthy = await examine(context, (finding) => {
          findings.push(finding);
          out.say(`${finding.ok ? '✓' : '✗'} ${finding.check}: ${finding.detail}`);
          if (!finding.ok) out.say(`  → ${finding.advice}`);
        });
        out.data(findings);
        return healthy ? exitCodes.done : exitCodes.refused;
      }),
    );
  examples(doctor, [
    ['incasso doctor', 'a line for each check, with what to do'],
    ['incasso doctor --json', 'for a monitoring system'],
  ]);
};
