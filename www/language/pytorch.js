// A run as a program in PyTorch: the same network, data and training, with the random numbers of PyTorch. What it can't say it names,
// for a program that does something else is worse than none.

/** @import { AimedAnalysis, Analysis, Basis, Spec } from '../types.d.ts' */

import { analysisAt, inForce } from './inforce.js';
import { factors } from './names.js';

/**
 * @typedef {object} Origin
 * @property {string} title    of the figure
 * @property {string} version  of the page
 */
/** @typedef {{ program: string, uncovered?: undefined } | { program?: undefined, uncovered: string[] }} Written */

/**
 * The entries of a spec that no program is written for, in words.
 * @param {Stage} stage
 */
function uncovered({ spec: { inputs, features, target, data, learner }, analysis }) {
  const network = /** @type {Record<string, unknown>} */ (learner?.network ?? {});
  const whole = [
    learner?.kind !== 'sgd' && `learner “${learner?.kind}”`,
    learner?.kind === 'sgd' && network.kind !== 'relu_resnet' && `network “${network.kind}”`,
    learner?.kind === 'sgd' && learner.regime !== 'together' && `layers trained “${learner.regime}”`,
    !['hypercube', 'gaussian', 'uniform'].includes(inputs?.kind ?? '') && `inputs “${inputs?.kind}”`,
    Number(inputs?.spread ?? 0) > 0 && 'a spread of the biases, which are drawn by this program’s own generator',
    (features?.kind ?? 'none') !== 'none' && `features “${features?.kind}”`,
    (!analysis.expanded || analysis.estimated) && `target “${target?.kind}”, whose terms are not known`,
    !['fresh', 'fixed'].includes(data?.kind ?? '') && `data “${data?.kind}”`,
  ];
  return whole.filter((each) => each !== false);
}

/** The functions of one coordinate and degree, in Python; coins need none. @type {Record<Exclude<Basis, 'walsh' | 'mixture'>, string>} */
const FUNCTIONS = {
  hermite: `def h(degree, z):
    """The Hermite polynomial of mean square 1 under N(0, 1)."""
    before, now = torch.zeros_like(z), torch.ones_like(z)
    for k in range(degree):
        before, now = now, (z * now - math.sqrt(k) * before) / math.sqrt(k + 1)
    return now
`,
  legendre: `def h(degree, x):
    """The Legendre polynomial of mean square 1 on [-RADIUS, RADIUS]."""
    z = x / RADIUS
    before, now = torch.zeros_like(z), torch.ones_like(z)
    for k in range(degree):
        before, now = now, ((2 * k + 1) * z * now - k * before) / (k + 1)
    return math.sqrt(2 * degree + 1) * now
`,
  trigonometric: `def h(degree, x):
    """sqrt(2) sin(pi x / R), sqrt(2) cos(pi x / R), sqrt(2) sin(2 pi x / R), ..."""
    angle = math.pi * ((degree + 1) // 2) * x / RADIUS
    return math.sqrt(2) * (torch.sin(angle) if degree % 2 == 1 else torch.cos(angle))
`,
};

/**
 * A set as a list of 0-based coordinates, or of pairs with the degree.
 * @param {number[]} set
 * @param {boolean} walsh
 */
const python = (set, walsh) =>
  walsh
    ? `[${set.map((i) => i - 1).join(', ')}]`
    : `[${factors(set)
        .map(({ i, degree }) => `(${i - 1}, ${degree})`)
        .join(', ')}]`;

/** @param {Spec} spec */
function law({ inputs }) {
  const bias = Number(inputs?.bias ?? 0);
  if (inputs?.kind === 'gaussian') return ['"""Rows of N(0, I)."""', 'return torch.randn(count, N)'];
  if (inputs?.kind === 'uniform')
    return ['"""Rows of numbers between -RADIUS and RADIUS."""', 'return RADIUS * (2 * torch.rand(count, N) - 1)'];
  if (bias === 0) return ['"""Rows of coins, -1 or 1."""', 'return 2.0 * torch.randint(0, 2, (count, N)) - 1'];
  return [
    '"""Rows of coins of mean BIAS, standardised to mean 0 and variance 1."""',
    'coins = 2 * (torch.rand(count, N) < (1 + BIAS) / 2).float() - 1',
    'return (coins - BIAS) / math.sqrt(1 - BIAS**2)',
  ];
}

/**
 * The step size at an iteration, line by line.
 * @param {any} learner
 */
function schedule({ step_size, decay, cosine }) {
  if (!decay && cosine === 0) return [`return ${step_size}`];
  const lines = [`size = ${step_size}`];
  if (decay)
    lines.push(
      `divide_by = [${decay.divide_by.join(', ')}]`,
      `size /= divide_by[min(iteration // ${decay.every}, len(divide_by) - 1)]`,
    );
  if (cosine > 0) lines.push(`size *= 0.5 * (1 + math.cos(math.pi * min(iteration, ${cosine}) / ${cosine}))`);
  return [...lines, 'return size'];
}

