import type { ErrorCode, ErrorReport } from "./generated/spec";

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
