"""Reference values for ball arithmetic, from mpmath: python3 elementary.py > elementary.json

Each entry: a formula in the notation of the test, its value correctly rounded to `digits` significant digits in the
layout of `evaluateDigits` (plain from 1e-7 to below 1e21, otherwise d.ddde+k).
"""
import json
import sys
from fractions import Fraction
from mpmath import mp, mpf, log, sinh, cosh, tanh, asinh, acosh, atanh, sin, cos, tan, asin, acos, atan, exp, floor, nint
from mpmath import sqrt, power


def number(q):
    q = Fraction(q)
    return mpf(q.numerator) / q.denominator


def layout(x, digits):
    """x to `digits` significant digits; the caller works with at least 40 more."""
    if x == 0:
        return '0'
    minus, x = ('-' if x < 0 else ''), abs(x)
    e = int(floor(mp.log10(x)))
    n = int(nint(x * mpf(10) ** (digits - 1 - e)))
    if n >= 10 ** digits:
        e, n = e + 1, int(nint(x * mpf(10) ** (digits - 2 - e)))
    if n < 10 ** (digits - 1):
        e, n = e - 1, int(nint(x * mpf(10) ** (digits - e)))
    s = str(n)
    assert len(s) == digits
    if e < -7 or e >= 21:
        return f"{minus}{s[0]}{'.' + s[1:] if digits > 1 else ''}e{'-' if e < 0 else '+'}{abs(e)}"
    if e < 0:
        return f"{minus}0.{'0' * (-e - 1)}{s}"
    if e + 1 >= digits:
        return minus + s.ljust(e + 1, '0')
    return f"{minus}{s[:e + 1]}.{s[e + 1:]}"


FUNCTIONS = {
    'exp': exp, 'log': log, 'sinh': sinh, 'cosh': cosh, 'tanh': tanh, 'arsinh': asinh, 'arcosh': acosh,
    'artanh': atanh, 'sin': sin, 'cos': cos, 'tan': tan, 'arcsin': asin, 'arccos': acos, 'arctan': atan,
}
TINY, HUGE = f'1/{10**300}', str(10 ** 300)
ANY = ['3/7', '-22/7', '1/1000003', f'7/{10**30}', '123/10', '1', '-1/10', '355/113']
ARGUMENTS = {
    'exp': ANY + [TINY, '-1000', '700', '100000', '-1234567/8'],
    'log': ['3/7', '22/7', f'{10**40 + 1}/{10**40}', '999999/1000000', TINY, HUGE, '2', '10', '1048577/1048576'],
    'sinh': ANY + [TINY, '-500'],
    'cosh': ANY + ['500'],
    'tanh': ANY + [TINY, '40', '-3'],
    'arsinh': ANY + [TINY, HUGE, f'-{HUGE}', '1048577/1048576', '1/1048577'],
    'arcosh': ['9/7', f'{10**40 + 1}/{10**40}', HUGE, '3', '1000001/1000000'],
    'artanh': ['3/7', '-99/100', f'{10**40 - 1}/{10**40}', TINY, '1/1048577', f'-{10**60 - 1}/{10**60}'],
    'sin': ANY + [TINY, HUGE, '100', '10000000000000000000001'],
    'cos': ANY + ['100', HUGE],
    'tan': ANY + [TINY, '100', '11/7'],
    'arcsin': ['3/7', '-99/100', f'{10**40 - 1}/{10**40}', TINY, '1', '-1/2'],
    'arccos': ['3/7', '-99/100', f'{10**40 - 1}/{10**40}', '-1', '1/3', f'-{10**40 - 1}/{10**40}'],
    'arctan': ANY + [TINY, HUGE, '1005/1000', '1006/1000', '1/1048577'],
}
POWERS = [
    ('2', '1/3'), ('7/3', '-5/11'), ('7/3', '123/1001'), ('1/10', '2/3'), (HUGE, '3/7'), (TINY, '5/16'), ('2', '1/2'),
    ('3', '-1/2'), ('10', '17/19'), (f'{10**40 + 1}/{10**40}', '100000001/3'), ('3/2', '-7/5'), ('22/7', '64/15'),
    ('9/10', '1000/7'), ('99/100', '12345'), ('-3/7', '33'), ('5', '1/16'), ('5', '1/17'),
]


