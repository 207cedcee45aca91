"""Reference values of the quantities of diagonal networks, from mpmath: python3 theory.py > theory.json

The route is independent of any formula for mirror maps or potentials. One coordinate w = P(u) - P(v), P(x) = x^D (or e^x
at infinite depth), runs along du/ds = P'(u), dv/ds = -P'(v) from its start. With logarithmic positions a, b of the
two branches (u = u0 e^a; u = u0 + a at infinite depth) everything is an integral along a branch,

    s  = integral of (du/da)^2 / (dP/da) da  =  - the same of the other branch,
    psi*(s) = integral of w ds = integral of P(u) ds - integral of P(v) ds,
    metric = 1 / (P'(u)^2 + P'(v)^2),   psi(w) = s w - psi*(s),

taken by Gauss-Legendre quadrature, and the positions that belong to a given w or s come from Newton's method. Each
value is computed at two precisions that must agree to 55 digits; a few are compared with a Taylor integration
of the differential equation. The 40 digits written are correctly rounded, and so are their first 30.
"""
import json
import sys
from fractions import Fraction

from mpmath import mp, mpf, exp, floor, log, nint, odefun

INFINITE = 'inf'
RULES = {}


def number(text):
    q = Fraction(text)
    return mpf(q.numerator) / q.denominator


