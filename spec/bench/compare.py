#!/usr/bin/env python3
"""Times eegp and PyTorch side by side: one process each, in turns (A B A B ...), one thread.

  make bench-peer
  spec/bench/compare.py --eegp bin/eegp --rows eegnet --turns 12
  spec/bench/compare.py --eegp bin/eegp --json times.json

Both serve: they answer a line 'run N' with the times of N runs. Every turn asks each of them once for about
as much work as the others, so that what else the machine does falls on all alike. Printed are medians over all
runs, and the ratio of PyTorch's to eegp's: against 'same' convolutions as people write them, and against
'prepad', tuned by hand. On a machine that is busy with other work wall times are those of waiting; the processor
time that each run took is counted as well, and ratios are of that where the system tells it (Linux). The networks are those of peers.eegp and torch_peer.py beside this file.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# name, network, channels x time, mode, batch, further arguments of eegp bench
ROWS = [
    ('EEGNet-8,2 training', 'eegnet', 22, 256, 'train', 64, []),
    ('EEGNet-8,2 training', 'eegnet', 64, 1000, 'train', 64, []),
    ('EEGNet-8,2 training, trials change', 'eegnet', 22, 256, 'train', 64, ['--changing']),
    ('EEGNet-8,2 training, no rewrites', 'eegnet', 22, 256, 'train', 64, ['--numerics', 'exact']),
    ('EEGNet-8,2 training, no rewrites', 'eegnet', 64, 1000, 'train', 64, ['--numerics', 'exact']),
    ('EEGNet-8,2 inference', 'eegnet', 22, 256, 'infer', 64, []),
    ('EEGNet-8,2 inference', 'eegnet', 64, 1000, 'infer', 64, []),
    ('EEGNet-8,2 inference', 'eegnet', 22, 256, 'infer', 1, []),
    ('EEGNet-8,2 inference', 'eegnet', 64, 1000, 'infer', 1, []),
    ('EEGNeX-8,32 training', 'eegnex', 22, 256, 'train', 64, []),
    ('EEGNeX-8,32 inference', 'eegnex', 22, 256, 'infer', 64, []),
    ('ShallowConvNet training', 'shallow', 22, 256, 'train', 64, []),
    ('EEG-Conformer training', 'conformer', 22, 256, 'train', 64, []),
    ('three-layer LSTM training', 'lstm', 22, 256, 'train', 64, []),
]
PADDED = ('eegnet', 'eegnex')  # the others have no 'same' convolutions

# PyTorch gives large tensors back to the system and takes them anew in every step. Where page faults are dear, as in
# virtual machines, that would be most of its time: it may keep its memory, as eegp does.
KEEP = {'MALLOC_MMAP_THRESHOLD_': '4000000000', 'MALLOC_TRIM_THRESHOLD_': '4000000000', 'MALLOC_TOP_PAD_': '1000000000'}


class Server:
    """A process that answers 'run N'."""

    def __init__(self, command):
        self.times, self.used = [], []
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=dict(os.environ, **KEEP))

    def run(self, n):
        self.process.stdin.write('run %d\n' % n)
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit('%s ended' % ' '.join(self.process.args))
        return json.loads(answer)['ms']

    def turn(self, n):
        before = self.processor()
        self.times += self.run(n)
        if before is not None:
            self.used.append((self.processor() - before) / n)

    def processor(self):
        """Milliseconds of processor time that all threads took so far."""
        total, folder = 0, '/proc/%d/task' % self.process.pid
        try:
            for task in os.listdir(folder):
                with open('%s/%s/schedstat' % (folder, task)) as f:
                    total += int(f.read().split()[0])
        except OSError:
            return None
        return total / 1e6

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def commands(row, a):
    """The servers of a row by name."""
    _, net, channels, samples, mode, batch, more = row
    common = ['--mode', mode, '--batch', str(batch), '--threads', str(a.threads), '--serve']
    axes = '[channel=%d, time=%d @ 128 Hz, class=4]' % (channels, samples)
    out = {'eegp': [a.eegp, 'bench', os.path.join(HERE, 'peers.eegp'), 'net_' + net, '--on', axes] + common + more}
    for variant in ('same', 'prepad') if net in PADDED else ('same',):
        out[variant] = [a.python, '-W', 'ignore', os.path.join(HERE, 'torch_peer.py'), '--model', net, '--variant', variant,
                        '--channels', str(channels), '--time', str(samples)] + common
    return out


def compare(row, a):
    servers = {name: Server(c) for name, c in commands(row, a).items()}
    # How many runs fill a turn; these are not counted.
    runs = {name: max(1, min(200, round(a.turn_ms / s.run(1)[0]))) for name, s in servers.items()}
    for _ in range(a.turns):
        for name, s in servers.items():
            s.turn(runs[name])
    for s in servers.values():
        s.close()
    wall = {name: statistics.median(s.times) for name, s in servers.items()}
    return wall, {name: statistics.median(s.used) for name, s in servers.items()} if servers['eegp'].used else wall


def machine():
    with open('/proc/cpuinfo') as f:
        names = re.findall(r'model name\s*: (.*)', f.read())
    return '%s, %d processors' % (names[0] if names else 'unknown', os.cpu_count())


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--eegp', default='bin/eegp')
    p.add_argument('--python', default='/usr/bin/python3', help='one that has torch')
    p.add_argument('--rows', default='', help='only rows whose network, input, mode and batch hold this: "eegnet 22x256 train 64"')
    p.add_argument('--turns', type=int, default=8)
    p.add_argument('--turn-ms', type=float, default=300)
    p.add_argument('--threads', type=int, default=1)
    p.add_argument('--json', help='also write the numbers here')
    a = p.parse_args()
    before, done = os.getloadavg()[0], []
    print('%s; %d threads; load %.1f when it began' % (machine(), a.threads, before))
    print('| work | input | batch | eegp ms | same ms | prepad ms | eegp cpu | same cpu | prepad cpu | vs same | vs prepad |')
    print('|---|---|' + '---:|' * 9)
    for row in ROWS:
        if a.rows not in '%s %dx%d %s %d %s' % (row[1:6] + (' '.join(row[6]),)):
            continue
        wall, used = compare(row, a)
        done.append(dict(work=row[0], network=row[1], channels=row[2], time=row[3], mode=row[4], batch=row[5],
                         load=os.getloadavg()[0], ms=wall, cpu_ms=used))
        cells = ['%.3f' % of[k] if k in of else '' for of in (wall, used) for k in ('eegp', 'same', 'prepad')]
        cells += ['%.1fx' % (used[k] / used['eegp']) if k in used else '' for k in ('same', 'prepad')]
        print('| %s | %dx%d | %d | %s |' % (row[0], row[2], row[3], row[5], ' | '.join(cells)), flush=True)
    print('load %.1f when it ended' % os.getloadavg()[0])
    if a.json:
        with open(a.json, 'w') as f:
            json.dump(dict(machine=machine(), threads=a.threads, rows=done), f, indent=1)


if __name__ == '__main__':
    main()
