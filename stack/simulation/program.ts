import { sentenceOf } from '../../domain/errors.ts';

const pollMilliseconds = 100;

/**
 * Runs a counterpart as a program: passes on and on. What it cannot handle (a full disk) ends it: its books allow a
 * start at any time.
 * @param name - begins every sentence of it
 */
export function runCounterpart(name: string, open: () => { pass(): unknown }): void {
  try {
    const counterpart = open();
    console.log(`${name}: waiting for files`);
    poll(name, counterpart);
  } catch (error) {
    stop(name, error);
  }
}

function poll(name: string, counterpart: { pass(): unknown }): void {
  try {
    counterpart.pass();
    setTimeout(() => poll(name, counterpart), pollMilliseconds);
  } catch (error) {
    stop(name, error);
  }
}

function stop(name: string, error: unknown): void {
  console.error(`${name}: ${sentenceOf(error)}`);
  process.exitCode = 1;
}
