import { examples, exitCodes, type Noun, withContext } from '../cli.ts';
import { setUp, type SetupStep } from '../setup.ts';

const marks = { made: '✓', kept: '·', failed: '✗' } as const;

export const noun: Noun = (setup) => {
  setup
    .description(
      'Migrate the database, keep closed workflows for 90 days, register the search attributes, and create the guards. ' +
        'Safe to run again: what exists is never edited and never un-paused.',
    )
    .action(
      withContext(async ({ context, out }) => {
        const steps: SetupStep[] = [];
        await setUp(context, (step) => {
          steps.push(step);
          out.say(`${marks[step.outcome]} ${step.step}: ${step.detail}`);
        });
        out.data(steps);
        return steps.some((step) => step.outcome === 'failed') ? exitCodes.refused : exitCodes.done;
      }),
    );
  examples(setup, [['incasso setup', 'before the first use, and after every upgrade']]);
};
