/** The first of wanted, wanted_1, wanted_2, … that is not taken. */
export function freshName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let k = 1; ; k++) if (!taken.has(`${wanted}_${k}`)) return `${wanted}_${k}`;
}
