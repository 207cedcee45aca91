import { HypentropyError } from '../errors.ts';
import type { ModelTexts } from './readModel.ts';

/**
 * A factorization W of square matrices. From multiples of the identity, with measurements that commute, every factor is a
 * function of one symmetric matrix: its eigenvalues follow the scalar map, one coordinate each.
 */
export interface MatrixModel {
  /** As printed, `U*U'`. */
  readonly name: string;
  readonly latex: string;
  readonly factors: readonly string[];
  /** The map of one eigenvalue. */
  readonly scalar: string;
  readonly terms: readonly { readonly sign: 1 | -1; readonly left: number; readonly right: number }[];
  /** Σ ± LᵀR, a matrix that every flow of the factors keeps; empty for none. */
  readonly conserved: MatrixModel['terms'];
  /** Whether W is symmetric whatever the measurements, so that only their symmetric parts count. */
  readonly symmetric: boolean;
}

const MATRIX_MODELS: readonly MatrixModel[] = [
  {
    name: "U*U'", latex: 'U U^\\top', factors: ['U'], scalar: 'u^2', symmetric: true,
    terms: [{ sign: 1, left: 0, right: 0 }], conserved: [],
  },
  {
    name: "U*U' - V*V'", latex: 'U U^\\top - V V^\\top', factors: ['U', 'V'], scalar: 'u^2 - v^2', symmetric: true,
    terms: [{ sign: 1, left: 0, right: 0 }, { sign: -1, left: 1, right: 1 }],
    conserved: [{ sign: 1, left: 0, right: 1 }],
  },
  {
    name: "U*V'", latex: 'U V^\\top', factors: ['U', 'V'], scalar: 'u*v', symmetric: false,
    terms: [{ sign: 1, left: 0, right: 1 }],
    conserved: [{ sign: 1, left: 0, right: 0 }, { sign: -1, left: 1, right: 1 }],
  },
]; // prettier-ignore

/** The factorization that a person typed: `UU'`, `U*V^T`, `U U' - V V'`. Throws HypentropyError `setting` for another. */
export function readMatrixModel(text: string): MatrixModel {
  const plain = (s: string): string => s.replace(/[\s*]/g, '').replace(/\^\{?(T|\\top)\}?|\.T|ᵀ|’/g, "'");
  const found = MATRIX_MODELS.find(({ name }) => plain(name) === plain(text));
  if (found !== undefined) return found;
  throw new HypentropyError(
    'setting',
    `--matrix must be one of ${MATRIX_MODELS.map(({ name }) => name).join(', ')}: got '${text.slice(0, 60)}'`,
    `U' is the transpose of U; write it between double quotes, --matrix "U*U'"`,
  );
}

/** The scalar model of one eigenvalue: `--scale` starts every factor there, `--init "U=1, V=0"` each by itself. */
export function spectralTexts(
  model: MatrixModel,
  { init, scale, depth, parametrization, shape }: ModelTexts,
): ModelTexts {
  if (depth !== undefined || parametrization !== undefined || shape !== undefined)
    throw new HypentropyError(
      'setting',
      'a matrix factorization has no depth, parametrization or shape of its own',
      'give --matrix with --scale or --init alone',
    );
  if (init !== undefined && scale !== undefined)
    throw new HypentropyError('setting', 'start values were given twice', 'give one of --init and --scale');
  const starts =
    init?.replace(/\b([UV])(?=\s*=)/g, (name) => name.toLowerCase()) ??
    model.factors.map((f) => `${f.toLowerCase()}=${scale ?? 'alpha'}`).join(', ');
  return { parametrization: model.scalar, init: starts };
}