/**
 * What is asked of the network, to the end of a step.
 * @param {any} learner
 */
function training({ repeats, l2, clip, loss }) {
  const objective = [
    ...(loss === 'half_squared' ? ['objective = 0.5 * error'] : ['objective = error']),
    ...(l2 > 0 ? [`objective = objective + 0.5 * ${l2} * sum((each.weight**2).sum() for each in network.maps)`] : []),
  ];
  const plain = objective.length === 1 && loss !== 'half_squared';
  const lines = inner(plain, objective, clip);
  return [
    '"""One iteration; the mean of (f - y)^2 before it."""',
    'for group in optimizer.param_groups:',
    '    group["lr"] = step_size(iteration)',
    ...(repeats > 1
      ? [
          'first = None',
          `for _ in range(${repeats}):`,
          ...lines.map((line) => `    ${line}`),
          '    first = error.item() if first is None else first',
          'return first',
        ]
      : [...lines, 'return error.item()']),
  ];
}

/**
 * @param {any} data
 * @param {boolean} lasting  what is learned of an input, and how many are a batch, stay as they are
 */
function reading({ kind }, lasting) {
  if (kind !== 'fixed') return ['while True:', '    x = draw(BATCH)', '    yield x, target(x)'];
  return [
    '"""The same COUNT inputs over and over, in the same order."""',
    'x = draw(COUNT)',
    ...(lasting ? ['y = target(x)'] : []),
    'at = 0',
    'while True:',
    '    rows = torch.arange(at, at + BATCH) % COUNT',
    ...(lasting
      ? ['    yield x[rows], y[rows]', '    at = (at + BATCH) % COUNT']
      : ['    at = (at + BATCH) % COUNT', '    yield x[rows], target(x[rows])']),
  ];
}

/** From an iteration on. @typedef {{ from: number, spec: Spec, analysis: Analysis }} Stage */

/**
 * What a program says of a stage: numbers by their names, the terms, and its functions line by line.
 * @param {Stage} stage
 * @param {boolean} lasting  there is no other stage
 */
function pieces({ spec, analysis }, lasting) {
  const [inputs, data, learner] = /** @type {any[]} */ ([spec.inputs, spec.data, spec.learner]);
  const walsh = analysis.basis === 'walsh';
  return {
    numbers: {
      N: inputs.n,
      ...(inputs.kind === 'hypercube' && inputs.bias !== 0 ? { BIAS: inputs.bias } : {}),
      ...(inputs.kind === 'uniform' ? { RADIUS: inputs.radius } : {}),
      'LAYERS, WIDTH': `${learner.network.layers}, ${learner.network.width}`,
      BATCH: learner.batch,
      ...(data.kind === 'fixed' ? { COUNT: data.count } : {}),
    },
    terms: analysis.terms.map(({ set, coefficient }) => `    (${coefficient}, ${python(set, walsh)}),`),
    functions: {
      'draw(count)': law(spec),
      'step_size(iteration)': schedule(learner),
      'step(network, optimizer, iteration, x, y)': training(learner),
      'batches()': reading(data, lasting),
    },
  };
}

/**
 * What a program does where a stage follows upon another, line by line, and the names that it gives another meaning.
 * @param {Stage} before
 * @param {Stage} after
 */
function transition(before, after) {
  const [old, now] = [pieces(before, false), pieces(after, false)];
  const differing = (/** @type {object} */ old, /** @type {object} */ now) =>
    Object.entries(now).filter(([name, value]) => String(Reflect.get(old, name)) !== String(value));
  const numbers = differing(old.numbers, now.numbers);
  const functions = differing(old.functions, now.functions);
  const learnsOthers = String(old.terms) !== String(now.terms);
  const read = (/** @type {Stage} */ { spec: { inputs, data } }) => JSON.stringify([inputs, data]);
  const lines = [
    ...numbers.map(([name, value]) => `${name} = ${value}`),
    ...(learnsOthers ? ['TERMS = [', ...now.terms, ']'] : []),
    ...functions.flatMap(([head, lines]) => ['', `def ${head}:`, body(lines), '']),
    ...(read(before) === read(after) ? [] : ['return True']),
  ];
  return {
    from: after.from,
    names: [
      ...numbers.map(([name]) => name),
      ...(learnsOthers ? ['TERMS'] : []),
      ...functions.map(([head]) => head.split('(')[0]),
    ],
    // Apart by one empty line.
    text:
      lines
        .join('\n')
        .replaceAll(/\n{3,}/g, '\n\n')
        .trim() || 'pass  # for nothing becomes another',
  };
}

/**
 * The function that has each stage follow upon the one before.
 * @param {Stage[]} stages
 */
function changing(stages) {
  const all = stages.slice(1).map((after, k) => transition(/** @type {Stage} */ (stages[k]), after));
  const names = new Set(all.flatMap(({ names }) => names));
  return `def change(iteration):
    """What becomes another after so many iterations; whether the data begin anew."""
${body([
  ...(names.size > 0 ? [`global ${[...names].join(', ')}`] : []),
  ...all.flatMap(({ from, text }) => [`if iteration == ${from}:`, body([text])]),
  'return False',
])}


`;
}

