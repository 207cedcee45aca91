import { assumptionsToText, type Assumptions } from '../expression/assumptions.ts';
import { ZERO, type Expression } from '../expression/expression.ts';
import { toText } from '../expression/printText.ts';
import type { StepClaimRecord } from '../records.ts';
import type { Claim } from '../theory/step.ts';

/** The claims of a step as texts from which they can be decided again; definitions have none. */
export const claimTexts = (claims: readonly Claim[]): StepClaimRecord[] =>
  claims.flatMap(textsOf).map(typeable);

/** Names that no person can type, x′ say, become small_x, so that the texts can be read. */
function typeable(claim: StepClaimRecord): StepClaimRecord {
  return JSON.parse(JSON.stringify(claim).replace(/([A-Za-z]\w*)\u2032/g, 'small_$1')) as StepClaimRecord;
}

function textsOf(claim: Claim): StepClaimRecord[] {
  switch (claim.kind) {
    case 'identity':
      return [identity(claim.name, claim.left, claim.right, claim.assumptions)];
    case 'inverse':
      return [
        identity(claim.name, claim.composed, claim.value, claim.assumptions),
        identity(`${claim.name}, back`, claim.back.left, claim.back.right, claim.back.assumptions),
      ];
    case 'positive': {
      const { name, expression, orZero = false, assumptions } = claim;
      const positive = { kind: 'positive' as const, name, left: toText(expression), right: '0' };
      return [{ ...positive, ...(orZero ? { orZero } : {}), assumptions: assumptionsToText(assumptions) }];
    }
    case 'expansion': {
      const { name, exact, series, variable, towards, next, assumptions } = claim;
      return [
        {
          kind: 'expansion',
          name,
          left: toText(exact),
          right: toText(series),
          variable,
          towards,
          next: next === null ? null : toText(next),
          assumptions: assumptionsToText(assumptions),
        },
      ];
    }
    case 'galois': {
      const { name, equation, variable, root, proof } = claim;
      const { polynomial, resolvent, through, certificate } = proof;
      const [coefficients, image, map] = [polynomial, resolvent, through].map((f) => f.map(String));
      const { degree, group } = certificate;
      const primes = certificate.primes.map(({ p, pattern }) => ({ p, pattern: [...pattern] }));
      return [
        {
          kind: 'no-radical-form',
          name,
          left: toText(equation),
          right: toText([...proof.at.values()][0] ?? ZERO),
          variable,
          galois: {
            root: toText(root),
            polynomial: coefficients!,
            resolvent: image!,
            through: map!,
            degree,
            group,
            primes,
          },
          assumptions: [`-1 < ${variable} < 1`],
        },
      ];
    }
    default:
      return [];
  }
}

const identity = (
  name: string,
  left: Expression,
  right: Expression,
  assumptions: Assumptions,
): StepClaimRecord => ({
  kind: 'identity',
  name,
  left: toText(left),
  right: toText(right),
  assumptions: assumptionsToText(assumptions),
});
