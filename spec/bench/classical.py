#!/usr/bin/env python3
"""Times classical decoding by eegp and by numpy, scipy and scikit-learn, in turns (A B A B ...).

  spec/bench/classical.py --turns 5

It builds the benchmarks of runtime/exec and needs Go beside numpy, scipy and scikit-learn. Both sides use one
thread; --threads 2 gives eegp two. Printed are medians of the processor time and of the wall time of a run, and
the ratios of the medians. On a machine that is busy with other work wall times are those of waiting.

filter    64 channels x 1 M samples, Butterworth band-pass 8..30 Hz of order 4 (8 poles), zero phase: scipy's
          sosfiltfilt with its default padding.
tangent   288 trials x 22 channels x 1000 samples, four classes: OAS covariances, tangent space at the
          Riemannian mean, logistic regression, five folds. eegp runs the whole study, from the recording in
          memory to scores; it computes covariances once. Beside it a pipeline computes them in every fold,
          and one written by hand ('hoisted') once. Matrix functions are by stacks (numpy.linalg.eigh), the mean
          by gradient steps to pyRiemann's default tolerance 1e-8, the regression scikit-learn's lbfgs.
"""
import os

for name in ('OPENBLAS_NUM_THREADS', 'OMP_NUM_THREADS', 'MKL_NUM_THREADS'):
    os.environ.setdefault(name, '1')

import argparse
import json
import re
import statistics
import subprocess
import tempfile
import time
import warnings

import numpy as np
from scipy import signal
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def filter_data():
    return np.random.default_rng(1).random((64, 1_000_000)) - 0.5


def filtered(x):
    return signal.sosfiltfilt(signal.butter(4, [8, 30], 'bandpass', fs=250, output='sos'), x)


def trials():
    r = np.random.default_rng(1)
    y = np.arange(288) % 4
    gain = np.where(np.arange(22)[None, :] % 4 == y[:, None], 1.3, 1.0)[:, :, None]
    return 10 * (gain * r.standard_normal((288, 22, 1000)) + 0.5 * r.standard_normal((288, 1, 1000))), y


def oas(x):
    x = x - x.mean(-1, keepdims=True)
    p, n = x.shape[1:]
    c = x @ x.transpose(0, 2, 1) / n
    mu = np.trace(c, axis1=1, axis2=2) / p
    alpha = (c * c).mean((1, 2))
    share = np.minimum((alpha + mu**2) / ((n + 1) * (alpha - mu**2 / p)), 1)
    return (1 - share)[:, None, None] * c + (share * mu)[:, None, None] * np.eye(p)


def of_values(c, f):
    w, v = np.linalg.eigh(c)
    return (v * f(w)[..., None, :]) @ np.swapaxes(v, -1, -2)


def mean(c, tol=1e-8):
    m, step, last = c.mean(0), 1.0, np.inf
    for _ in range(50):
        w, v = np.linalg.eigh(m)
        root, inv = (v * np.sqrt(w)) @ v.T, (v / np.sqrt(w)) @ v.T
        g = of_values(inv @ c @ inv, np.log).mean(0)
        m = root @ of_values(step * g, np.exp) @ root
        size = np.linalg.norm(g)
        if step * size < last:
            step, last = 0.95 * step, step * size
        else:
            step *= 0.5
        if size <= tol or step <= tol:
            break
    return m


UPPER = np.triu_indices(22)
WEIGHT = np.where(UPPER[0] == UPPER[1], 1, np.sqrt(2))


def tangent(c, m):
    inv = of_values(m, lambda w: 1 / np.sqrt(w))
    return of_values(inv @ c @ inv, np.log)[:, UPPER[0], UPPER[1]] * WEIGHT


def folds(x, y, ready=None):
    hits = 0
    for train, test in StratifiedKFold(5, shuffle=True, random_state=1).split(y, y):
        a, b = (oas(x[train]), oas(x[test])) if ready is None else (ready[train], ready[test])
        m = mean(a)
        model = LogisticRegression(max_iter=100).fit(tangent(a, m), y[train])
        hits += (model.predict(tangent(b, m)) == y[test]).sum()
    return hits / len(y)


def peers(job):
    if job == 'filter':
        x = filter_data()
        return {'scipy': lambda: filtered(x)}
    x, y = trials()
    return {'pipeline': lambda: folds(x, y), 'hoisted': lambda: folds(x, y, oas(x))}


def timed(run):
    wall, used = time.perf_counter(), time.process_time()
    run()
    return 1e3 * (time.process_time() - used), 1e3 * (time.perf_counter() - wall)


class Eegp:
    BENCH = {'filter': 'Filter64x1M', 'tangent': 'TangentFiveFolds'}

    def __init__(self, folder, threads):
        self.binary, self.threads = os.path.join(folder, 'exec.test'), threads
        env = dict(os.environ, GOFLAGS='-buildvcs=false')
        subprocess.run(['go', 'test', '-c', '-o', self.binary, './runtime/exec'], cwd=ROOT, env=env, check=True)

    def turn(self, job):
        command = [self.binary, '-test.run=^$', '-test.bench=^Benchmark%s$' % self.BENCH[job], '-test.benchtime=5x']
        env = dict(os.environ, GOMAXPROCS=str(self.threads))
        text = subprocess.run(command, cwd=os.path.join(ROOT, 'runtime', 'exec'), env=env, check=True,
                              capture_output=True, text=True).stdout
        wall, used = re.search(r'([\d.]+) ns/op', text), re.search(r'([\d.]+) cpu-ms/op', text)
        return float(used[1]), float(wall[1]) / 1e6


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('--turns', type=int, default=5)
    arguments.add_argument('--threads', type=int, default=1, help='of eegp')
    arguments.add_argument('--jobs', nargs='+', default=['filter', 'tangent'])
    arguments.add_argument('--json', help='a file for the times')
    a = arguments.parse_args()
    warnings.simplefilter('ignore', ConvergenceWarning)
    times = {}
    with tempfile.TemporaryDirectory() as folder:
        eegp = Eegp(folder, a.threads)
        for job in a.jobs:
            others = peers(job)
            for name, run in others.items():
                run()  # once for the memory, as eegp does
            for _ in range(a.turns):
                times.setdefault((job, 'eegp'), []).append(eegp.turn(job))
                for name, run in others.items():
                    times.setdefault((job, name), []).append(timed(run))
    middle = {k: [statistics.median(t[i] for t in v) for i in (0, 1)] for k, v in times.items()}
    print('%-10s %-10s %12s %12s %8s %8s' % ('job', 'by', 'processor ms', 'wall ms', 'ratio', 'of wall'))
    for (job, name), (used, wall) in middle.items():
        ours = middle[job, 'eegp']
        print('%-10s %-10s %12.1f %12.1f %8.1f %8.1f' % (job, name, used, wall, used / ours[0], wall / ours[1]))
    if a.json:
        with open(a.json, 'w') as f:
            json.dump({'%s %s' % k: v for k, v in times.items()}, f, indent=1)


if __name__ == '__main__':
    main()
