import type { ErrorCode, ErrorReport } from "./generated/spec";

/** What goes wrong with models before the engine sees them: addresses, servers, the browser's store. */
export const MODEL_CODES = [
  ...(["model", "model_address", "model_offline", "model_refused", "model_absent", "model_wanted"] as const),
  ...(["store_absent", "store_full"] as const),
];

export type PageCode = (typeof MODEL_CODES)[number];

/** An error of the engine, or one of the page's own in the same form. */
export type PageError = Omit<ErrorReport, "code"> & { code: ErrorCode | PageCode };

/** Whether a thrown value is one of the engine's own errors. */
export function isErrorReport(value: unknown): value is ErrorReport {
  return typeof value === "object" && value !== null && "code" in value && "message" in value && "hint" in value;
}

/** Any thrown value as an error that can cross to the page; faults of ours become `internal`. */
export function toErrorReport(thrown: unknown, code: ErrorCode = "internal"): ErrorReport {
  if (isErrorReport(thrown)) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code, message, place: null, hint: "" };
}

/** An error of the page's own; what to do is said by the page in the reader's language. */
export function pageError(code: PageCode, message: string, file: string | null = null): PageError {
  return { code, message, place: file === null ? null : { file, line: null, column: null }, hint: "" };
}

export function isPageError(value: unknown): value is PageError {
  return isErrorReport(value);
}

/** Any thrown value of work on models. */
export function toPageError(thrown: unknown): PageError {
  return isPageError(thrown) ? thrown : toErrorReport(thrown);
}