def exactly(text):
    return str(Fraction(text))


def main():
    rows = []
    for name, f in FUNCTIONS.items():
        for argument in ARGUMENTS[name]:
            for digits in (17, 60) if len(argument) > 40 else (17, 60, 100, 300):
                mp.dps = digits + 700
                rows.append({'function': name, 'at': exactly(argument), 'digits': digits,
                             'value': layout(f(number(argument)), digits)})
    for base, exponent in POWERS:
        for digits in (20, 100):
            mp.dps = digits + 700
            rows.append({'power': exactly(exponent), 'at': exactly(base), 'digits': digits,
                         'value': layout(power(number(base), number(exponent)), digits)})
    mp.dps = 800
    cancelling = []
    for w in ('1/10', '1/1000000', f'1/{10**40}', TINY, '5', '1000000', HUGE):
        x = number(w)
        # the potential of the depth-2 network with scale 1: (w arsinh(w/2) - sqrt(w^2 + 4) + 2)/4
        mp.dps = 1900
        cancelling.append({'at': exactly(w), 'digits': 40,
                           'value': layout((x * asinh(x / 2) - sqrt(x * x + 4) + 2) / 4, 40)})
    # Depth D at scale a, p = D/(D-2), c = D(D-2)a^(D-2): w = a^D((1-cs)^-p - (1+cs)^-p); ψ(w) = s w - ψ*(s).
    parametric = []
    for depth, scale in (('3', '1/10'), ('4', '1/2'), ('5/2', '1'), ('7/2', '1/10000'), ('6', '3')):
        for w in ('1/2', '-7/3', '1000000', '1/1000000', f'1/{10**30}', str(10 ** 30)):
            mp.dps = 400
            D, a, x = number(depth), number(scale), number(w)
            p, c, A = D / (D - 2), D * (D - 2) * a ** (D - 2), a ** D
            # solve in q = artanh(z): monotone, by bisection and Newton on mpmath's own functions
            side = -1 if x < 0 else 1
            y = abs(x) / A
            # with z = tanh t: (1-z)^-p - (1+z)^-p = cosh(t)^p (e^(p t) - e^(-p t))
            g = lambda t: 2 * sinh(p * t) * cosh(t) ** p - y
            dg = lambda t: 2 * p * cosh(p * t) * cosh(t) ** p + 2 * p * sinh(p * t) * cosh(t) ** (p - 1) * sinh(t)
            lo, hi = mpf(0), mpf(1)
            while g(hi) < 0:
                hi *= 2
            for _ in range(60):
                mid = (lo + hi) / 2
                lo, hi = (mid, hi) if g(mid) < 0 else (lo, mid)
            t = (lo + hi) / 2
            # Near 0 Newton needs relative accuracy of the start.
            if y < mpf(10) ** -8:
                t = y / (2 * p)
            for _ in range(40):
                t -= g(t) / dg(t)
            assert abs(g(t)) < y * mpf(10) ** -350
            gap = 2 / (exp(2 * t) + 1)  # 1 - tanh t
            s = side * tanh(t) / c
            z = tanh(t)
            dual = A / (c * (p - 1)) * ((1 - z) ** (1 - p) + (1 + z) ** (1 - p) - 2)
            psi = s * x - dual
            parametric.append({'depth': exactly(depth), 'scale': exactly(scale), 'at': exactly(w), 'digits': 40,
                               's': layout(s, 40), 'gap': layout(gap, 40), 'psi': layout(psi, 40)})
    json.dump({'source': f'mpmath {__import__("mpmath").__version__}', 'rows': rows, 'potential': cancelling,
               'parametric': parametric}, sys.stdout, indent=0)
    sys.stdout.write('\n')


main()
