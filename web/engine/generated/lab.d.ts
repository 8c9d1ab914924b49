/* tslint:disable */
/* eslint-disable */
import type { CheckRow, CorpusReport, DataReport, ExportFormat, ExportOffer, GoldenRow, LanguageRecipe, ModelCard, Prediction, Recipe, Report, SourceReport, TokenJudgement } from "./spec";


/**
 * Data and run on this artefact's device. Calls are made one at a time, each awaited.
 */
export class Lab {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Reads and checks a language model's recipe file.
     */
    static checkLanguageRecipe(json: string): LanguageRecipe;
    /**
     * A model's logits and hidden states against `expected.json` beside it, on this device. `files` maps the names of
     * its folder to their bytes.
     */
    checkModel(name: string, files: Map<string, Uint8Array>): Promise<CheckRow[]>;
    /**
     * The objectives against golden values, on this device: errors by case.
     */
    checkObjectives(golden_json: string): Promise<GoldenRow[]>;
    /**
     * Reads and checks a recipe file.
     */
    static checkRecipe(json: string): Recipe;
    /**
     * Lets a pretrained model go; a run that has it keeps it.
     */
    closeModel(name: string): void;
    /**
     * Opens the lane's device; `name` is what the browser calls it.
     */
    static create(name?: string | null): Promise<Lab>;
    /**
     * The device's name.
     */
    device(): string;
    /**
     * The first pair's student as a file.
     */
    exportStudent(format: ExportFormat): Promise<Uint8Array>;
    /**
     * The default recipe for a file of the user's.
     */
    static forFile(name: string): Recipe;
    /**
     * What the language models think of each token of a text.
     */
    inspect(text: string): Promise<TokenJudgement[]>;
    /**
     * The default language model's recipe for a file of the user's.
     */
    static languageForFile(name: string): LanguageRecipe;
    /**
     * A language model's preset.
     */
    static languagePreset(name: string): LanguageRecipe;
    /**
     * Reads and divides a text; any run ends. The file of a recipe that makes its text up is empty.
     */
    loadCorpus(recipe: LanguageRecipe, name: string, file: Blob): CorpusReport;
    /**
     * Reads, cleans and splits a file; any run ends.
     */
    load(recipe: Recipe, name: string, file: Blob): DataReport;
    /**
     * Tells layout and columns from the start of a file of `bytes` bytes.
     */
    look(name: string, head: Uint8Array | number[], bytes?: number | null): SourceReport;
    /**
     * The formats that the first pair's student has, and what each takes.
     */
    offerStudent(): Promise<ExportOffer[]>;
    /**
     * Opens a pretrained model by its files, in place of any other of the name; its weights are read when a run needs
     * them. Refused is a model that is too large for what the device holds in bytes, as far as the page knows: the
     * largest tensor, and all of them.
     */
    openModel(name: string, files: Map<string, Blob>, tensor_bytes?: number | null, total_bytes?: number | null): ModelCard;
    /**
     * What the classifiers say of a text.
     */
    predict(text: string): Promise<Prediction>;
    /**
     * A preset's recipe.
     */
    static preset(name: string): Recipe;
    /**
     * Ends the phase in hand after its next step.
     */
    skip(): void;
    /**
     * Makes a language-model run of the loaded text, in place of any before.
     */
    startLanguage(recipe: LanguageRecipe): void;
    /**
     * Makes a run of the loaded data, in place of any before.
     */
    start(recipe: Recipe): void;
    /**
     * The next piece of work and its report.
     */
    step(): Promise<Report>;
    /**
     * The same of a language model's recipe; needs no text.
     */
    timeLanguageSteps(recipe: LanguageRecipe, count: number): Promise<number[]>;
    /**
     * Milliseconds of each of `count` steps of the recipe's student; leaves no trace on a run.
     */
    timeSteps(recipe: Recipe, count: number): Promise<number[]>;
    /**
     * Compiles the kernels that a language-model run needs; needs no text.
     */
    warmUpLanguage(recipe: LanguageRecipe): Promise<void>;
    /**
     * Compiles the kernels that a run of the recipe needs; leaves no trace on a run.
     */
    warmUp(recipe: Recipe): Promise<void>;
}

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_lab_free: (a: number, b: number) => void;
    readonly lab_checkLanguageRecipe: (a: number, b: number) => [number, number, number];
    readonly lab_checkModel: (a: number, b: number, c: number, d: any) => any;
    readonly lab_checkObjectives: (a: number, b: number, c: number) => any;
    readonly lab_checkRecipe: (a: number, b: number) => [number, number, number];
    readonly lab_closeModel: (a: number, b: number, c: number) => void;
    readonly lab_create: (a: number, b: number) => any;
    readonly lab_device: (a: number) => [number, number];
    readonly lab_exportStudent: (a: number, b: any) => any;
    readonly lab_forFile: (a: number, b: number) => [number, number, number];
    readonly lab_inspect: (a: number, b: number, c: number) => any;
    readonly lab_languageForFile: (a: number, b: number) => [number, number, number];
    readonly lab_languagePreset: (a: number, b: number) => [number, number, number];
    readonly lab_load: (a: number, b: any, c: number, d: number, e: any) => [number, number, number];
    readonly lab_loadCorpus: (a: number, b: any, c: number, d: number, e: any) => [number, number, number];
    readonly lab_look: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => [number, number, number];
    readonly lab_offerStudent: (a: number) => any;
    readonly lab_openModel: (a: number, b: number, c: number, d: any, e: number, f: number, g: number, h: number) => [number, number, number];
    readonly lab_predict: (a: number, b: number, c: number) => any;
    readonly lab_preset: (a: number, b: number) => [number, number, number];
    readonly lab_skip: (a: number) => [number, number];
    readonly lab_start: (a: number, b: any) => [number, number];
    readonly lab_startLanguage: (a: number, b: any) => [number, number];
    readonly lab_step: (a: number) => any;
    readonly lab_timeLanguageSteps: (a: number, b: any, c: number) => any;
    readonly lab_timeSteps: (a: number, b: any, c: number) => any;
    readonly lab_warmUp: (a: number, b: any) => any;
    readonly lab_warmUpLanguage: (a: number, b: any) => any;
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_exn_store: (a: number) => void;
    readonly __externref_table_alloc: () => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __wbindgen_destroy_closure: (a: number, b: number) => void;
    readonly __externref_table_dealloc: (a: number) => void;
    readonly __wbindgen_start: () => void;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
