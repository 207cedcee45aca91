/**
 * A hash of numbers that is the same on every engine: FNV-1a of 64 bits over their IEEE bytes, little-endian, as 16
 * hexadecimal digits; −0 counts as 0. (Fowler, Noll & Vo; RFC 9923.)
 */
export function dataHash(...parts: readonly ArrayLike<number>[]): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  const view = new DataView(new ArrayBuffer(8));
  for (const part of parts)
    for (let i = 0; i < part.length; i++) {
      view.setFloat64(0, part[i]! + 0, true);
      for (let b = 0; b < 8; b++) {
        low = (low ^ view.getUint8(b)) >>> 0;
        // times 2^40 + 0x1b3, in two halves of 32 bits
        const product = low * 0x1b3;
        high = (high * 0x1b3 + Math.floor(product / 2 ** 32) + low * 2 ** 8) % 2 ** 32;
        low = product % 2 ** 32;
      }
    }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
