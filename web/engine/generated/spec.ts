// Made from crates/spec by `npm run types`; not edited by hand.

/**
 * Where a model's files are.
 */
export type ModelSource = { 
/**
 * A folder with `config.json`, safetensors and `tokenizer.json`, or a GGUF file. On the page its name in the page's
 * store; natively a path, relative to the recipe.
 */
name: string, 
/**
 * SHA-256 of the weights, 64 hexadecimal digits: another model of that name is refused. `null` takes any. Of several
 * files, that of their hashes' text, in the order of their names.
 */
sha256: string | null, };

/**
 * What a model is, by its files.
 */
export type ModelCard = { 
/**
 * Name of its folder or file.
 */
name: string, 
/**
 * Of the weights, as [`ModelSource::sha256`] says.
 */
sha256: string, 
/**
 * `bert`, `llama` and so on, as its files say.
 */
family: string, 
/**
 * Whether it predicts the next token; else it reads a text as a whole.
 */
is_decoder: boolean, 
/**
 * Blocks.
 */
layers: number, 
/**
 * Width of the hidden states.
 */
width: number, 
/**
 * Attention heads.
 */
heads: number, 
/**
 * Heads of keys and values.
 */
key_value_heads: number, 
/**
 * Most tokens that it reads.
 */
context: number, 
/**
 * Number of token ids.
 */
vocabulary: number, 
/**
 * Trainable values.
 */
parameters: number, 
/**
 * Bytes of its weights' files.
 */
file_bytes: number, 
/**
 * Bytes of its weights on the device, in f32.
 */
device_bytes: number, 
/**
 * Bytes of the largest tensor of them: a device may hold smaller ones only.
 */
largest_tensor_bytes: number, 
/**
 * Classes that it knows; none where it has no classifier.
 */
classes: Array<string>, 
/**
 * Whether a tokenizer came with it.
 */
has_tokenizer: boolean, 
/**
 * As far as it is stated.
 */
licence: string | null, 
/**
 * Tensors that serve no purpose here.
 */
passed_over: Array<string>, };

/**
 * How text becomes token ids; trained on the run's own training split, unless it is the teacher's.
 */
export type TokenizerRecipe = { "kind": "bytes", } | { "kind": "characters", 
/**
 * Largest number of ids, special ones included.
 */
vocabulary: number, } | { "kind": "bpe", 
/**
 * Number of ids, special ones included.
 */
vocabulary: number, } | { "kind": "word_piece", 
/**
 * Number of ids, special ones included.
 */
vocabulary: number, } | { "kind": "teacher", 
/**
 * Keeps only the ids that the training text needs, those of single bytes and the special ones: the student's
 * table of tokens shrinks with them. The teacher's rows are cut to the same ids, so that its probabilities are
 * shared out over them alone.
 */
trim: boolean, };

/**
 * A network from text to one logit per class.
 */
export type ModelRecipe = { "kind": "encoder", 
/**
 * How the text is cut into tokens.
 */
tokenizer: TokenizerRecipe, 
/**
 * Number of transformer blocks.
 */
layers: number, 
/**
 * Width of the residual stream.
 */
width: number, 
/**
 * Attention heads; must divide `width`.
 */
heads: number, 
/**
 * Width of the feed-forward layer.
 */
feed_forward: number, 
/**
 * Longest text in tokens; longer texts are cut.
 */
max_tokens: number, 
/**
 * Probability of dropping an activation while training; 0 in evaluation.
 */
dropout: number, } | { "kind": "ngram_bag", 
/**
 * Shortest n-gram in characters.
 */
min_n: number, 
/**
 * Longest n-gram in characters.
 */
max_n: number, 
/**
 * Rows of the hash table.
 */
buckets: number, 
/**
 * Width of one row.
 */
width: number, 
/**
 * Most n-grams read from one text.
 */
max_ngrams: number, };

/**
 * The course of the learning rate after warm-up.
 */
export type Schedule = "constant" | "cosine";

/**
 * AdamW (Loshchilov & Hutter 2019) and everything around it. Nothing is left implicit.
 */
export type TrainRecipe = { 
/**
 * Passes over the training split.
 */
epochs: number, 
/**
 * Rows in one forward pass.
 */
batch_size: number, 
/**
 * Forward passes summed into one optimizer step; the loss is averaged over all their rows.
 */
accumulate: number, 
/**
 * Peak learning rate.
 */
learning_rate: number, 
/**
 * Course after warm-up.
 */
schedule: Schedule, 
/**
 * Fraction of all steps in which the rate climbs linearly from 0.
 */
warmup: number, 
/**
 * Decoupled weight decay, on matrices only: biases, norms and embeddings are spared.
 */
weight_decay: number, 
/**
 * Decay of the first moment.
 */
beta1: number, 
/**
 * Decay of the second moment.
 */
beta2: number, 
/**
 * Added to the root of the second moment.
 */
epsilon: number, 
/**
 * Largest global gradient norm; larger gradients are scaled down to it.
 */
clip_norm: number, 
/**
 * Stop after so many epochs without a better validation loss; `null` never stops early.
 * The weights of the best epoch are kept either way.
 */
patience: number | null, };

/**
 * A student's layer and the teacher's layer that it follows, both from 0, the first block.
 */
export type LayerPair = { 
/**
 * Layer of the student.
 */
student: number, 
/**
 * Layer of the teacher.
 */
teacher: number, };

/**
 * One term of the loss. Definitions, with p the teacher's and q the student's distribution at the
 * temperature T, are those of `stillroom-objectives`; each is averaged over rows.
 */