/**
 * When training ends by itself.
 * @param {Stage[]} stages
 */
function endOf(stages) {
  const ends = stages.map(({ from, spec }, k) => {
    const { cosine } = /** @type {any} */ (spec.learner);
    const end = cosine > 0 ? Math.max(cosine, from + 1) : Infinity;
    return end <= (stages[k + 1]?.from ?? Infinity) ? end : Infinity;
  });
  return Math.min(...ends);
}

/** @param {string[]} lines */
const body = (lines) => lines.join('\n').replaceAll(/^(?=.)/gm, '    ');

/**
 * @param {object} run
 * @param {Spec} run.spec  resolved
 * @param {AimedAnalysis[]} run.analyses  of all that it learns one after the other
 * @param {number[][]} run.sets  whose coefficients are followed
 * @param {number} run.iterations
 * @param {Origin} origin
 * @returns {Written}
 */
export function pytorch({ spec, analyses, sets, iterations }, { title, version }) {
  const starts = [0, ...(spec.changes ?? []).map(({ at }) => at).filter((at) => at < iterations)];
  const stages = starts.map((from) => ({ from, spec: inForce(spec, from), analysis: analysisAt(analyses, from) }));
  const missing = stages.flatMap(uncovered);
  if (missing.length > 0) return { uncovered: [...new Set(missing)] };
  const [first] = /** @type {[Stage]} */ (stages);
  const lasting = stages.length === 1;
  const { numbers, terms, functions } = pieces(first, lasting);
  const basis = /** @type {Exclude<Basis, 'mixture'>} */ (first.analysis.basis);
  const walsh = basis === 'walsh';
  const [learner, probe] = /** @type {any[]} */ ([first.spec.learner, spec.probe]);
  const constants = Object.entries({
    ...numbers,
    'ITERATIONS, EVERY, SAMPLES': `${Math.min(iterations, endOf(stages))}, ${probe.every}, ${probe.samples}`,
  }).map(([name, value]) => `${name} = ${value}`);
  const program = `# ${title}, seed ${spec.seed}: this network, data and training in PyTorch, as staircase-lab ${version} wrote it.
# The random numbers are PyTorch's: another draw of the same experiment, not the same digits.
# The spec: ${JSON.stringify(spec)}

import math

import torch
from torch import nn

${constants.join('\n')}

# The target: coefficients, and ${walsh ? 'the coordinates whose product they belong to, counted from 0' : 'the coordinates of their functions, counted from 0, with the degree in each'}.
TERMS = [
${terms.join('\n')}
]
# Those whose coefficients are followed.
SETS = [
${sets.map((set) => `    ${python(set, walsh)},`).join('\n')}
]


def draw(count):
${body(functions['draw(count)'])}

${walsh ? '' : `\n${FUNCTIONS[basis]}\n`}
def chi(factors, x):
${body(
  walsh
    ? ['return x[:, factors].prod(dim=1)']
    : [
        'product = torch.ones(len(x), dtype=x.dtype)',
        'for i, degree in factors:',
        '    product = product * h(degree, x[:, i])',
        'return product',
      ],
)}


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
    return torch.optim.${learner.optimizer === 'adam' ? 'Adam' : 'SGD'}(network.parameters(), lr=step_size(0))


def step_size(iteration):
${body(functions['step_size(iteration)'])}


def step(network, optimizer, iteration, x, y):
${body(functions['step(network, optimizer, iteration, x, y)'])}


def measure(network):
    """The test loss and the coefficients E f(x) chi(x), over fresh inputs."""
    with torch.no_grad():
        x = draw(SAMPLES)
        f = network(x)
        return [((f - target(x)) ** 2).mean().item()] + [(f * chi(each, x)).mean().item() for each in SETS]


def batches():
${body(functions['batches()'])}


${lasting ? '' : changing(stages)}def main():
    torch.manual_seed(${spec.seed})
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
${lasting ? '' : '        if change(iteration):\n            data = batches()\n'}        loss = step(network, optimizer, iteration, *next(data))
        if not math.isfinite(loss):
            print(f"# diverged after {iteration} iterations")
            break
        losses.append(loss)


if __name__ == "__main__":
    main()
`;
  return { program };
}

/**
 * What is done on a mini-batch.
 * @param {boolean} plain  the mean squared error is all that is minimised
 * @param {string[]} objective
 * @param {number} clip
 */
const inner = (plain, objective, clip) => [
  'error = ((network(x) - y) ** 2).mean()',
  ...(plain ? [] : objective),
  'optimizer.zero_grad()',
  plain ? 'error.backward()' : 'objective.backward()',
  ...(clip > 0 ? [`nn.utils.clip_grad_norm_(network.parameters(), ${clip})`] : []),
  'optimizer.step()',
];
