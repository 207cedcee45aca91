"""The derivation of a diagonal network w = u^D - v^D from u = v = a by SymPy, step by step: answers lines of JSON.

{"depth": "3", "limit": seconds, "repeat": seconds, "keep": false}: CPU ms of the first run and the medians of the
following ones, by step too, each at a scale of another name. Unless "keep", SymPy's cache is emptied before each.
A step that takes longer than the limit is given up; a check that neither simplify nor equals decides is noted. Both are
named in "open", and the derivation goes on with what it has.
"""
import json
import signal
import statistics
import sys

try:
    import sympy
    from sympy import Matrix, Rational, Wild, asinh, diff, expand, integrate, series, simplify, sinh, solve, symbols
    from sympy.core.cache import clear_cache
    from sympy.polys.ring_series import rs_series_reversion
except ImportError as error:
    print(json.dumps({'missing': error.name}), flush=True)
    sys.exit(0)
from time import process_time


class Limit(Exception):
    pass


def stop(_number, _frame):
    raise Limit


signal.signal(signal.SIGALRM, stop)

u, v = symbols('u v', positive=True)
s, w = symbols('s w', real=True)
WILD = [Wild(name, exclude=[s]) for name in ('c', 'k')]
# Depths whose mirror map has a formula that SymPy's solve can be asked for.
CLOSED = {'1', '2', '4'}


class Derivation:
    def __init__(self, depth, scale):
        self.a = symbols(scale, positive=True)
        self.text, self.D, self.unproved, self.root = depth, Rational(depth), False, None

    def zero(self, expression):
        if simplify(expression) != 0 and expression.equals(0) is not True:
            self.unproved = True

    def steps(self):
        yield 'jacobian', self.jacobian
        yield 'flow', self.flow
        yield 'conserved', self.conserved
        yield 'inverse mirror map', self.dual_map
        yield 'dual potential', self.dual_potential
        if self.text in CLOSED:
            yield 'mirror map', self.inverse
        yield 'potential', self.potential
        yield 'metric', self.metric
        yield 'series', self.series

    def jacobian(self):
        self.F = u ** self.D - v ** self.D
        J = Matrix([[diff(self.F, u), diff(self.F, v)]])
        self.M = simplify((J * J.T)[0, 0])

    def flow(self):
        self.path, self.dual = {}, {}
        for x in (u, v):
            G = integrate(1 / diff(self.F, x), x)
            roots = solve(G - G.subs(x, self.a) - s, x)
            root = next(r for r in roots if simplify(r.subs(s, 0) - self.a) == 0)
            self.path[x], self.dual[x] = root, G
            self.zero(diff(root, s) - diff(self.F, x).subs(x, root))

    def conserved(self):
        c = self.dual[u] - self.dual[v]
        self.zero(diff(c, u) * diff(self.F, u) + diff(c, v) * diff(self.F, v))

    def dual_map(self):
        self.h = simplify(self.F.subs(self.path, simultaneous=True))

    def dual_potential(self):
        primitive = integrate(self.h, s)
        self.star = simplify(primitive - primitive.subs(s, 0))
        self.zero(diff(self.star, s) - self.h)

    def inverse(self):
        found = self.h.match(WILD[0] * sinh(WILD[1] * s))
        if found:
            # solve would answer in logarithms, which simplify does not prove
            self.root = asinh(w / found[WILD[0]]) / found[WILD[1]]
            self.zero(self.h.subs(s, self.root) - w)
            return
        at = {self.a: Rational(3, 2), w: Rational(1, 3)}
        true = sympy.nsolve((self.h - w).subs(at), s, 0)
        self.root = min(solve(self.h - w, s), key=lambda r: abs(complex(r.subs(at).evalf()) - float(true)))
        self.zero(self.h.subs(s, self.root) - w)

    def potential(self):
        parametric = s * self.h - self.star
        self.zero(diff(parametric, s) - s * diff(self.h, s))
        if self.root is not None:
            self.psi = simplify(parametric.subs(s, self.root))
            self.zero(diff(self.psi, w) - self.root)

    def metric(self):
        self.zero(self.M.subs(self.path, simultaneous=True) - diff(self.h, s))
        if self.root is not None:
            self.hessian = simplify(diff(self.root, w))
            self.zero(self.hessian * diff(self.h, s).subs(s, self.root) - 1)

    def series(self):
        # w(s) at scale 1 to order 7, and its reversion, the series of the mirror map
        ring, x, y = sympy.ring('x, y', sympy.QQ)
        terms = expand(series(self.h.subs(self.a, 1), s, 0, 8).removeO())
        polynomial = ring(0)
        for k in range(8):
            polynomial += sympy.QQ(*map(int, Rational(terms.coeff(s, k)).as_numer_denom())) * x ** k
        self.mirror = rs_series_reversion(polynomial, x, 8, y)


scales = 0


def run(depth, limit, keep):
    """({step: ms}, what stayed open)."""
    global scales
    scales += 1
    if not keep:
        clear_cache()
    derivation, times, left = Derivation(depth, f'a{scales}'), {}, []
    for name, step in derivation.steps():
        start = process_time()
        derivation.unproved = False
        try:
            signal.setitimer(signal.ITIMER_REAL, limit)
            step()
            if derivation.unproved:
                left.append(f'{name} unproved')
        except Limit:
            left.append(f'{name} over {limit} s')
        except Exception as error:
            left.append(f'{name}: {type(error).__name__}')
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        times[name] = 1000 * (process_time() - start)
    return times, left


def main():
    print(json.dumps({'versions': f'Python {sys.version.split()[0]}, SymPy {sympy.__version__}'}), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        def timed():
            steps, left = run(question['depth'], question['limit'], question['keep'])
            return sum(steps.values()), steps, left

        first, steps, left = timed()
        runs = []
        # a derivation with a step over the limit is not run again
        while not any(' over ' in text for text in left) and len(runs) < 15 and (
                len(runs) < 2 or sum(total for total, _, _ in runs) < 1000 * question['repeat']):
            runs.append(timed())
        if runs:
            steps = {name: statistics.median(times[name] for _, times, _ in runs) for name in steps}
        print(json.dumps({'first': first, 'warm': statistics.median(r[0] for r in runs) if runs else None,
                          'steps': steps, 'open': left}), flush=True)


main()
