const prime = 0x01000193;
const start = 0x811c9dc5 | 0;

/** The digests of event types, which are few, so that each is made once. */
const types = new Map<string, number>();
const mostTypes = 1_000;

/**
 * 32 bits of an event's type and data (FNV-1a). Together with the kernel's sum of the data they identify an event that carries no
 * number. It is not a cryptographic hash.
 */
export function digestOf(type: string, bytes: Uint8Array): number {
  let digest = ofType(type);
  for (let i = 0; i < bytes.length; i++) digest = Math.imul(digest ^ (bytes[i] as number), prime);
  return digest;
}

/** 32 bits of an id; never 0, which stands for "no id". */
export function digestOfText(text: string): number {
  let digest = start;
  for (let i = 0; i < text.length; i++) digest = Math.imul(digest ^ text.charCodeAt(i), prime);
  return digest === 0 ? 1 : digest;
}

function ofType(type: string): number {
  const known = types.get(type);
  if (known !== undefined) return known;
  const digest = digestOfText(type);
  if (types.size < mostTypes) types.set(type, digest);
  return digest;
}