def legendre(count):
    """Nodes and weights on [-1, 1] at the working precision, by Newton's method on the recurrence."""
    key = (count, mp.prec)
    if key not in RULES:
        rule = []
        for i in range(count):
            x = mp.cos(mp.pi * (i + mpf(3) / 4) / (count + mpf(1) / 2))
            while True:
                p, q = x, mpf(1)
                for k in range(2, count + 1):
                    p, q = ((2 * k - 1) * x * p - (k - 1) * q) / k, p
                slope = count * (x * p - q) / (x * x - 1)
                step = p / slope
                x -= step
                if abs(step) < mpf(10) ** (-mp.dps * 2 // 3):
                    break
            p, q = x, mpf(1)
            for k in range(2, count + 1):
                p, q = ((2 * k - 1) * x * p - (k - 1) * q) / k, p
            slope = count * (x * p - q) / (x * x - 1)
            rule.append((x, 2 / ((1 - x * x) * slope * slope)))
        RULES[key] = rule
    return RULES[key]


def integral(f, lower, upper, growth):
    """Integral of a function that changes by about e^(growth * length)."""
    length = upper - lower
    if length == 0:
        return mpf(0)
    pieces = int(abs(length) * growth / 8) + 1
    # Nodes so that the remainder (growth h / 4)^(2 N) / (2 N)! is below the precision.
    h = float(min(abs(length) / pieces * growth + mpf(10) ** -300, mpf(8)))
    count, remainder = 2, 0.0
    while True:
        remainder = 2 * count * mp.log10(h * 2.718281828 / (8 * count))
        if remainder < -mp.dps - 10:
            break
        count += 1 if count < 10 else count // 10 * 5
    total, width = mpf(0), length / pieces
    for i in range(pieces):
        middle = lower + width * (i + mpf(1) / 2)
        total += sum(weight * f(middle + node * width / 2) for node, weight in legendre(count))
    return total * width / 2


class Branch:
    """One branch of the network in its logarithmic position, 0 at the start."""

    def __init__(self, depth, start):
        self.depth, self.start = depth, start
        self.infinite = depth == INFINITE
        self.growth = mpf(1) if self.infinite else max(abs(2 - number(depth)), mpf(2))
        if not self.infinite:
            self.D = number(depth)

    def position(self, a):
        return self.start + a if self.infinite else self.start * exp(a)

    def stretch(self, a):
        return mpf(1) if self.infinite else self.start * exp(a)

    def value(self, a):
        x = self.position(a)
        return exp(x) if self.infinite else x ** self.D

    def gain(self, a):
        """P - P(start), without cancellation."""
        return self.value(mpf(0)) * mp.expm1(a if self.infinite else self.D * a)

    def speed(self, a):
        """P'(x)."""
        x = self.position(a)
        return exp(x) if self.infinite else self.D * x ** (self.D - 1)

    def dual_rate(self, a):
        """|ds/da|."""
        return self.stretch(a) / self.speed(a)

    def value_rate(self, a):
        """dP/da."""
        return self.stretch(a) * self.speed(a)

    def dual(self, lower, upper):
        return integral(self.dual_rate, lower, upper, self.growth)

    def area(self, a):
        """Integral of P |ds| from the start."""
        return integral(lambda x: self.value(x) * self.dual_rate(x), mpf(0), a, self.growth)


class AtRest:
    """A branch that starts at 0 and stays there."""

    def value(self, a):
        return mpf(0)

    gain = speed = value

    def area(self, a):
        return mpf(0)


class Position:
    """A position on a branch with the dual distance |s| from the start that belongs to it."""

    def __init__(self, branch, a=None):
        self.branch = branch
        self.a = mpf(0) if a is None else a
        self.sigma = None

    def move(self, step):
        if self.sigma is None:
            self.sigma = self.branch.dual(mpf(0), self.a)
        self.sigma += self.branch.dual(self.a, self.a + step)
        self.a += step

    def reach(self, sigma, goal):
        """Newton's method for the position whose signed dual distance is sigma."""
        if self.sigma is None:
            self.move(mpf(0))
        for _ in range(2000):
            step = (sigma - self.sigma) / self.branch.dual_rate(self.a)
            # a shrinking exponential invites overshooting: no step longer than 3 e-foldings
            bound = 3 / self.branch.growth
            step = max(-bound, min(bound, step))
            self.move(step)
            if abs(step) <= goal * abs(self.a):
                return
        raise ArithmeticError('no position found')


def settle(growing, shrinking, distance, start):
    """
    Positions a > 0 > b where P(a) - P(b) grew by the distance, at equal dual distance. The branch whose dual distance
    is bounded leads, so that the other one can follow: the growing branch from depth 2, the shrinking one below.
    """
    goal = mpf(10) ** (-mp.dps + 12)
    first, second = (Position(b, x) for b, x in zip((growing, shrinking), start))
    upward = isinstance(shrinking, AtRest) or growing.infinite or growing.D >= 2
    lead, follow = (first, second) if upward else (second, first)
    away = 1 if upward else -1

    def pursue():
        if isinstance(follow.branch, Branch):
            follow.reach(-lead.sigma, goal)

    lead.move(mpf(0))
    lower, upper = mpf(0), None
    for _ in range(600):
        pursue()
        x = away * lead.a
        excess = growing.gain(first.a) - shrinking.gain(second.a) - distance
        rate = lead.branch.value_rate(lead.a)
        if isinstance(follow.branch, Branch):
            rate += follow.branch.value_rate(follow.a) * lead.branch.dual_rate(lead.a) / follow.branch.dual_rate(follow.a)
        lower, upper = (lower, x) if excess > 0 else (x, upper)
        step = -excess / rate
        if not x + step > lower and excess > 0:
            step = (lower - x) / 2
        elif upper is not None and not x + step < upper and excess < 0:
            step = (upper - x) / 2
        lead.move(away * step)
        if abs(step) <= goal * abs(lead.a):
            pursue()
            return first.a, second.a
    raise ArithmeticError('no weight found')


class Network:
    """depth, and start values as texts (at infinite depth the texts are those of e^u and e^v)."""

    def __init__(self, depth, starts):
        self.depth, self.starts = depth, starts
        self.guesses = {}

    def branches(self):
        def branch(text):
            if Fraction(text) == 0:
                return AtRest()
            return Branch(self.depth, log(number(text)) if self.depth == INFINITE else number(text))
        return [branch(text) for text in self.starts]

    def start(self):
        u, v = self.branches()
        return u.value(mpf(0)) - v.value(mpf(0))

    def weight_range(self):
        """Open interval of w in double precision, by the position where a branch reaches 0 at finite s."""
        if self.depth == INFINITE or Fraction(self.depth) >= 2 or Fraction(self.depth) == 1:
            return -float('inf') if Fraction(self.starts[1]) else 0.0, float('inf')
        ends = []
        for growing, shrinking in (self.branches(), self.branches()[::-1]):
            far = Position(growing)
            far.reach(shrinking.dual(mpf(-2000), mpf(0)), mpf(10) ** -10)
            ends.append(float(growing.value(far.a)))
        return -ends[1], ends[0]

    def at(self, kind, text):
        """(s, w, metric, psi, psi*) at a weight (kind 'w') or at a dual variable (kind 's')."""
        given = number(text)
        u, v = self.branches()
        if self.depth != INFINITE and Fraction(self.depth) == 1:
            # du/ds = 1, dv/ds = -1: straight lines, and a branch may change its sign
            s = (given - (number(self.starts[0]) - number(self.starts[1]))) / 2 if kind == 'w' else given
            w0 = number(self.starts[0]) - number(self.starts[1])
            w = w0 + 2 * s
            dual = integral(lambda x: w0 + 2 * x, mpf(0), s, 1 / (1 + abs(s)))
            return s, w, mpf(1) / 2, s * w - dual, dual
        w0 = u.value(mpf(0)) - v.value(mpf(0))
        side = given - w0 if kind == 'w' else given
        if side == 0:
            return mpf(0), w0, 1 / (u.speed(mpf(0)) ** 2 + v.speed(mpf(0)) ** 2), mpf(0), mpf(0)
        sign = 1 if side > 0 else -1
        growing, shrinking = (u, v) if sign > 0 else (v, u)
        key = (kind, text)
        if key not in self.guesses:
            full, mp.dps = mp.dps, 40
            try:
                self.guesses[key] = self.positions(kind, given, sign)
            finally:
                mp.dps = full
        a, b = self.positions(kind, given, sign, self.guesses[key])
        lead = growing if isinstance(growing, Branch) else shrinking
        sigma = sign * lead.dual(mpf(0), a if lead is growing else b) * (1 if lead is growing else -1)
        gap = growing.gain(a) - shrinking.gain(b)
        dual = growing.area(a) + shrinking.area(b)
        w = w0 + sign * gap
        metric = 1 / (growing.speed(a) ** 2 + shrinking.speed(b) ** 2)
        return sigma, w, metric, sigma * w - dual, dual

    def positions(self, kind, given, sign, start=None):
        u, v = self.branches()
        growing, shrinking = (u, v) if sign > 0 else (v, u)
        goal = mpf(10) ** (-mp.dps + 12)
        if kind == 's':
            places = []
            for branch, distance, guess in zip((growing, shrinking), (abs(given), -abs(given)), start or (None, None)):
                if isinstance(branch, AtRest):
                    places.append(mpf(0))
                    continue
                place = Position(branch, guess)
                place.reach(distance, goal)
                places.append(place.a)
            return places
        distance = sign * (given - u.value(mpf(0)) + v.value(mpf(0)))
        if isinstance(growing, AtRest):  # one branch, shrinking towards 0
            place = start[1] if start else mpf(0)
            for _ in range(400):
                step = (-distance - shrinking.gain(place)) / shrinking.value_rate(place)
                step = max(step, mpf(-1))
                place += step
                if abs(step) <= goal * abs(place):
                    return mpf(0), place
            raise ArithmeticError('no weight found')
        if start is None:
            # where the growing branch would make the whole distance
            reach = mp.log1p(distance / growing.value(mpf(0)))
            start = (reach if growing.infinite else reach / growing.D, mpf(0))
            if not growing.infinite and growing.D < 2:
                start = (mpf(0), mpf(0))
        return settle(growing, shrinking, distance, start)


def values(network, quantity, text, origin=None):
    """The quantity at a point; the origin is the second point of a divergence."""
    kind = 's' if quantity in ('dual-potential', 'inverse-mirror-map') else 'w'
    s, w, metric, psi, dual = network.at(kind, text)
    if quantity == 'bregman':
        # without a second point it is taken from w(0), where s and psi vanish
        if origin is None:
            return psi
        s0, w0, _, psi0, _ = network.at('w', origin)
        return psi - psi0 - s0 * (w - w0)
    return {'potential': psi, 'regularizer': psi, 'mirror-map': s, 'metric': metric, 'dual-potential': dual,
            'inverse-mirror-map': w}[quantity]


def digits_of(x, digits):
    """Sign, integer of that many digits, exponent of ten of its first digit."""
    e = int(floor(mp.log10(abs(x))))
    for exponent in (e - 1, e, e + 1):
        n = int(nint(abs(x) * mpf(10) ** (digits - 1 - exponent)))
        if 10 ** (digits - 1) <= n < 10 ** digits:
            return ('-' if x < 0 else ''), str(n), exponent
    raise ArithmeticError('no digits')


def written(x):
    """40 correctly rounded digits in exponent form, safe to round on to 30."""
    if x == 0:
        return '0'
    sign, n, e = digits_of(x, 40)
    assert n[30:] not in ('5000000000', '4999999999'), f'{n} cannot be rounded twice'
    return f'{sign}{n[0]}.{n[1:]}e{e}'


def agreed(compute):
    """compute() at two precisions that agree to 55 digits; 0 when it vanishes to almost 350 digits."""
    for coarse, fine in ((80, 110), (170, 210), (300, 350)):
        found = []
        for mp.dps in (coarse, fine):
            found.append(compute())
        if abs(found[0] - found[1]) <= abs(found[1]) * mpf(10) ** -55:
            return found[1]
    if abs(found[1]) < mpf(10) ** -335:
        return mpf(0)
    raise ArithmeticError(f'no agreement: {mp.nstr(found[0], 50)} {mp.nstr(found[1], 50)}')


def check_by_differential_equation():
    """The same positions from a Taylor integration of du/ds = P'(u), dv/ds = -P'(v)."""
    for depth, starts, text in (('3', ('1/2', '1/2'), '1/3'), ('5/2', ('3/10', '1/2'), '1/10'), ('3/2', ('1', '1'), '1/5'),
                                ('2', ('1/10', '1/5'), '-1/2'), ('7', ('1', '4/5'), '1/100')):
        network = Network(depth, starts)
        mp.dps = 220
        s, w, _, psi, dual = network.at('s', text)
        mp.dps = 45
        D, sign = number(depth), (1 if number(text) > 0 else -1)
        flow = odefun(lambda _, y: [sign * D * y[0] ** (D - 1), -sign * D * y[1] ** (D - 1),
                                    sign * (y[0] ** D - y[1] ** D)],
                      0, [number(starts[0]), number(starts[1]), mpf(0)])
        u, v, area = flow(abs(number(text)))
        assert abs(u ** D - v ** D - w) < mpf(10) ** -38 * abs(w), (depth, 'w')
        assert abs(area - dual) < mpf(10) ** -38 * abs(dual), (depth, 'dual')


DEPTHS = ['1', *(str(k) for k in range(2, 17)), '5/2', '7/3', '9/4', '17/3', '6/5', '4/3', '3/2', '8/5', INFINITE]
EQUAL = ['1/1000000', '1/100', '1/10', '1', '1/2', '1/10000', '3', '1/1000', '1000', '7/5', '1/50', '50']
UNEQUAL = [('1/10', '1', '2'), ('1/1000', '3', '1'), ('1', '1/2', '1'), ('1/10', '1', '10'), ('5', '1', '4/5'),
           ('1/100000', '1', '7/3')]
INITS = [('3/10', '1/2'), ('1', '1/100'), ('7/10', '2/3'), ('1/20', '1/2'), ('20', '30')]
ONE_BRANCH = [('2', ('1/2', '0')), ('3', ('1/5', '0')), ('5/2', ('2', '0')), ('4', ('1/10', '0')), ('6', ('0', '1/3'))]
WEIGHTS = ['1/1000000', '-1/1000', '1/7', '-1/2', '1', '-7/3', '10', '-1000', '123456', '-1000000', '1/3000', '-3/100',
           '22/7', '-1/1000000', '1000000', '355/113', '-54321/10', '1/2', '2', '-1']
QUANTITIES = ['potential', 'mirror-map', 'metric', 'dual-potential', 'inverse-mirror-map', 'bregman', 'regularizer']


def decimal_near(x, digits):
    """The number cut to that many digits, an exact rational towards 0."""
    sign, _, e = digits_of(x, digits)
    q = int(floor(abs(x) * mpf(10) ** (digits - 1 - e))) * Fraction(10) ** (e - digits + 1)
    return str(-q if sign else q)


def models():
    turn = 0
    for i, depth in enumerate(DEPTHS):
        for k in range(3):
            scale = EQUAL[(i * 5 + k * 4 + k) % len(EQUAL)]
            yield {'depth': depth, 'scale': scale}, (scale, scale)
        scale, u, v = UNEQUAL[i % len(UNEQUAL)]
        if i % 2:
            u, v = v, u
        yield ({'depth': depth, 'scale': scale, 'shape': f'u={u}, v={v}'},
               tuple(str(Fraction(scale) * Fraction(x)) for x in (u, v)))
        if depth != INFINITE:
            u, v = INITS[turn % len(INITS)]
            turn += 1
            yield {'depth': depth, 'init': f'u={u}, v={v}'}, (u, v)
    for depth, (u, v) in ONE_BRANCH:
        yield {'depth': depth, 'init': f'u={u}, v={v}'}, (u, v)


def main():
    check_by_differential_equation()
    groups, turn = [], 0
    for request, starts in models():
        network = Network(request['depth'], starts)
        mp.dps = 60
        low, high = network.weight_range()
        if Fraction(starts[0]) == 0:
            low, high = -float('inf'), 0.0
        points = []
        while len(points) < 4:
            w = WEIGHTS[turn % len(WEIGHTS)]
            turn += 7
            if 0.0 in (low, high):
                w = str(abs(Fraction(w)) * (1 if high else -1))
            if not low < float(Fraction(w)) < high:
                # inside a bounded interval: the same spread, measured from its middle
                w = decimal_near(number(w) / 1000001 * (mpf(high) - mpf(low)) / 2 + (mpf(high) + mpf(low)) / 2, 6)
            if w not in points:
                points.append(w)
        if high < float('inf') and high:
            points[3] = decimal_near(mpf(high) * mpf('0.999'), 7)
        print(request, points, file=sys.stderr, flush=True)
        duals = []
        for k, w in enumerate(points[:3]):
            mp.dps = 60
            s = network.at('w', w)[0]
            duals.append('1/1000' if s == 0 else decimal_near(s, (6, 3, 12)[k]))
        rows = {}
        for quantity in QUANTITIES:
            kind = 's' if quantity in ('dual-potential', 'inverse-mirror-map') else 'w'
            chosen = duals if kind == 's' else points[:2] if quantity in ('metric', 'regularizer') else points
            if quantity == 'bregman':
                origin = points[0]
                rows[quantity] = {'from': origin, 'at': points[1:],
                                  'values': [written(agreed(lambda: values(network, quantity, w, origin))) for w in points[1:]]}
            else:
                rows[quantity] = {'at': chosen, 'values': [written(agreed(lambda: values(network, quantity, w))) for w in chosen]}
        groups.append({**request, 'quantities': rows})
    body = ',\n'.join(json.dumps(group, separators=(',', ':')) for group in groups)
    sys.stdout.write(f'{{"source":"mpmath {__import__("mpmath").__version__}","models":[\n{body}\n]}}\n')


if __name__ == '__main__':
    main()