export type Objective = { "kind": "hard", } | { "kind": "forward_kl", 
/**
 * Softens both distributions.
 */
temperature: number, } | { "kind": "reverse_kl", 
/**
 * Softens both distributions.
 */
temperature: number, } | { "kind": "jsd", 
/**
 * Weight of the teacher in the mixture.
 */
beta: number, 
/**
 * Softens both distributions.
 */
temperature: number, } | { "kind": "skew_kl", 
/**
 * Share of the teacher in the mixture; 0 is KL(p‖q).
 */
lambda: number, 
/**
 * Softens both distributions.
 */
temperature: number, } | { "kind": "skew_reverse_kl", 
/**
 * Share of the student in the mixture; 0 is KL(q‖p).
 */
lambda: number, 
/**
 * Softens both distributions.
 */
temperature: number, } | { "kind": "tvd", 
/**
 * Softens both distributions.
 */
temperature: number, } | { "kind": "adaptive_kl", 
/**
 * Probability that the head holds: the teacher's likeliest classes until their sum reaches it.
 */
mu: number, 
/**
 * Softens both distributions.
 */
temperature: number, } | { "kind": "dist", 
/**
 * Weight of the correlation between a row's classes.
 */
beta: number, 
/**
 * Weight of the correlation between a batch's rows, class by class.
 */
gamma: number, 
/**
 * Softens both distributions.
 */
temperature: number, } | { "kind": "logit_mse", } | { "kind": "dkd", 
/**
 * Weight of the target-class term.
 */
alpha: number, 
/**
 * Weight of the non-target term.
 */
beta: number, 
/**
 * Softens both distributions.
 */
temperature: number, } | { "kind": "uld", 
/**
 * Softens both distributions.
 */
temperature: number, } | { "kind": "hidden_cosine", } | { "kind": "hidden_mse", 
/**
 * Which layers are compared; `null` spreads the student's evenly over the teacher's.
 */
layers: Array<LayerPair> | null, } | { "kind": "attention", 
/**
 * Which layers are compared; `null` takes the last of each.
 */
layers: Array<LayerPair> | null, } | { "kind": "relation", 
/**
 * Which layers are compared; `null` takes the last of each.
 */
layer: LayerPair | null, 
/**
 * Heads that both sides are split into; must divide the widths.
 */
heads: number, } | { "kind": "sequence_level", };

/**
 * A term and how much it counts.
 */
export type WeightedObjective = { 
/**
 * Factor of this term in the sum.
 */
weight: number, 
/**
 * The term.
 */
objective: Objective, };

/**
 * Where the rows come from.
 */
export type DataSource = { "kind": "preset", 
/**
 * `languages` or `spam`.
 */
name: string, } | { "kind": "file", 
/**
 * Name or path.
 */
name: string, };

/**
 * Shares of the rows; they need not sum to 1, only their ratio counts.
 */
export type SplitRecipe = { 
/**
 * Rows that move weights.
 */
train: number, 
/**
 * Rows that choose the best epoch.
 */
validation: number, 
/**
 * Rows seen once, at the end.
 */
test: number, };

/**
 * What is read and how it is split.
 */
export type DataRecipe = { 
/**
 * Where the rows come from.
 */
source: DataSource, 
/**
 * Name of the text column; `null` takes the detected one.
 */
text_column: string | null, 
/**
 * Name of the label column; `null` takes the detected one.
 */
label_column: string | null, 
/**
 * Rows kept at most; more are sampled by seed.
 */
max_rows: number, 
/**
 * Classes with fewer rows are dropped; at least 3, one for each split.
 */
min_rows_per_class: number, 
/**
 * Shares of the splits, within each class.
 */
split: SplitRecipe, };

/**
 * What turns a pretrained encoder's hidden states into one logit per class.
 */
export type TeacherHead = "own" | "mean" | "first";

/**
 * Which weights of a pretrained model are fitted.
 */
export type Tuning = { "kind": "none", } | { "kind": "head", } | { "kind": "all", 
/**
 * Probability of dropping an activation while training.
 */
dropout: number, } | { "kind": "lora", 
/**
 * Rank of the additions.
 */
rank: number, 
/**
 * They are scaled by `alpha / rank`.
 */
alpha: number, 
/**
 * Probability of dropping an activation while training.
 */
dropout: number, };

/**
 * Who teaches.
 */
export type TeacherRecipe = { "kind": "train", 
/**
 * Its shape.
 */
model: ModelRecipe, 
/**
 * How it is trained.
 */
train: TrainRecipe, } | { "kind": "pretrained", 
/**
 * Which: an encoder (BERT, DistilBERT, `RoBERTa`).
 */
model: ModelSource, 
/**
 * Longest text in tokens, at most the model's context; longer texts are cut.
 */
max_tokens: number, 
/**
 * What turns hidden states into classes.
 */
head: TeacherHead, 
/**
 * What is fitted.
 */
tuning: Tuning, 
/**
 * How it is fitted; without a meaning where nothing is.
 */
train: TrainRecipe, } | { "kind": "soft_labels", };

/**
 * Who learns, from what, and how.
 */
export type StudentRecipe = { 
/**
 * Its shape; the control has the same.
 */
model: ModelRecipe, 
/**
 * How both are trained.
 */
train: TrainRecipe, 
/**
 * The student's loss: a weighted sum. The control's is `hard` alone.
 */
objectives: Array<WeightedObjective>, };

/**
 * How the end is judged.
 */
