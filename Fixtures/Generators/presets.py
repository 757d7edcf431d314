"""The layers of Sources/Networks/Presets, written again from the sources of each network, in the words of
`alexnet describe --json`; and at reduced width for small cases."""

import copy


def _windows(size, stride, padding, rounding):
    return {
        "window": [size, size],
        "stride": [stride, stride],
        "padding": {"top": padding, "bottom": padding, "left": padding, "right": padding},
        "rounding": rounding,
    }


def convolution(name, outputs, size, stride=1, padding=0, groups=1, rounding="floor"):
    conventions = {**_windows(size, stride, padding, rounding), "groups": groups, "outputs": outputs}
    return {"name": name, "kind": "convolution", "conventions": conventions}


def local(name, outputs, size, padding, rounding):
    conventions = {**_windows(size, 1, padding, rounding), "groups": 1, "outputs": outputs}
    return {"name": name, "kind": "locally connected", "conventions": conventions}


def connected(name, outputs):
    return {"name": name, "kind": "fully connected", "conventions": {"outputs": outputs}}


def relu(name):
    return {"name": name, "kind": "ReLU", "conventions": {}}


def across(name, k, alpha, window, divides, groups=1, beta=0.75):
    conventions = {
        "k": k, "alpha": alpha, "beta": beta, "window": window, "dividesAlphaByWindow": divides, "extent": "channels", "groups": groups,
    }  # fmt: skip
    return {"name": name, "kind": "response normalization", "conventions": conventions}


def spatial(name, k, alpha, window, beta=0.75):
    conventions = {"k": k, "alpha": alpha, "beta": beta, "window": window, "dividesAlphaByWindow": True, "extent": "spatial"}
    return {"name": name, "kind": "response normalization", "conventions": conventions}


def maximum(name, rounding, size=3, stride=2):
    return {"name": name, "kind": "max pooling", "conventions": _windows(size, stride, 0, rounding)}


def mean(name, rounding="ceil", size=3, stride=2):
    return {
        "name": name,
        "kind": "average pooling",
        "conventions": {**_windows(size, stride, 0, rounding), "countsPadding": False},
    }


def dropout(name, scaling, rate=0.5):
    return {"name": name, "kind": "dropout", "conventions": {"rate": rate, "scaling": scaling}}


def _hidden(scaling, classes, first_drops=False):
    """fc6, fc7 and fc8 with ReLU and dropout behind the first two, or before them."""
    layers = []
    for number in (6, 7):
        layer = [connected(f"fc{number}", 4096), relu(f"relu{number}")]
        drop = [dropout(f"drop{number}", scaling)]
        layers += drop + layer if first_drops else layer + drop
    return layers + [connected("fc8", classes)]


def paper(classes=1000):
    norm = dict(k=2.0, alpha=1e-4, window=5, divides=False)
    return [
        convolution("conv1", 96, 11, 4, rounding="ceil"), relu("relu1"), across("norm1", **norm), maximum("pool1", "ceil"),
        convolution("conv2", 256, 5, padding=2, groups=2), relu("relu2"), across("norm2", **norm), maximum("pool2", "ceil"),
        convolution("conv3", 384, 3, padding=1), relu("relu3"),
        convolution("conv4", 384, 3, padding=1, groups=2), relu("relu4"),
        convolution("conv5", 256, 3, padding=1, groups=2), relu("relu5"), maximum("pool5", "ceil"),
    ] + _hidden("testing", classes)  # fmt: skip


def krizhevsky_code(classes=1000):
    norm = dict(k=2.0, alpha=1e-4, window=5, divides=True, groups=2)
    up = dict(rounding="ceil")
    return [
        convolution("conv1", 96, 11, 4, **up), across("norm1", **norm), maximum("pool1", "ceil"), relu("relu1"),
        convolution("conv2", 256, 5, padding=2, groups=2, **up), relu("relu2"), across("norm2", **norm),
        spatial("norm2b", 2.0, 0.001, 5), maximum("pool2", "ceil"),
        convolution("conv3", 384, 3, padding=1, **up), relu("relu3"),
        convolution("conv4", 384, 3, padding=1, groups=2, **up), relu("relu4"),
        convolution("conv5", 256, 3, padding=1, groups=2, **up), relu("relu5"), maximum("pool5", "ceil"),
    ] + _hidden("testing", classes)  # fmt: skip


def _caffe(pools_first, classes):
    def normalized(number):
        layers = [across(f"norm{number}", 1.0, 1e-4, 5, True), maximum(f"pool{number}", "ceil")]
        return layers[::-1] if pools_first else layers

    return [
        convolution("conv1", 96, 11, 4), relu("relu1"), *normalized(1),
        convolution("conv2", 256, 5, padding=2, groups=2), relu("relu2"), *normalized(2),
        convolution("conv3", 384, 3, padding=1), relu("relu3"),
        convolution("conv4", 384, 3, padding=1, groups=2), relu("relu4"),
        convolution("conv5", 256, 3, padding=1, groups=2), relu("relu5"), maximum("pool5", "ceil"),
    ] + _hidden("training", classes)  # fmt: skip


