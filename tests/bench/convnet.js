import convnetjs from 'convnetjs';
import { batch, layers, n, sampler, stepSize, testLoss, width } from './task.js';

/**
 * ConvNetJS has no residual layers: a plain stack of the same sizes. It takes one sample a call and steps at every
 * `batch`th.
 */
export function convnet(label) {
  const net = new convnetjs.Net();
  const hidden = Array.from({ length: layers - 1 }, () => ({ type: 'fc', num_neurons: width, activation: 'relu' }));
  net.makeLayers([
    { type: 'input', out_sx: 1, out_sy: 1, out_depth: n },
    ...hidden,
    { type: 'regression', num_neurons: 1 },
  ]);
  // Its loss is half the square.
  const trainer = new convnetjs.SGDTrainer(net, {
    learning_rate: 2 * stepSize,
    momentum: 0,
    batch_size: batch,
    l2_decay: 0,
  });
  const draw = sampler(1, batch);
  const volume = new convnetjs.Vol(1, 1, n, 0);
  const input = (x, row) => {
    for (let i = 0; i < n; i += 1) volume.w[i] = x[row * n + i];
    return volume;
  };
  const step = () => {
    const { x, y } = draw();
    for (let row = 0; row < batch; row += 1) trainer.train(input(x, row), [y[row]]);
  };
  const predict = (x) => Float32Array.from({ length: x.length / n }, (_, row) => net.forward(input(x, row)).w[0]);
  return { label, chunk: 1, step, loss: () => testLoss(predict) };
}
