/** So far ahead of a number that no test's stream gets there. */
const farAhead = 900_000_000;

/**
 * A cursor of the same form that the server never gave out: a number far ahead, or the same text with each letter and digit
 * replaced by another. Null where there is no cursor to imitate.
 */
export function unknownLike(cursor: string | null): string | null {
  if (cursor === null || cursor === "") return null;
  if (/^\d{1,9}$/.test(cursor)) return String(Number(cursor) + farAhead);
  const other = cursor.replaceAll(/[0-9]/g, (digit) => String((Number(digit) + 5) % 10)).replaceAll(/[a-z]/gi, rotated);
  return other === cursor ? `${cursor}0` : other;
}

/** Another letter, so that hexadecimal digits stay hexadecimal: a to f move by three places, g to z by ten, each group in a circle. */
function rotated(letter: string): string {
  const base = letter <= "Z" ? 65 : 97;
  const place = letter.charCodeAt(0) - base;
  return String.fromCharCode(base + (place < 6 ? (place + 3) % 6 : 6 + ((place - 6 + 10) % 20)));
}