def caffe(classes=1000):
    return _caffe(False, classes)


def caffenet(classes=1000):
    return _caffe(True, classes)


def torchvision(classes=1000):
    return [
        convolution("conv1", 64, 11, 4, padding=2), relu("relu1"), maximum("pool1", "floor"),
        convolution("conv2", 192, 5, padding=2), relu("relu2"), maximum("pool2", "floor"),
        convolution("conv3", 384, 3, padding=1), relu("relu3"),
        convolution("conv4", 256, 3, padding=1), relu("relu4"),
        convolution("conv5", 256, 3, padding=1), relu("relu5"), maximum("pool5", "floor"),
    ] + _hidden("training", classes, first_drops=True)  # fmt: skip


def darknet(classes=1000):
    return [
        convolution("conv1", 96, 11, 4), relu("relu1"), maximum("pool1", "floor"),
        convolution("conv2", 256, 5, padding=2), relu("relu2"), maximum("pool2", "floor"),
        convolution("conv3", 384, 3, padding=1), relu("relu3"),
        convolution("conv4", 384, 3, padding=1), relu("relu4"),
        convolution("conv5", 256, 3, padding=1), relu("relu5"), maximum("pool5", "floor"),
    ] + _hidden("training", classes)  # fmt: skip


def cifar10_fast(classes=10):
    up = dict(padding=2, rounding="ceil")
    return [
        convolution("conv1", 32, 5, **up), maximum("pool1", "ceil"), relu("relu1"),
        convolution("conv2", 32, 5, **up), relu("relu2"), mean("pool2"),
        convolution("conv3", 64, 5, **up), relu("relu3"), mean("pool3"),
        connected("fc64", 64), relu("relu4"), connected("fc10", classes),
    ]  # fmt: skip


def cifar10_normalized(classes=10):
    up = dict(padding=2, rounding="ceil")
    return [
        convolution("conv1", 32, 5, **up), maximum("pool1", "ceil"), relu("relu1"), spatial("norm1", 1.0, 5e-5, 3),
        convolution("conv2", 32, 5, **up), relu("relu2"), mean("pool2"), spatial("norm2", 1.0, 5e-5, 3),
        convolution("conv3", 64, 5, **up), relu("relu3"), mean("pool3"),
        connected("fc10", classes),
    ]  # fmt: skip


def cifar10_locally_connected(classes=10):
    up = dict(padding=2, rounding="ceil")
    norm = dict(k=1.0, alpha=1e-3, window=9, divides=True)
    return [
        convolution("conv1", 64, 5, **up), relu("relu1"), maximum("pool1", "ceil"), across("norm1", **norm),
        convolution("conv2", 64, 5, **up), relu("relu2"), across("norm2", **norm), maximum("pool2", "ceil"),
        local("local3", 64, 3, 1, "ceil"), relu("relu3"), local("local4", 32, 3, 1, "ceil"), relu("relu4"),
        connected("fc10", classes),
    ]  # fmt: skip


def compact(classes=10):
    norm = dict(k=2.0, alpha=1e-4, window=5, divides=False)
    return [
        convolution("conv1", 32, 5, padding=2), relu("relu1"), across("norm1", **norm), maximum("pool1", "ceil"),
        convolution("conv2", 64, 5, padding=2, groups=2), relu("relu2"), across("norm2", **norm), maximum("pool2", "ceil"),
        convolution("conv3", 96, 3, padding=1), relu("relu3"),
        convolution("conv4", 64, 3, padding=1, groups=2), relu("relu4"), maximum("pool4", "ceil"),
        connected("fc5", 256), relu("relu5"), dropout("drop5", "testing"), connected("fc6", classes),
    ]  # fmt: skip


# By name: the layers, the input's channels, what its values reach.
PRESETS = {
    "paper": (paper, 3, 128.0),
    "krizhevsky-code": (krizhevsky_code, 3, 128.0),
    "caffe": (caffe, 3, 128.0),
    "caffenet": (caffenet, 3, 128.0),
    "torchvision": (torchvision, 3, 2.0),
    "darknet": (darknet, 3, 1.0),
    "cifar10-80sec": (cifar10_fast, 3, 128.0),
    "cifar10-18pct": (cifar10_normalized, 3, 128.0),
    "cifar10-11pct": (cifar10_locally_connected, 3, 128.0),
    "compact": (compact, 1, 2.0),
}


def reduced(layers, outputs):
    """The same layers with fewer outputs: one number for each layer that has parameters, in order."""
    layers = copy.deepcopy(layers)
    parametrized = [layer for layer in layers if "outputs" in layer["conventions"]]
    assert len(parametrized) == len(outputs)
    for layer, number in zip(parametrized, outputs):
        layer["conventions"]["outputs"] = number
    return layers
