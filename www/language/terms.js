// The terms of art of the article, of the tour and of the claims, in one glossary: each in a sentence or two, none by way of
// itself (tests/js/glossary.test.js).

/** @typedef {{ name: string, means: string }} Term */

/** By the ends of their addresses. @type {Record<string, Term>} */
export const TERMS = {
  'active-neuron': {
    name: 'active neuron',
    means: 'Of the sparse network: one that computes something. All others are blank, their output is zero.',
  },
  'backward-feature-correction': {
    name: 'backward feature correction',
    means:
      'Features of a lower layer, learned badly at first, become right because the layers above are trained together with it and take over what is theirs.',
  },
  batch: {
    name: 'mini-batch',
    means: 'The few inputs, 20 in most figures, over which the gradient of one iteration is averaged.',
  },
  'biased-coin': {
    name: 'biased coin',
    means: 'A coordinate that is +1 and −1 with unequal probabilities. A fair one has 1/2 for each.',
  },
  chain: {
    name: 'chain',
    means: 'Sets that grow by one coordinate at a time, each containing the one before it.',
  },
  composable: {
    name: 'composable chain',
    means:
      'Sets of which each differs from a smaller one in few coordinates, whether it contains it or not: what is lost is made up for by what is known.',
  },
  'decision-tree': {
    name: 'decision tree',
    means:
      'A function that asks for one coordinate after the other, which one depending on the answers, and then says a number.',
  },
  densenet: {
    name: 'DenseNet',
    means:
      'A network whose layers see what several layers before them say, not the last alone. Here its neurons are squares.',
  },
  distillation: {
    name: 'knowledge distillation',
    means: 'A narrow layer is trained to say what a wide one says, and stands in for it.',
  },
  epoch: {
    name: 'epoch',
    means: 'One pass through a sample that was drawn once. With fresh inputs there is none, for no input comes twice.',
  },
  exchangeable: {
    name: 'exchangeable',
    means: 'Coordinates are so if any two of them can change places and the target stays the same.',
  },
  feature: {
    name: 'feature',
    means: 'What one neuron, or one layer, computes of the input for those above it.',
  },
  'feature-error': {
    name: 'feature error',
    means:
      'How far the features of a layer are from those of the target’s, on average over the inputs and after the best rotation, as a part of the latter’s size.',
  },
  'fixed-sample': {
    name: 'fixed sample',
    means:
      'Inputs that are drawn once and used again and again (offline). Its opposite are fresh inputs for every iteration (online).',
  },
  'forward-feature-learning': {
    name: 'forward feature learning',
    means: 'A higher layer learns what it has to from simple combinations of what the lower layers have learned.',
  },
  'fourier-coefficient': {
    name: 'Walsh–Fourier coefficient, or Fourier coefficient',
    means: 'How much of one monomial a function of coins contains: the average of their product over all inputs.',
  },
  'hermite-polynomial': {
    name: 'Hermite polynomial',
    means:
      'Polynomials of one Gaussian number, one for each degree, any two of which are uncorrelated: x, (x² − 1)/√2 and so on.',
  },
  'information-gap': {
    name: 'information gap',
    means:
      'Each layer of a target weighs much less than the one below it, so that the lower ones alone are almost right.',
  },
  iteration: {
    name: 'iteration',
    means:
      'One step of the training: the weights are changed once. Of sample after sample it takes as many as a batch has.',
  },
  'kernel-method': {
    name: 'kernel method',
    means:
      'It fits the best function of a family that is fixed before any data, by solving linear equations. It learns no features of its own.',
  },
  'kernel-ridge': {
    name: 'kernel ridge regression',
    means: 'Least squares over the functions of a kernel, with a penalty on their size, the ridge.',
  },
  layerwise: {
    name: 'layerwise training',
    means: 'One layer after the other, from the lowest up. A layer whose turn is over does not change any more.',
  },
  leap: {
    name: 'leap, or leap complexity',
    means: 'Put the monomials of a target in the best order: the most new coordinates that any of them brings at once.',
  },
  'merged-staircase': {
    name: 'merged staircase property',
    means:
      'The monomials can be put in an order in which each brings at most one coordinate that none before it has. It is a leap of 1.',
  },
  monomial: {
    name: 'monomial',
    means: 'A product of different coordinates, such as x₁x₂x₅. The number of its factors is its degree.',
  },
  'neuron-sgd': {
    name: 'NeuronSGD',
    means:
      'Algorithm 3 of the paper: the weights into a single neuron follow the gradient until that is small. All other weights stand still.',
  },
  ntk: {
    name: 'NTK',
    means:
      'The neural tangent kernel: what a very wide network amounts to if its weights hardly move while it is trained.',
  },
  parity: {
    name: 'parity',
    means:
      'The product of some coordinates that are +1 or −1: it tells whether the number of −1 among them is even or odd.',
  },
  'population-gradient': {
    name: 'population gradient',
    means: 'The gradient of the average over all inputs that there can be, instead of over those that were drawn.',
  },
  'quantile-band': {
    name: 'quantile band',
    means:
      'What the middle half of many runs lies in, from the lower to the upper quartile. The line in it is the median.',
  },
  regular: {
    name: 'regular network',
    means:
      'Edges and first weights are drawn by one rule for all pairs of neurons of the same two layers: nothing is built in for one task.',
  },
  'relu-resnet': {
    name: 'ReLU ResNet',
    means:
      'Each layer adds to what it is given a part that it computes, cut off at zero from below: h + max(0, Wh + b).',
  },
  'skip-connection': {
    name: 'skip connection',
    means: 'An edge that passes a layer by.',
  },
  'square-loss': {
    name: 'loss',
    means: 'The mean of the squared difference between what the network answers and what the target is.',
  },
  'staircase-function': {
    name: 'staircase function',
    means: 'x₁ + x₁x₂ + x₁x₂x₃ and so on: each term is the one before it times one more coordinate.',
  },
  'staircase-property': {
    name: 'staircase property',
    means: 'Every term of degree two or more has another one below it, which it contains, with one coordinate less.',
  },
  'standard-error': {
    name: 'standard error',
    means: 'How far an estimate is off, typically, because it was made from so many inputs and not from all.',
  },
  'statistical-query': {
    name: 'statistical query',
    means:
      'A question for an average over all inputs, answered up to a small error. Gradient descent asks nothing else.',
  },
  step: {
    name: 'step size, or learning rate',
    means: 'How far the weights move along the gradient in one iteration.',
  },
  teacher: {
    name: 'teacher',
    means: 'A network that is the target: another one, the student, has to find what it computes.',
  },
  'truncated-staircase': {
    name: 'truncated staircase',
    means: 'A staircase function without its lowest terms.',
  },
  'walsh-hadamard': {
    name: 'Walsh–Hadamard transform',
    means:
      'It computes, from the values of a function at all combinations of some coins, every average of them times a product, in one go.',
  },
  'weight-decay': {
    name: 'weight decay',
    means: 'In every iteration each weight is pulled a little towards zero, in proportion to its size.',
  },
  'wilson-interval': {
    name: 'Wilson interval',
    means:
      'Between which shares the true one lies, with 95 % confidence, if so many of so many runs have learned. It holds for few runs, and for all or none, too.',
  },
};
