"""The potential of a diagonal network by mpmath from its known formulas: answers lines of JSON.

{"depth", "scale", "digits", "at", "repeat"}: the value, and the median CPU ms of one evaluation. Depth 2 has a closed
form; otherwise w = h(s) is solved by Newton's method (findroot) in the variable z = tanh t without cancellation.
"""
import json
import statistics
import sys
from fractions import Fraction
from time import process_time

try:
    import mpmath
    from mpmath import asinh, cosh, exp, findroot, log, mp, mpf, sinh, sqrt, tanh
except ImportError as error:
    print(json.dumps({'missing': error.name}), flush=True)
    sys.exit(0)


def number(text):
    q = Fraction(text)
    return mpf(q.numerator) / q.denominator


def potential(depth, scale, at):
    D, a, w = number(depth), number(scale), number(at)
    if depth == '2':
        return (w * asinh(w / (2 * a * a)) - sqrt(w * w + 4 * a ** 4) + 2 * a * a) / 4
    p, omega = D / (D - 2), w / a ** D
    full = mp.dps
    f = lambda t: log(2) + p * log(cosh(t)) + log(sinh(p * t)) - log(omega)
    slope = lambda t: p * tanh(t) + p / tanh(p * t)
    # Newton's method on the logarithm from double precision, the digits doubled at every step
    mp.dps = 20
    t = findroot(f, mpf(1), df=slope, solver='newton')
    while mp.dps < full:
        mp.dps = min(2 * mp.dps, full)
        t -= f(t) / slope(t)
    z = tanh(t)
    growth = (exp(t) * cosh(t)) ** (2 / (D - 2)) + (exp(-t) * cosh(t)) ** (2 / (D - 2)) - 2
    return a * a / D**2 * p * (z * omega - (D - 2) / 2 * growth)


def main():
    print(json.dumps({'versions': f'Python {sys.version.split()[0]}, mpmath {mpmath.__version__} ({mpmath.libmp.BACKEND} integers)'}),
          flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        digits = question['digits']
        times, value, first = [], None, process_time()
        while len(times) < 3 or process_time() - first < question['repeat']:
            start, calls = process_time(), 0
            while True:
                mp.dps = digits + 10
                value = potential(question['depth'], question['scale'], question['at'])
                calls += 1
                if process_time() - start > 0.02:
                    break
            times.append(1000 * (process_time() - start) / calls)
        print(json.dumps({'ms': statistics.median(times), 'value': mpmath.nstr(value, digits, strip_zeros=False)}), flush=True)


main()
