"""Times one row on one other system, in a process of its own, and prints a JSON object.

    python peer.py pytorch|onnxruntime ROW [--threads N] [--seconds S]

The value is the median of calls after one that is not timed. Where a system has several ways (PyTorch's memory formats),
each is timed and the fastest counts; `way` names it.
"""

import argparse
import contextlib
import io
import json
import statistics
import time
import warnings

from rows import Row


def median_seconds(call, budget):
    """Median of calls that together take about `budget` seconds, two at least."""
    call()
    times = []
    end = time.perf_counter() + budget
    while len(times) < 2 or (time.perf_counter() < end and len(times) < 200):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def pytorch_ways(row):
    """Each way's name, and what makes its call."""
    import torch

    if row.kind == "gemm":
        a = torch.rand(row.depth, row.rows).t() if "weights-gradient" in row.use else torch.rand(row.rows, row.depth)
        b = torch.rand(row.columns, row.depth).t() if "input-gradient" in row.use else torch.rand(row.depth, row.columns)
        product = torch.empty(row.rows, row.columns)
        ways = {"plain": lambda: lambda: torch.matmul(a, b, out=product)}
        if row.use.endswith("forward"):
            # nn.Linear keeps its weights the other way round.
            weights = b.t().contiguous()
            ways["linear"] = lambda: lambda: torch.nn.functional.linear(a, weights)
        return ways
    return {
        "plain": lambda: pytorch_network(row, torch.contiguous_format),
        "channels_last": lambda: pytorch_network(row, torch.channels_last),
    }


def pytorch_network(row, memory_format):
    import torch
    from networks import NETWORKS

    network = NETWORKS[row.network]().to(memory_format=memory_format)
    images = (torch.rand(row.batch, 3, 224, 224) - 0.5).to(memory_format=memory_format)
    if row.kind == "forward":
        network.eval()
        return lambda: network(images)
    network.train()
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-9, momentum=0.9, weight_decay=5e-4, fused=True)
    criterion = torch.nn.CrossEntropyLoss()
    labels = torch.arange(row.batch) % 1000

    def step():
        optimizer.zero_grad(set_to_none=True)
        criterion(network(images), labels).backward()
        optimizer.step()

    return step


def time_pytorch(row, threads, budget):
    import torch

    torch.manual_seed(1)
    torch.set_num_threads(threads)
    results = {}
    for way, make in pytorch_ways(row).items():
        with torch.inference_mode(row.kind != "step"):
            results[way] = median_seconds(make(), budget)
    return torch.__version__, results


def onnx_model(row):
    """The row as a serialized model, and its inputs."""
    import numpy
    import onnx
    import torch
    from networks import NETWORKS

    if row.kind == "gemm":
        # Weights are part of the model, so the runtime may pack them once.
        weights = numpy.random.default_rng(1).random((row.depth, row.columns), numpy.float32) - 0.5
        graph = onnx.helper.make_graph(
            [onnx.helper.make_node("MatMul", ["x", "w"], ["y"])], "product",
            [onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [row.rows, row.depth])],
            [onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [row.rows, row.columns])],
            [onnx.numpy_helper.from_array(weights, "w")])
        model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=10)
        x = numpy.random.default_rng(2).random((row.rows, row.depth), numpy.float32) - 0.5
        return model.SerializeToString(), {"x": x}
    images = torch.rand(row.batch, 3, 224, 224) - 0.5
    buffer = io.BytesIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        torch.onnx.export(
            NETWORKS[row.network]().eval(), (images,), buffer, dynamo=False, opset_version=17, input_names=["x"])
    return buffer.getvalue(), {"x": images.numpy()}


def time_onnxruntime(row, threads, budget):
    import onnxruntime

    if row.kind == "step" or "gradient" in row.use:
        return onnxruntime.__version__, {}
    model, inputs = onnx_model(row)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return onnxruntime.__version__, {"plain": median_seconds(lambda: session.run(None, inputs), budget)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("system", choices=["pytorch", "onnxruntime"])
    parser.add_argument("row")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=1.5, help="time of each way")
    arguments = parser.parse_args()
    row = Row(arguments.row)
    measure = {"pytorch": time_pytorch, "onnxruntime": time_onnxruntime}[arguments.system]
    version, ways = measure(row, arguments.threads, arguments.seconds)
    result = {"name": arguments.row, "system": arguments.system, "version": version, "unit": row.unit}
    if ways:
        way = min(ways, key=ways.get)
        result |= {"way": way, "seconds": ways[way], "value": row.rate(ways[way]), "ways": ways}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
