import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { batch, layers, n, sampler, stepSize, testLoss, width } from './task.js';

const uniform = (shape, fanIn) => tf.variable(tf.randomUniform(shape, -1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn)));
const linear = (inputs, outputs) => ({ weights: uniform([inputs, outputs], inputs), bias: uniform([outputs], inputs) });
const apply = ({ weights, bias }, x) => tf.add(tf.matMul(x, weights), bias);

/** The same network in TensorFlow.js: input map, residual layers, linear read-out, plain SGD. */
export async function tensorflow(label, wasmFolder) {
  setWasmPaths(wasmFolder);
  await tf.setBackend('wasm');
  const first = linear(n, width);
  const middle = Array.from({ length: layers - 2 }, () => linear(width, width));
  const last = linear(width, 1);
  const forward = (x) => {
    const start = tf.relu(apply(first, x));
    const features = middle.reduce((h, layer) => tf.add(h, tf.relu(apply(layer, h))), start);
    return tf.reshape(apply(last, features), [-1]);
  };
  const optimizer = tf.train.sgd(stepSize);
  const draw = sampler(1, batch);
  const step = () => {
    const { x, y } = draw();
    tf.tidy(() =>
      optimizer.minimize(() => tf.mean(tf.squaredDifference(forward(tf.tensor2d(x, [batch, n])), tf.tensor1d(y)))),
    );
  };
  const predict = (x) => tf.tidy(() => forward(tf.tensor2d(x, [x.length / n, n])).dataSync());
  return { label, chunk: 1, step, loss: () => testLoss(predict) };
}
