/**
 * ISO 7064 mod 97-10 of the characters [from, to) of a text, continued from a start value. Letters count as two digits:
 * A is 10, Z is 35.
 * @returns 0..96, or -1 when a character is neither A-Z nor 0-9 (or the start value was -1).
 */
export function mod97Of(text: string, from: number, to: number, start: number): number {
  let remainder = start;
  if (remainder < 0) return -1;
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57) remainder = (remainder * 10 + code - 48) % 97;
    else if (code >= 65 && code <= 90) remainder = (remainder * 100 + code - 55) % 97;
    else return -1;
  }
  return remainder;
}
