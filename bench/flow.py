"""Gradient flow of diagonal networks by SciPy, in plain coordinates (u, v): answers lines of JSON.

First {"load": problem}, then {"solver": name, "limit": seconds}: the loosest tolerance 1e-k that reaches the target path
error, the median CPU time at it, and the smallest error met on the way.
"""
import json
import sys
import warnings

try:
    import numpy as np
    import scipy
    from scipy.integrate import DOP853, Radau, odeint, solve_ivp
except ImportError as error:
    print(json.dumps({'missing': error.name}), flush=True)
    sys.exit(0)
from time import process_time

warnings.filterwarnings('ignore')


class Limit(Exception):
    pass


class Flow:
    """u' = D u^(D-1) g, v' = -D v^(D-1) g with g = X^T (y - X (u^D - v^D))."""

    def __init__(self, problem):
        self.D, self.alpha, n, d = problem['depth'], problem['scale'], problem['n'], problem['d']
        self.X = np.array(problem['X']).reshape(n, d)
        self.XT = np.ascontiguousarray(self.X.T)
        self.gram = self.XT @ self.X
        self.y = np.array(problem['y'])
        self.d = d
        self.times = np.array(problem['times'])
        self.reference = np.array(problem['w']).reshape(len(self.times), d)
        self.size = np.abs(self.reference[-1]).max()
        self.start = np.full(2 * d, self.alpha)
        self.signs = np.concatenate([np.full(d, 1.0), np.full(d, -1.0)])
        self.deadline = np.inf
        self.calls = 0

    def power(self, x, k):
        return x if k == 1 else x * x if k == 2 else x * x * x if k == 3 else np.ones_like(x) if k == 0 else x ** k

    def gradient(self, x):
        value = self.power(x, self.D)
        return self.XT @ (self.y - self.X @ (value[: self.d] - value[self.d :]))

    def slope(self, t, x):
        self.calls += 1
        if self.calls % 64 == 0 and process_time() > self.deadline:
            raise Limit
        g = self.gradient(x)
        speed = self.D * self.power(x, self.D - 1)
        speed[: self.d] *= g
        speed[self.d :] *= -g
        return speed

    def jacobian(self, t, x):
        if process_time() > self.deadline:
            raise Limit
        g = self.gradient(x)
        p = self.signs * self.D * self.power(x, self.D - 1)
        d = self.d
        matrix = np.empty((2 * d, 2 * d))
        for a in (0, 1):
            for b in (0, 1):
                np.multiply(self.gram, -p[a * d : (a + 1) * d, None], out=matrix[a * d : (a + 1) * d, b * d : (b + 1) * d])
        matrix *= p
        matrix.flat[:: 2 * d + 1] += self.signs * self.D * (self.D - 1) * self.power(x, self.D - 2) * np.concatenate([g, g])
        return matrix

    def path(self, solver, tolerance):
        """Rows (u, v) at the times, or None. One-step methods land on the times, multistep methods interpolate."""
        rtol, atol = tolerance, tolerance * self.alpha
        if solver == 'odeint':
            rows, info = odeint(self.slope, self.start, [0.0, *self.times], Dfun=self.jacobian, tfirst=True,
                                rtol=rtol, atol=atol, mxstep=10**7, full_output=True)
            return rows[1:] if info['message'] == 'Integration successful.' else None
        if solver in ('LSODA', 'BDF'):
            result = solve_ivp(self.slope, (0.0, self.times[-1]), self.start, method=solver, t_eval=self.times,
                               rtol=rtol, atol=atol, jac=self.jacobian)
            return result.y.T if result.success else None
        kind, options = (Radau, {'jac': self.jacobian}) if solver == 'Radau' else (DOP853, {})
        rows, method = [], kind(self.slope, 0.0, self.start, self.times[-1], rtol=rtol, atol=atol, **options)
        for t in self.times:
            method.t_bound, method.status = t, 'running'
            while method.status == 'running':
                method.step()
            if method.status != 'finished':
                return None
            rows.append(method.y.copy())
        return np.array(rows)

    def error(self, rows):
        if rows is None or not np.isfinite(rows).all():
            return None
        value = self.power(rows, self.D)
        return float(np.abs(value[:, : self.d] - value[:, self.d :] - self.reference).max() / self.size)

    def run(self, solver, tolerance, limit):
        """(CPU seconds, error or None); raises Limit."""
        start = process_time()
        self.deadline = start + limit
        try:
            rows = self.path(solver, tolerance)
        except Limit:
            raise
        except (ValueError, ArithmeticError, np.linalg.LinAlgError):
            rows = None
        used = process_time() - start
        if used > limit:
            raise Limit
        return used, self.error(rows)

    def measure(self, solver, target, limit, repeat):
        seen, limited, best, spent = {}, False, None, 0.0

        def reaches(k):
            nonlocal limited, best, spent
            try:
                used, error = self.run(solver, 10.0**-k, limit)
            except Limit:
                limited = True
                spent += limit
                return False
            spent += used
            if error is not None:
                best = error if best is None else min(best, error)
            seen[k] = used
            return error is not None and error <= target

        k, found = 7, None
        if reaches(k):
            found = k
            while k > 3 and spent < 1.5 * limit and reaches(k - 1):
                k = found = k - 1
            limited = False
        else:
            while not limited and k < 13 and spent < 1.5 * limit:
                k += 1
                if reaches(k):
                    found = k
                    break
        if found is None:
            return {'outcome': 'limit' if limited or spent >= 1.5 * limit else 'missed', 'closest': best}
        runs = [seen[found]]
        while len(runs) < 31 and sum(runs) < repeat:
            try:
                runs.append(self.run(solver, 10.0**-found, 2 * limit)[0])
            except Limit:
                break
        return {'outcome': 'reached', 'tolerance': 10.0**-found, 'cpu': 1000 * float(np.median(runs)), 'closest': best}

    def closest(self, solvers, limit):
        """Error of the tightest runs that end within the limit: how well SciPy agrees with the reference."""
        best = None
        for solver in solvers:
            try:
                _, error = self.run(solver, 1e-11 if solver == 'Radau' else 1e-12, limit)
            except Limit:
                continue
            if error is not None and (best is None or error < best):
                best = error
        return best


def main():
    print(json.dumps({'versions': f'Python {sys.version.split()[0]}, SciPy {scipy.__version__}, NumPy {np.__version__}'}),
          flush=True)
    flow = None
    for line in sys.stdin:
        question = json.loads(line)
        if 'load' in question:
            flow = Flow(question['load'])
            answer = {}
        elif 'closest' in question:
            answer = {'closest': flow.closest(question['closest'], question['limit'])}
        else:
            answer = flow.measure(question['solver'], question['target'], question['limit'], question['repeat'])
        print(json.dumps(answer), flush=True)


main()