export type EvaluationRecipe = { 
/**
 * Student/control pairs, each from its own initial weights and batches.
 */
pairs: number, 
/**
 * Bootstrap resamples of the verdict.
 */
resamples: number, 
/**
 * Seconds after which no further pair is started; `null` always trains all.
 */
budget_seconds: number | null, };

/**
 * A whole run.
 */
export type Recipe = { 
/**
 * [`RECIPE_VERSION`].
 */
version: number, 
/**
 * For people.
 */
name: string, 
/**
 * Fixes splits, initial weights, batches and dropout.
 */
seed: number, 
/**
 * Rows.
 */
data: DataRecipe, 
/**
 * Who teaches.
 */
teacher: TeacherRecipe, 
/**
 * Who learns.
 */
student: StudentRecipe, 
/**
 * How the end is judged.
 */
evaluation: EvaluationRecipe, };

/**
 * Text encodings that are read; any other is refused.
 */
export type Encoding = "utf8" | "utf16_le" | "utf16_be";

/**
 * The layout of a table.
 */
export type TableFormat = { "kind": "delimited", 
/**
 * `,`, `;`, `|` or a tab.
 */
delimiter: string, 
/**
 * Whether the first row names the columns.
 */
header: boolean, 
/**
 * Whether any value is quoted.
 */
quoted: boolean, } | { "kind": "json_lines" } | { "kind": "json_array" };

/**
 * What a column is taken for.
 */
export type ColumnRole = "text" | "label" | "soft_label" | "ignored";

/**
 * One column and a few of its values.
 */
export type Column = { 
/**
 * Its name, or `column 1` where there is no header.
 */
name: string, 
/**
 * What it is taken for; the user may choose another.
 */
role: ColumnRole, 
/**
 * The first values, each cut to 80 characters.
 */
sample: Array<string>, };

/**
 * What a look at the start of a file found.
 */
export type SourceReport = { 
/**
 * The file's name.
 */
name: string, 
/**
 * Size in bytes, where known.
 */
bytes: number | null, 
/**
 * Its encoding.
 */
encoding: Encoding, 
/**
 * Its layout.
 */
format: TableFormat, 
/**
 * Its columns.
 */
columns: Array<Column>, };

/**
 * Columns of JSON rows that none of the rows at the start of the file has. Their values are not read.
 */
export type LateColumns = { 
/**
 * Rows with at least one.
 */
rows: number, 
/**
 * The first twenty, in the order in which they appear.
 */
named: Array<LateColumn>, };

/**
 * A column and where it first appears.
 */
export type LateColumn = { 
/**
 * Its name.
 */
name: string, 
/**
 * Line of the row, from 1.
 */
line: number, };

/**
 * Rows that each step of cleaning removed.
 */
export type Cleaning = { 
/**
 * Rows read.
 */
read: number, 
/**
 * Left out by the seeded sample because the file is larger than the run's limit.
 */
unsampled: number, 
/**
 * Without text or label.
 */
empty: number, 
/**
 * The same text and label as an earlier row.
 */
duplicate: number, 
/**
 * The same text under different labels; all of them are removed.
 */
conflicting: number, 
/**
 * In a class with too few rows to split.
 */
rare_class: number, 
/**
 * Left over.
 */
kept: number, };

/**
 * A class and its rows after cleaning.
 */
export type ClassCount = { 
/**
 * The label.
 */
name: string, 
/**
 * Its rows.
 */
rows: number, };

/**
 * Rows in each split.
 */
export type SplitSizes = { 
/**
 * Rows that move weights.
 */
train: number, 
/**
 * Rows that choose the best epoch.
 */
validation: number, 
/**
 * Rows seen once, at the end.
 */
test: number, };

/**
 * The data as the run uses it.
 */
export type DataReport = { 
/**
 * What was read.
 */
source: SourceReport, 
/**
 * What was removed.
 */
cleaning: Cleaning, 
/**
 * What is left, sorted by name: index is class id.
 */
classes: Array<ClassCount>, 
/**
 * How it was split.
 */
split: SplitSizes, 
/**
 * Whether rows carry probabilities, so that no teacher is trained.
 */
soft_labels: boolean, 
/**
 * A fingerprint of the split (FNV-1a 64 over texts in order, hexadecimal): equal on every host.
 */
fingerprint: string, };

/**
 * A stable name for each kind of error; the page has a sentence for each in every language.
 */
export type ErrorCode = "unreadable" | "encoding" | "empty_file" | "malformed_row" | "too_many_columns" | "cell_too_large" | "missing_column" | "soft_label" | "too_few_classes" | "too_few_rows" | "recipe" | "diverged" | "gpu" | "device" | "student" | "state" | "internal";

/**
 * Where in the input.
 */
export type Place = { 
/**
 * File or preset.
 */
file: string, 
/**
 * Line, from 1.
 */
line: number | null, 
/**
 * Column of the table or of the text, from 1.
 */
column: number | null, };

/**
 * An error that crosses to the host.
 */
export type ErrorReport = { 
/**
 * Which kind.
 */
code: ErrorCode, 
/**
 * What happened, in English.
 */
message: string, 
/**
 * Where, if it has a place.
 */
place: Place | null, 
/**
 * What to do, in English.
 */
hint: string, };

/**
 * Where the numbers are computed.
 */
export type Lane = "cpu" | "webgpu" | "cuda";

/**
 * The parts of a run, in order; student and control repeat for each pair.
 */
export type Phase = "prepare" | "teacher" | "report_card" | "student" | "control" | "evaluate" | "done";

/**
 * One term of a loss.
 */
