# A staircase of five steps, seed 1: this network, data and training in PyTorch, as staircase-lab 0.1.0 wrote it.
# The random numbers are PyTorch's: another draw of the same experiment, not the same digits.
# The spec: {"data":{"kind":"fresh"},"features":{"kind":"none"},"inputs":{"bias":0,"kind":"hypercube","n":12,"spread":0},"learner":{"batch":20,"clip":0,"cosine":0,"decay":null,"kind":"sgd","l2":0,"loss":"squared","network":{"kind":"relu_resnet","layers":5,"width":16},"optimizer":"sgd","regime":"together","repeats":1,"stage":1000,"step_size":0.01},"probe":{"carried":false,"classes":false,"correlation":false,"every":1000,"progress":false,"samples":8192,"sets":"target"},"seed":1,"target":{"degree":5,"kind":"staircase","normalize":true}}

import math

import torch
from torch import nn

N = 12
LAYERS, WIDTH = 5, 16
BATCH = 20
ITERATIONS, EVERY, SAMPLES = 200, 1000, 8192

# The target: coefficients, and the coordinates whose product they belong to, counted from 0.
TERMS = [
    (0.4472135954999579, [0]),
    (0.4472135954999579, [0, 1]),
    (0.4472135954999579, [0, 1, 2]),
    (0.4472135954999579, [0, 1, 2, 3]),
    (0.4472135954999579, [0, 1, 2, 3, 4]),
]
# Those whose coefficients are followed.
SETS = [
    [0],
    [0, 1],
    [0, 1, 2],
    [0, 1, 2, 3],
    [0, 1, 2, 3, 4],
]


def draw(count):
    """Rows of coins, -1 or 1."""
    return 2.0 * torch.randint(0, 2, (count, N)) - 1


def chi(factors, x):
    return x[:, factors].prod(dim=1)


def target(x):
    return sum(coefficient * chi(factors, x) for coefficient, factors in TERMS)


class Network(nn.Module):
    """A ReLU ResNet. Weights and biases begin uniform in ±1/sqrt(fan_in), as nn.Linear has them."""

    def __init__(self):
        super().__init__()
        widths = [N] + [WIDTH] * (LAYERS - 1) + [1]
        self.maps = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))

    def forward(self, x):
        first, *middle, last = self.maps
        h = torch.relu(first(x))
        for each in middle:
            h = h + torch.relu(each(h))
        return last(h).squeeze(1)


def optimizer_of(network):
    return torch.optim.SGD(network.parameters(), lr=step_size(0))


def step_size(iteration):
    return 0.01


def step(network, optimizer, iteration, x, y):
    """One iteration; the mean of (f - y)^2 before it."""
    for group in optimizer.param_groups:
        group["lr"] = step_size(iteration)
    error = ((network(x) - y) ** 2).mean()
    optimizer.zero_grad()
    error.backward()
    optimizer.step()
    return error.item()


def measure(network):
    """The test loss and the coefficients E f(x) chi(x), over fresh inputs."""
    with torch.no_grad():
        x = draw(SAMPLES)
        f = network(x)
        return [((f - target(x)) ** 2).mean().item()] + [(f * chi(each, x)).mean().item() for each in SETS]


def batches():
    while True:
        x = draw(BATCH)
        yield x, target(x)


def main():
    torch.manual_seed(1)
    network = Network()
    optimizer = optimizer_of(network)
    data = batches()
    print("iteration,train_loss,test_loss," + ",".join(f'"{each}"' for each in SETS))
    losses = []
    for iteration in range(ITERATIONS + 1):
        if iteration % EVERY == 0 or iteration == ITERATIONS:
            train = sum(losses) / len(losses) if losses else math.nan
            print(iteration, train, *measure(network), sep=",", flush=True)
            losses = []
        if iteration == ITERATIONS:
            break
        loss = step(network, optimizer, iteration, *next(data))
        if not math.isfinite(loss):
            print(f"# diverged after {iteration} iterations")
            break
        losses.append(loss)


if __name__ == "__main__":
    main()
