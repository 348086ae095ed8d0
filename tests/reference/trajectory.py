"""Whether a program that the page wrote trains as the reference did: python trajectory.py program.py resnet-trajectory.json

From the reference's initial weights and on its mini-batches, in double precision: the losses and the final weights.
"""

import json
import runpy
import sys

import torch

program = runpy.run_path(sys.argv[1])
with open(sys.argv[2]) as file:
    reference = json.load(file)

torch.set_default_dtype(torch.float64)
network = program["Network"]()


def difference(maps):
    each = [(map.weight - torch.tensor(weight)).abs().max() for map, (weight, _) in zip(network.maps, maps)]
    return max(each).item()


with torch.no_grad():
    for map, (weight, bias) in zip(network.maps, reference["initial"]):
        map.weight.copy_(torch.tensor(weight))
        map.bias.copy_(torch.tensor(bias))
optimizer = program["optimizer_of"](network)
rows = torch.tensor([[2.0 * int(bit) - 1 for bit in row] for row in reference["x_bits"]])
worst = 0.0
for t, (loss, x) in enumerate(zip(reference["losses"], rows.split(reference["batch"]))):
    worst = max(worst, abs(program["step"](network, optimizer, t, x, program["target"](x)) - loss))
print(json.dumps({"steps": t + 1, "losses": worst, "weights": difference(reference["final"])}))