export type LossPart = { 
/**
 * The objective's name.
 */
name: string, 
/**
 * Its factor.
 */
weight: number, 
/**
 * Its value before the factor.
 */
value: number, };

/**
 * Loss and accuracy on the validation split.
 */
export type Validation = { 
/**
 * Mean negative log-likelihood of the labels, or of the next tokens, in nats.
 */
loss: number, 
/**
 * Share of rows whose most likely class is the label, or of tokens that were the most likely ones.
 */
accuracy: number, 
/**
 * Of a language model: bits that a byte of the text costs.
 */
bits_per_byte: number | null, };

/**
 * One optimizer step: a line of `log.jsonl`.
 */
export type StepReport = { 
/**
 * Teacher, student or control.
 */
phase: Phase, 
/**
 * Which student/control pair, from 0.
 */
pair: number, 
/**
 * Step within the phase, from 1.
 */
step: number, 
/**
 * Steps that the phase will take at most.
 */
steps: number, 
/**
 * Loss of the step, averaged over its rows.
 */
loss: number, 
/**
 * What it is made of.
 */
parts: Array<LossPart>, 
/**
 * Rate used.
 */
learning_rate: number, 
/**
 * Global norm before clipping.
 */
grad_norm: number, 
/**
 * Real tokens (or n-grams) through forward and backward, per second.
 */
tokens_per_second: number, 
/**
 * Time of the step.
 */
milliseconds: number, 
/**
 * At the end of an epoch.
 */
validation: Validation | null, };

/**
 * Why the teacher may not be worth distilling.
 */
export type TeacherWarning = "no_better_than_majority" | "no_better_than_control";

/**
 * The teacher before distillation, on the validation split.
 */
export type TeacherCard = { 
/**
 * All metrics.
 */
metrics: Metrics, 
/**
 * Accuracy of always saying the most frequent class of the training split.
 */
majority_accuracy: number, 
/**
 * Accuracy of the first control, which is trained before the first student.
 */
control_accuracy: number | null, 
/**
 * What is wrong, if anything.
 */
warnings: Array<TeacherWarning>, };

/**
 * How well a model does on a split.
 */
export type Metrics = { 
/**
 * Rows.
 */
rows: number, 
/**
 * Share of rows whose most likely class is the label.
 */
accuracy: number, 
/**
 * 95 % interval of the accuracy (Wilson 1927).
 */
accuracy_interval: [number, number], 
/**
 * Mean over classes of F1.
 */
macro_f1: number, 
/**
 * Mean negative log-likelihood, in nats.
 */
nll: number, 
/**
 * Expected calibration error over 15 equal-width bins (Guo et al. 2017).
 */
calibration_error: number, 
/**
 * `confusion[label][prediction]` in rows.
 */
confusion: Array<Array<number>>, 
/**
 * Share of rows on which the most likely class is the teacher's.
 */
agreement: number | null, };

/**
 * Time to an answer, measured after warm-up on this machine.
 */
export type Latency = { 
/**
 * Median milliseconds for one text.
 */
p50_ms: number, 
/**
 * 95th percentile for one text.
 */
p95_ms: number, 
/**
 * Texts per second in batches.
 */
texts_per_second: number, 
/**
 * Texts in a batch.
 */
batch: number, 
/**
 * Single-text measurements.
 */
samples: number, };

/**
 * What training took.
 */
export type TrainingSummary = { 
/**
 * Seconds of steps and validation.
 */
seconds: number, 
/**
 * Optimizer steps.
 */
steps: number, 
/**
 * Epoch whose weights were kept, from 1; 0 of a model that was taken as it is.
 */
best_epoch: number, 
/**
 * Whether it stopped before its last epoch.
 */
stopped_early: boolean, };

/**
 * One of the three models at the end.
 */
export type ModelReport = { 
/**
 * Trainable numbers.
 */
parameters: number, 
/**
 * Bytes of the weights at f32.
 */
bytes: number, 
/**
 * On the test split; for several pairs, of the first.
 */
test: Metrics, 
/**
 * Test accuracy of each pair; one value for the teacher.
 */
test_accuracy_by_pair: Array<number>, 
/**
 * Speed.
 */
latency: Latency | null, 
/**
 * Cost of training; of all pairs together. None where labels came from elsewhere.
 */
training: TrainingSummary | null, 
/**
 * Largest memory while it was trained, where the host can tell.
 */
peak_memory_bytes: number | null, };

/**
 * Whether distillation helped.
 */
export type VerdictKind = "helps" | "does_not_help" | "inconclusive";

/**
 * Student against control on the same test rows.
 */
export type Verdict = { 
/**
 * In a word.
 */
kind: VerdictKind, 
/**
 * Mean test accuracy of students minus that of controls; of language models, test bits per byte of controls minus
 * those of students.
 */
difference: number, 
/**
 * 95 % interval of the difference: paired bootstrap over test rows (or documents) and pairs.
 */
interval: [number, number], 
/**
 * Student/control pairs, each from its own initial weights.
 */
pairs: number, 
/**
 * Bootstrap resamples.
 */
resamples: number, };

/**
 * Where and with what a run was made.
 */
export type Environment = { 
/**
 * Lane.
 */
lane: Lane, 
/**
 * The adapter or processor, as it names itself.
 */
device: string, 
/**
 * Version of Stillroom.
 */
version: string, };

/**
 * `report.json`.
 */
