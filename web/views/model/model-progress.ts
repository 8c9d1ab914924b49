import { isRole, type Role, stretch } from "../../state/run";

/** Share of its training that a model has behind it; null while another is at work. */
export function progressFor(...roles: Role[]): number | null {
  const now = stretch.value;
  if (!now || !isRole(now.phase) || !roles.includes(now.phase) || now.total === 0) return null;
  return now.done / now.total;
}
