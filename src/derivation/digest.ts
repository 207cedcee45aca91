/** A JSON value with the keys of its objects in order, so that two texts of the same value are equal. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, entry]) => [key, canonical(entry)]));
}

/** What a digest does not cover: itself, and what says nothing of the mathematics. */
const LEFT_OUT = new Set(['digest', 'elapsed']);

/**
 * Digest of a record that survives JSON: FNV-1a of 64 bits over its canonical text, as 16 hexadecimal digits (Fowler, Noll &
 * Vo; RFC 9923). It shows a change by mistake; against one on purpose only deriving again helps.
 */
export function digestOf(record: object): string {
  const kept = Object.entries(record).filter(([key]) => !LEFT_OUT.has(key));
  const text = JSON.stringify(canonical(JSON.parse(JSON.stringify(Object.fromEntries(kept)))));
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text))
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, '0');
}