export type RunReport = { 
/**
 * [`REPORT_VERSION`].
 */
version: number, 
/**
 * What was asked.
 */
recipe: Recipe, 
/**
 * Where it ran.
 */
environment: Environment, 
/**
 * What it ran on.
 */
data: DataReport, 
/**
 * None where the rows carry soft labels.
 */
teacher: ModelReport | null, 
/**
 * Distilled.
 */
student: ModelReport, 
/**
 * The same student, from labels alone.
 */
control: ModelReport, 
/**
 * Whether distillation helped.
 */
verdict: Verdict, 
/**
 * Seconds from start to here.
 */
seconds: number, };

/**
 * One unit of the engine's work.
 */
export type Report = { "type": "phase", 
/**
 * Which.
 */
phase: Phase, 
/**
 * Which pair.
 */
pair: number, 
/**
 * How many pairs there will be.
 */
pairs: number, 
/**
 * Steps that it will take at most; 0 where it has none.
 */
steps: number, 
/**
 * Trainable numbers of its model; 0 where it has none.
 */
parameters: number, } | { "type": "step" } & StepReport | { "type": "card" } & TeacherCard | { "type": "progress", 
/**
 * During which phase.
 */
phase: Phase, 
/**
 * Units done.
 */
done: number, 
/**
 * Units in all.
 */
total: number, } | { "type": "done" } & RunReport | { "type": "sample" } & SampleReport | { "type": "language_card" } & LanguageCard | { "type": "cache" } & CacheCost | { "type": "language_done" } & LanguageRunReport;

/**
 * What the models say of one text.
 */
export type Prediction = { 
/**
 * The classes, in the order of the logits.
 */
classes: Array<string>, 
/**
 * The teacher's logits, where there is a trained teacher.
 */
teacher: Array<number> | null, 
/**
 * The student's logits, once it has started.
 */
student: Array<number> | null, 
/**
 * The control's logits, once it has started.
 */
control: Array<number> | null, };

/**
 * Largest absolute errors of one objective against values that others computed.
 */
export type GoldenRow = { 
/**
 * The case's name in the fixture.
 */
name: string, 
/**
 * |loss − expected|.
 */
loss_error: number, 
/**
 * Largest |gradient − expected| over all logits.
 */
gradient_error: number, };

/**
 * Normalisation over the width.
 */
export type DecoderNorm = { "kind": "layer_norm", 
/**
 * Added to the variance.
 */
epsilon: number, } | { "kind": "rms_norm", 
/**
 * Added to the mean square.
 */
epsilon: number, };

/**
 * How a token knows where it stands.
 */
export type DecoderPositions = { "kind": "learned", } | { "kind": "rope", 
/**
 * Base of the wavelengths: 10 000 in the first models, more in those of long context.
 */
theta: number, };

/**
 * What the feed-forward layer computes.
 */
export type DecoderActivation = "gelu" | "gelu_tanh" | "swi_glu" | "relu";

/**
 * Which linear layers add a bias.
 */
export type DecoderBiases = "none" | "all" | "query_key_value";

/**
 * A pre-norm transformer decoder: GPT-2, Llama, Qwen2 and Mistral are points of this space.
 */
export type DecoderRecipe = { 
/**
 * Number of transformer blocks.
 */
layers: number, 
/**
 * Width of the residual stream.
 */
width: number, 
/**
 * Heads that ask: query heads.
 */
heads: number, 
/**
 * Heads that are asked: key and value heads, each shared by `heads / key_value_heads` query heads
 * (Ainslie et al. 2023). Must divide `heads`.
 */
key_value_heads: number, 
/**
 * Width of one head; `width / heads` in most models. Even where positions are rotary.
 */
head_width: number, 
/**
 * Width of the feed-forward layer.
 */
feed_forward: number, 
/**
 * Longest sequence in tokens.
 */
context: number, 
/**
 * What is done to the residual stream before each part reads it.
 */
norm: DecoderNorm, 
/**
 * How a token knows where it stands.
 */
positions: DecoderPositions, 
/**
 * What the feed-forward layer does between its matrices.
 */
activation: DecoderActivation, 
/**
 * Whether the head is the token embedding, transposed (Press & Wolf 2017).
 */
tied_head: boolean, 
/**
 * Which linear layers add a bias; the head never does.
 */
biases: DecoderBiases, 
/**
 * Probability of dropping an activation while training, after the embedding and after each part; 0 in
 * evaluation.
 */
dropout: number, };

/**
 * Where the text comes from.
 */
export type CorpusSource = { "kind": "preset", 
/**
 * `northanger`.
 */
name: string, } | { "kind": "file", 
/**
 * Name or path.
 */
name: string, } | { "kind": "arithmetic", 
/**
 * Sums are taken modulo this, 2 to 10 000.
 */
modulus: number, 
/**
 * Number of sums, no two alike.
 */
count: number, 
/**
 * Whether the answers alone are learnt, not the numbers before them.
 */
answers_only: boolean, };

/**
 * Where one document of a running text ends and the next begins.
 */
export type DocumentRule = { "kind": "whole_file", } | { "kind": "blank_lines", 
/**
 * Blank lines in a row.
 */
at_least: number, } | { "kind": "separator", 
/**
 * The line.
 */
line: string, };

/**
 * What is read of a file.
 */
export type CorpusFormat = { "kind": "text", 
/**
 * Where documents end.
 */
documents: DocumentRule, } | { "kind": "rows", 
/**
 * Its column; `null` takes the one that looks like the text.
 */
text: string | null, } | { "kind": "pairs", 
/**
 * The prompt's column; `null` takes the one with a usual name.
 */
prompt: string | null, 
/**
 * The response's column; likewise.
 */
response: string | null, 
/**
 * What stands between the two; part of the prompt.
 */
between: string, };

