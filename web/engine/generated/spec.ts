// Made from crates/spec by `npm run types`; not edited by hand.

/**
 * How text becomes token ids; trained on the run's own training split.
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
vocabulary: number, };

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
temperature: number, };

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
 * Mean negative log-likelihood of the labels, in nats.
 */
loss: number, 
/**
 * Share of rows whose most likely class is the label.
 */
accuracy: number, };

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
 * Epoch whose weights were kept, from 1.
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
 * Mean test accuracy of students minus that of controls.
 */
difference: number, 
/**
 * 95 % interval of the difference: paired bootstrap over test rows and pairs.
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
total: number, } | { "type": "done" } & RunReport;

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

