/**
 * A Rosenbrock method in the transformed form without matrix products (Hairer & Wanner, Solving ODE II, IV.7):
 *   (1/(hγ) − J) U_i = f(y + Σ_{j<i} a_ij U_j) + Σ_{j<i} (c_ij / h) U_j,
 *   y₁ = y + Σ m_i U_i,   error estimate Σ e_i U_i.
 */
export interface RosenbrockTableau {
  readonly name: string;
  readonly order: number;
  readonly gamma: number;
  /** Row i has i entries. */
  readonly a: readonly (readonly number[])[];
  readonly c: readonly (readonly number[])[];
  readonly m: readonly number[];
  readonly e: readonly number[];
}

const LAST = [
  -7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946,
];

/**
 * Rodas5P of order 5(4), stiffly accurate and L-stable: G. Steinebach, Construction of Rosenbrock–Wanner method
 * Rodas5P and numerical benchmarks within the Julia Differential Equations package, BIT 63 (2023) 27.
 */
export const RODAS5P: RosenbrockTableau = {
  name: 'Rodas5P',
  order: 5,
  gamma: 0.21193756319429014,
  a: [
    [],
    [3],
    [2.849394379747939, 0.45842242204463923],
    [-6.954028509809101, 2.489845061869568, -10.358996098473584],
    [2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641],
    LAST,
    [...LAST, 1],
    [...LAST, 1, 1],
  ],
  c: [
    [],
    [-14.155112264123755],
    [-17.97296035885952, -2.859693295451294],
    [147.12150275711716, -1.41221402718213, 71.68940251302358],
    [165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306],
    [24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471],
    [
      30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783, -19.097331116725623,
      -28.087943162872662,
    ],
    [
      37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047, -40.06618937091002,
      -54.66780262877968, -9.48861652309627,
    ],
  ],
  m: [...LAST, 1, 1, 1],
  e: [0, 0, 0, 0, 0, 0, 0, 1],
};