/**
 * What goes to training, validation and test.
 */
export type SplitBy = "document" | "place";

/**
 * What is read and how it is divided.
 */
export type CorpusRecipe = { 
/**
 * Where the text comes from.
 */
source: CorpusSource, 
/**
 * What is read of it; `null` takes what was detected.
 */
format: CorpusFormat | null, 
/**
 * Bytes kept at most; of more, whole documents and excerpts are sampled by seed.
 */
max_bytes: number, 
/**
 * What goes where.
 */
split_by: SplitBy, 
/**
 * Shares of the splits.
 */
split: SplitRecipe, };

/**
 * One part of a divided text.
 */
export type CorpusPart = { 
/**
 * Documents, or stretches of one.
 */
documents: number, 
/**
 * Bytes as UTF-8.
 */
bytes: number, };

/**
 * A text as it was read and divided.
 */
export type CorpusReport = { 
/**
 * Name of the file or the preset.
 */
name: string, 
/**
 * Its bytes, where they are known.
 */
bytes: number | null, 
/**
 * How its bytes are letters; none for what was made up here.
 */
encoding: Encoding | null, 
/**
 * What was read of it.
 */
format: CorpusFormat, 
/**
 * Documents in the file.
 */
read: number, 
/**
 * Left out by the seeded sample, whole.
 */
unsampled: number, 
/**
 * Without text; of pairs, without response.
 */
empty: number, 
/**
 * The same text as an earlier one.
 */
duplicate: number, 
/**
 * Left over.
 */
kept: number, 
/**
 * Of the kept ones, those of which the sample has excerpts only.
 */
excerpted: number, 
/**
 * Bytes of what is left over.
 */
kept_bytes: number, 
/**
 * Moves weights.
 */
train: CorpusPart, 
/**
 * Chooses the best epoch.
 */
validation: CorpusPart, 
/**
 * Seen once, at the end.
 */
test: CorpusPart, 
/**
 * Share of the test's stretches of 50 bytes that the training text holds too.
 */
overlap: number, 
/**
 * Of texts and splits: the same on every host.
 */
fingerprint: string, 
/**
 * The start of the training text, for the eye.
 */
sample: string, 
/**
 * The beginnings of a few of its documents, from all over it.
 */
beginnings: Array<string>, 
/**
 * Columns of JSON rows that first appear after the start of the file; they are not read.
 */
late_columns: LateColumns, };

/**
 * Tells a language model's recipe from a classifier's, which has no such key.
 */
export type Task = "language_model";

/**
 * A number that may move over a run.
 */
export type Course = { "kind": "constant", 
/**
 * The number.
 */
value: number, } | { "kind": "linear", 
/**
 * At the first step.
 */
from: number, 
/**
 * At the last step.
 */
to: number, } | { "kind": "cosine", 
/**
 * At the first step.
 */
from: number, 
/**
 * At the last step.
 */
to: number, };

/**
 * One term of a language model's loss.
 */
export type LanguageTerm = { 
/**
 * Factor of this term in the sum.
 */
weight: Course, 
/**
 * Takes the place of the objective's own temperature; `null` leaves that.
 */
temperature: Course | null, 
/**
 * The term.
 */
objective: Objective, };

/**
 * One teacher; several are averaged.
 */
export type LanguageTeacher = { "kind": "train", 
/**
 * Its shape.
 */
model: DecoderRecipe, 
/**
 * Its tokenizer; `null` shares the student's. With another one, only `hard` and `uld` compare the two.
 */
tokenizer: TokenizerRecipe | null, 
/**
 * How it is trained.
 */
train: TrainRecipe, 
/**
 * Its part in the average of the teachers' probabilities.
 */
weight: number, } | { "kind": "pretrained", 
/**
 * Which: GPT-2, Llama, Mistral or Qwen2.
 */
model: ModelSource, 
/**
 * How all its weights are fitted to the text first; `null` teaches as it is.
 */
tune: TrainRecipe | null, 
/**
 * Its part in the average of the teachers' probabilities.
 */
weight: number, };

/**
 * Who continues a prompt.
 */
export type Author = "student" | "teacher";

/**
 * Batches whose text a model writes.
 */
export type OnPolicyRecipe = { 
/**
 * Who writes.
 */
author: Author, 
/**
 * Probability λ that a batch is written anew; the rest are the corpus's.
 */
fraction: number, 
/**
 * Tokens of the corpus that each text begins with.
 */
prompt_tokens: number, 
/**
 * Tokens written.
 */
new_tokens: number, 
/**
 * Of the sampling; 0 always takes the most likely token.
 */
temperature: number, };

/**
 * Teacher outputs kept from one epoch for the next.
 */
export type CacheRecipe = { 
/**
 * Ids kept for each token, the most likely ones, beside one bucket for the rest; `null` chooses the smallest
 * number whose divergence from the whole is below 0.01 nats on a sample.
 */
top_k: number | null, };

/**
 * Who learns, from what, and how.
 */
export type LanguageStudent = { 
/**
 * Its shape; the control has the same.
 */
model: DecoderRecipe, 
/**
 * How both are trained.
 */
train: TrainRecipe, 
/**
 * The student's loss: a weighted sum. The control's is `hard` alone.
 */
objectives: Array<LanguageTerm>, 
/**
 * Batches that a model writes; `null` takes the corpus alone.
 */
on_policy: OnPolicyRecipe | null, 
/**
 * Keeps the teacher's outputs; `null` asks the teacher anew at every step.
 */
cache: CacheRecipe | null, 
/**
 * Tokens whose logits are held at once; `null` holds a batch's all.
 */
chunk_tokens: number | null, };

