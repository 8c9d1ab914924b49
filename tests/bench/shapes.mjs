// What every contender trains: the same encoder, the same batches, the same optimizer.

/** @typedef {{ name: string, layers: number, width: number, heads: number, tokens: number }} Shape */

/** @type {Shape[]} */
export const SHAPES = [
  { name: "2 layers, d 64, T 32", layers: 2, width: 64, heads: 4, tokens: 32 },
  { name: "4 layers, d 128, T 64", layers: 4, width: 128, heads: 4, tokens: 64 },
];

/** Rows of a batch; also the classes, so that one row of each class fills a batch. */
export const BATCH = 8;
export const CLASSES = BATCH;

/** 62 characters, padding and the unknown one. */
export const VOCABULARY = 64;
export const CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The feed-forward layer's width is this many times the model's. */
export const FEED_FORWARD = 4;

/** As `TrainRecipe` names them. */
export const TRAIN = {
  learning_rate: 1e-3,
  weight_decay: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  clip_norm: 1,
};

/** Added to the norm before dividing by it, as in `torch.nn.utils.clip_grad_norm_`. */
export const CLIP_EPSILON = 1e-6;

/** Added to the mean square. */
export const NORM_EPSILON = 1e-6;

/** Added to the scores of padded keys. */
export const MASKED = -1e9;

/**
 * Whether weight decay applies: the matrices of linear layers, not embeddings, biases and norms.
 * @param {string} name
 * @param {number[]} shape
 */
export function isDecayed(name, shape) {
  return shape.length > 1 && !/^(tokens|positions)\./.test(name);
}

/** Steps on one known batch, whose losses must agree and fall. */
export const CHECK_STEPS = 5;
