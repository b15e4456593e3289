import { InvalidArgumentError } from 'commander';

/** A parser that takes one of the given words; what it refuses is wrong usage. */
export function oneOf(words: readonly string[]): (text: string) => string {
  return (text) => {
    if (!words.includes(text)) throw new InvalidArgumentError(`It must be one of ${words.join(', ')}.`);
    return text;
  };
}