/**
 * How samples are drawn, from teacher and student alike.
 */
export type SampleRecipe = { 
/**
 * What every sample begins with; empty begins with the test split's first words.
 */
prompt: string, 
/**
 * Tokens written.
 */
tokens: number, 
/**
 * Of the sampling; 0 always takes the most likely token.
 */
temperature: number, 
/**
 * Only the most likely ids are drawn from; `null` draws from all.
 */
top_k: number | null, };

/**
 * A time that a control trains for, in the place of its student's steps.
 *
 * Time is the host's: how many steps fit in is not the same twice, and neither are the control's weights.
 */
export type ControlTime = "student" | "student_and_teachers";

/**
 * How the end is judged.
 */
export type LanguageEvaluation = { 
/**
 * Student/control pairs, each from its own initial weights.
 */
pairs: number, 
/**
 * Gives each control its student's time in the place of its steps: it repeats the text, and its schedule runs over
 * the time. Such a run is not the same twice. `null` takes the student's steps.
 */
control_time: ControlTime | null, 
/**
 * Bootstrap resamples of the verdict.
 */
resamples: number, 
/**
 * Seconds after which no further pair is started; `null` always trains all.
 */
budget_seconds: number | null, 
/**
 * Drawn after each epoch and at the end.
 */
sample: SampleRecipe, };

/**
 * A whole language-model run.
 */
export type LanguageRecipe = { 
/**
 * [`RECIPE_VERSION`](crate::RECIPE_VERSION).
 */
version: number, 
/**
 * `language_model`.
 */
task: Task, 
/**
 * For people.
 */
name: string, 
/**
 * Fixes splits, initial weights, batches, dropout and samples.
 */
seed: number, 
/**
 * Text.
 */
corpus: CorpusRecipe, 
/**
 * Trained on the training split, or the first teacher's own; the student's, and the teachers' unless they bring
 * their own.
 */
tokenizer: TokenizerRecipe, 
/**
 * Tokens of a training block, at most the models' `context`.
 */
block_tokens: number, 
/**
 * Who teaches: one or more.
 */
teachers: Array<LanguageTeacher>, 
/**
 * Who learns.
 */
student: LanguageStudent, 
/**
 * How the end is judged.
 */
evaluation: LanguageEvaluation, };

/**
 * How well a language model predicts a split.
 */
export type LanguageMetrics = { 
/**
 * Tokens predicted.
 */
tokens: number, 
/**
 * Bytes of text that these tokens stand for.
 */
bytes: number, 
/**
 * Mean negative log-likelihood of a token, in nats.
 */
nll: number, 
/**
 * e to the power of `nll`; comparable between models of one tokenizer only.
 */
perplexity: number, 
/**
 * Bits that a byte of text costs; comparable between tokenizers.
 */
bits_per_byte: number, 
/**
 * Share of tokens that were the most likely ones.
 */
accuracy: number, 
/**
 * Share of tokens of which the most likely one is the teacher's; none for the teacher and across tokenizers.
 */
agreement: number | null, 
/**
 * Mean KL(teacher‖model) of a token, in nats; likewise.
 */
kl_to_teacher: number | null, };

/**
 * Speed of generation, measured after warm-up on this machine.
 */
export type LanguageSpeed = { 
/**
 * Tokens of a prompt read per second.
 */
prefill_tokens_per_second: number, 
/**
 * Tokens written per second, one sequence at a time.
 */
decode_tokens_per_second: number, 
/**
 * Length of the prompt.
 */
prompt_tokens: number, 
/**
 * Tokens written.
 */
new_tokens: number, };

/**
 * What a model's samples look like.
 */
export type SampleStatistics = { 
/**
 * Samples.
 */
samples: number, 
/**
 * Distinct n-grams of tokens over all, n from 1 to 3 (Li et al. 2016).
 */
distinct: [number, number, number], 
/**
 * Share of 4-grams that occurred before in their sample (Welleck et al. 2020).
 */
repetition: number, };

/**
 * A text that a model wrote.
 */
export type SampleReport = { 
/**
 * Whose.
 */
phase: Phase, 
/**
 * Which teacher or pair, from 0.
 */
pair: number, 
/**
 * Steps that the model had taken.
 */
step: number, 
/**
 * What it began with.
 */
prompt: string, 
/**
 * What it wrote.
 */
text: string, };

/**
 * One of the models at the end.
 */
export type LanguageModelReport = { 
/**
 * Trainable numbers.
 */
parameters: number, 
/**
 * Bytes of the weights at f32.
 */
bytes: number, 
/**
 * On the test split; for several pairs, of the first.
 */
test: LanguageMetrics, 
/**
 * Test bits per byte of each pair; one value for a teacher.
 */
bits_per_byte_by_pair: Array<number>, 
/**
 * Speed.
 */
speed: LanguageSpeed | null, 
/**
 * Its samples.
 */
samples: SampleStatistics | null, 
/**
 * One sample, from the run's prompt and seed.
 */
sample: SampleReport | null, 
/**
 * Cost of training; of all pairs together.
 */
training: TrainingSummary | null, 
/**
 * Largest memory while it was trained, where the host can tell.
 */
peak_memory_bytes: number | null, };

/**
 * The teachers together, on the validation split, before anything is distilled.
 */
