"""Checks an ONNX file with the onnx package and runs it with numpy.

Reads from standard input one JSON object {"model": path, "inputs": {name: {"shape": [..], "data": [..]}}}
and prints {name: {"shape": [..], "data": [..]}} of the outputs.
"""
import json
import sys

import numpy as np
import onnx
from onnx import helper, numpy_helper, shape_inference

SIMPLE = {
    "Neg": np.negative, "Reciprocal": lambda a: 1 / a, "Exp": np.exp, "Log": np.log, "Sin": np.sin, "Cos": np.cos,
    "Sqrt": np.sqrt, "Tanh": np.tanh, "Floor": np.floor, "Sign": np.sign, "Abs": np.abs, "Add": np.add, "Sub": np.subtract,
    "Mul": np.multiply, "Div": np.divide, "Max": np.maximum, "Min": np.minimum, "Pow": np.power, "Greater": np.greater,
    "Less": np.less, "Equal": np.equal, "Where": np.where, "Identity": lambda a: a, "Reshape": lambda a, s: a.reshape(tuple(s)),
    "Sigmoid": lambda a: 0.5 * (1 + np.tanh(0.5 * a)), "Expand": lambda a, s: np.broadcast_to(a, np.broadcast_shapes(a.shape, tuple(s))),
    "ReduceSum": lambda a, axes: a.sum(axis=tuple(axes)),
}


def erf(a):
    from math import erf as f
    return np.vectorize(f, otypes=[a.dtype])(a)


def pad(a, pads, value):
    n = a.ndim
    return np.pad(a, [(pads[i], pads[n + i]) for i in range(n)], constant_values=value)


def cut(a, start, end, axis, step):
    index = [slice(None)] * a.ndim
    end = int(end[0])
    index[int(axis[0])] = slice(int(start[0]), None if end < 0 and step[0] < 0 else end, int(step[0]))
    return a[tuple(index)]


def conv(x, k, group, strides, dilations, pads):
    x = np.pad(x, [(0, 0), (0, 0), (pads[0], pads[1])])
    batch, channels, length = x.shape
    out, per, taps = k.shape
    reach = (taps - 1) * dilations[0] + 1
    count = (length - reach) // strides[0] + 1
    y = np.zeros((batch, out, count), x.dtype)
    for o in range(out):
        g = o // (out // group)
        for i in range(per):
            for t in range(taps):
                at = t * dilations[0]
                y[:, o] += k[o, i, t] * x[:, g * per + i, at:at + (count - 1) * strides[0] + 1:strides[0]]
    return y


def scan(node, a, ins, env):
    n = len(ins) - a["num_scan_inputs"]
    carry, slices = list(ins[:n]), ins[n:]
    body = a["body"]
    steps = slices[0].shape[0]
    outs = [[None] * steps for _ in range(len(body.output) - n)]
    for s in range(steps):
        t = steps - 1 - s if a["scan_input_directions"] and a["scan_input_directions"][0] else s
        inner = dict(env)
        for v, x in zip(body.input, carry + [x[t] for x in slices]):
            inner[v.name] = x
        run(body, inner)
        got = [inner[v.name] for v in body.output]
        carry = got[:n]
        for o, x in zip(outs, got[n:]):
            o[t] = x
    return carry + [np.stack(o) for o in outs]


def run(graph, env):
    for node in graph.node:
        a = {x.name: helper.get_attribute_value(x) for x in node.attribute}
        ins = [env[x] for x in node.input]
        op = node.op_type
        if op in SIMPLE:
            outs = [SIMPLE[op](*ins)]
        elif op == "Erf":
            outs = [erf(*ins)]
        elif op == "Cast":
            outs = [ins[0].astype({1: np.float64, 7: np.int64, 9: np.bool_}[a["to"]])]
        elif op == "Transpose":
            outs = [ins[0].transpose(a["perm"])]
        elif op == "Pad":
            outs = [pad(*ins)]
        elif op == "Slice":
            outs = [cut(*ins)]
        elif op == "Gather":
            outs = [np.take(ins[0], ins[1], axis=a["axis"])]
        elif op == "ReduceMax":
            outs = [ins[0].max(axis=tuple(a["axes"]))]
        elif op == "ArgMax":
            outs = [ins[0].argmax(axis=a["axis"])]
        elif op == "Einsum":
            outs = [np.einsum(a["equation"].decode(), *ins)]
        elif op == "Conv":
            outs = [conv(*ins, a["group"], a["strides"], a["dilations"], a["pads"])]
        elif op == "Scan":
            outs = scan(node, a, ins, env)
        else:
            raise SystemExit("no meaning for " + op)
        for name, x in zip(node.output, outs):
            env[name] = x


def main():
    ask = json.load(sys.stdin)
    model = onnx.load(ask["model"])
    onnx.checker.check_model(model, full_check=True)
    shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
    env = {}
    for t in model.graph.initializer:
        x = numpy_helper.to_array(t)
        env[t.name] = x.astype(np.float64) if x.dtype == np.float32 else x
    for name, x in ask["inputs"].items():
        env[name] = np.array(x["data"], np.float64).reshape(x["shape"])
    run(model.graph, env)
    out = {v.name: env[v.name] for v in model.graph.output}
    print(json.dumps({n: {"shape": list(x.shape), "data": x.ravel().tolist()} for n, x in out.items()}))


main()
