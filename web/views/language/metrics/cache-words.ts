// Where a cache is and what it takes, in a sentence.

import type { CacheCost } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { bytes, count } from "../../../i18n/format";

export function cacheWords({ top_k, bytes: all, place }: CacheCost): string {
  if (place.kind !== "nowhere") return t(`costs.cache.${place.kind}`, { k: count(top_k), bytes: bytes(all) });
  const free = place.free === null ? "" : t("costs.cache.free", { free: bytes(place.free) });
  return `${t("costs.cache.nowhere", { bytes: bytes(all) })} ${free}`.trim();
}
