import { examples, type Noun, withoutContext } from '../cli.ts';

export const noun: Noun = (worker, programs) => {
  worker.description('Run a worker until SIGINT or SIGTERM; running steps are finished first.');
  worker.action(withoutContext(() => programs.runWorker()));
  examples(worker, [['incasso worker', 'work on the configured task queue; as many as you like may run']]);
};
