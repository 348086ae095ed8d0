staircase - --iterations 2000 <<'SPEC'
{
  "data": {
    "kind": "fresh"
  },
  "features": {
    "kind": "none"
  },
  "inputs": {
    "bias": 0,
    "kind": "hypercube",
    "n": 12,
    "spread": 0
  },
  "learner": {
    "batch": 20,
    "clip": 0,
    "cosine": 0,
    "decay": null,
    "kind": "sgd",
    "l2": 0,
    "loss": "squared",
    "network": {
      "kind": "relu_resnet",
      "layers": 5,
      "width": 16
    },
    "optimizer": "sgd",
    "regime": "together",
    "repeats": 1,
    "stage": 1000,
    "step_size": 0.01
  },
  "probe": {
    "carried": false,
    "classes": false,
    "correlation": false,
    "every": 1000,
    "progress": false,
    "samples": 8192,
    "sets": "target"
  },
  "seed": 1,
  "target": {
    "degree": 5,
    "kind": "staircase",
    "normalize": true
  }
}
SPEC