export type LanguageCard = { 
/**
 * Of the averaged teachers where their tokenizer is the student's, else of the first.
 */
metrics: LanguageMetrics, 
/**
 * Bits per byte of knowing how frequent each token is, and nothing else.
 */
unigram_bits_per_byte: number, 
/**
 * Bits per byte of the first control, which is trained before the first student.
 */
control_bits_per_byte: number | null, 
/**
 * What is wrong, if anything.
 */
warnings: Array<TeacherWarning>, };

/**
 * What writing batches anew took.
 */
export type OnPolicyCost = { 
/**
 * Batches written.
 */
batches: number, 
/**
 * Tokens written.
 */
tokens: number, 
/**
 * Share of the student's training time that the writing took.
 */
share_of_time: number, };

/**
 * One size of a cache.
 */
export type CachePoint = { 
/**
 * Ids kept for each token.
 */
top_k: number, 
/**
 * Bytes of a token.
 */
bytes_per_token: number, 
/**
 * Mean KL of the teacher's distribution from what can be made of the kept ids, in nats.
 */
kl: number, };

/**
 * One case of a check: how far the worst of its values is off.
 */
export type CheckRow = { 
/**
 * The case.
 */
name: string, 
/**
 * Largest absolute difference.
 */
difference: number, 
/**
 * Largest one that is allowed.
 */
tolerance: number, };

/**
 * A format of one file.
 */
export type ExportFormat = "zip" | "onnx" | "onnx_int8" | "safetensors" | "gguf_f32" | "gguf" | "gguf_q8" | "html";

/**
 * A format that a student has, and what it takes.
 */
export type ExportOffer = { 
/**
 * Which.
 */
format: ExportFormat, 
/**
 * Name of the file.
 */
file_name: string, 
/**
 * Bytes of the file.
 */
bytes: number, };

/**
 * A cache of teacher outputs as it was used.
 */
export type CacheCost = { 
/**
 * Ids kept for each token.
 */
top_k: number, 
/**
 * Bytes of the whole cache.
 */
bytes: number, 
/**
 * Where it is.
 */
place: CachePlace, 
/**
 * Bytes and mean KL(teacher‖kept) in nats, measured on a sample, for each size that was tried.
 */
curve: Array<CachePoint>, };

/**
 * Where a cache is.
 */
export type CachePlace = { "kind": "memory", } | { "kind": "files", } | { "kind": "nowhere", 
/**
 * Bytes that are free, where the host tells.
 */
free: number | null, };

/**
 * What a teacher of another tokenizer could be asked about, in the first student's training.
 */
export type AlignmentReport = { 
/**
 * Tokens that the student learnt, each as often as it was read.
 */
tokens: number, 
/**
 * Share of them in spans that tokens of both cover alone, so that the two were compared there.
 */
compared: number, 
/**
 * Share of them that a single token of the teacher covers alone.
 */
paired: number, };

/**
 * Where controls trained for a time: that of all pairs together, in seconds.
 */
export type ControlBudget = { 
/**
 * Of training the students.
 */
student_seconds: number, 
/**
 * Of filling the cache, once for each pair.
 */
cache_seconds: number, 
/**
 * Of training the teachers, once for each pair; 0 where that does not count.
 */
teacher_seconds: number, 
/**
 * That the controls took: a last step and the validation after it go beyond their time.
 */
control_seconds: number, };

/**
 * `report.json` of a language-model run.
 */
export type LanguageRunReport = { 
/**
 * [`REPORT_VERSION`](crate::REPORT_VERSION).
 */
version: number, 
/**
 * What was asked.
 */
recipe: LanguageRecipe, 
/**
 * Where it ran.
 */
environment: Environment, 
/**
 * What it ran on.
 */
data: CorpusReport, 
/**
 * Token ids of the student's tokenizer.
 */
vocabulary: number, 
/**
 * One or more.
 */
teachers: Array<LanguageModelReport>, 
/**
 * Distilled.
 */
student: LanguageModelReport, 
/**
 * The same student, from the text alone.
 */
control: LanguageModelReport, 
/**
 * Whether distillation helped: `difference` is bits per byte of controls minus those of students.
 */
verdict: Verdict, 
/**
 * Where batches were written anew.
 */
on_policy: OnPolicyCost | null, 
/**
 * Where the teacher's outputs were kept.
 */
cache: CacheCost | null, 
/**
 * Where the teacher has a tokenizer of its own and a term asks it.
 */
alignment: AlignmentReport | null, 
/**
 * Where the controls trained for a time.
 */
control_budget: ControlBudget | null, 
/**
 * Whether the same recipe, seed and lane give the same numbers; not where a clock decides what is trained.
 */
reproducible: boolean, 
/**
 * Seconds from start to here.
 */
seconds: number, };

/**
 * A token and what a model thought of it.
 */
export type TokenCandidate = { 
/**
 * The token's text; bytes that are no UTF-8 are U+FFFD.
 */
token: string, 
/**
 * The teacher's probability, where there is a teacher of the same tokenizer.
 */
teacher: number | null, 
/**
 * The student's probability, once it has started.
 */
student: number | null, };

/**
 * One place in a text.
 */
export type TokenJudgement = { 
/**
 * The token that stands there.
 */
token: string, 
/**
 * Whether training learns such a token: not a document's first, and of an instruction not the prompt's.
 */
learnt: boolean, 
/**
 * Its negative log-likelihood by the teacher, in nats.
 */
teacher_nll: number | null, 
/**
 * Its negative log-likelihood by the student, in nats.
 */
student_nll: number | null, 
/**
 * KL(teacher‖student) of the distributions at this place, in nats.
 */
kl: number | null, 
/**
 * The most likely tokens of both, the likelier first.
 */
candidates: Array<TokenCandidate>, };

