// Where a model of others comes from: files, an address, or what this browser keeps.

import { computed } from "@preact/signals-core";
import { html, nothing } from "lit";
import { t } from "../../i18n";
import { modelWork, storeIsThere } from "../../state/pretrained";
import { View } from "../../ui/view";
import { addressField } from "./address-field";
import { dropArea } from "./drop-area";
import { storedList } from "./stored-list";
import "./work-bar";
import "./models.css";

const isBusy = computed(() => modelWork.value !== null);

/** Says what is wished; who asked for a picker hears of the model by the stores. */
class ModelPicker extends View {
  protected override render() {
    const busy = isBusy.value;
    return html`<div class="model-picker" role="group" aria-label=${t("models.picker")} data-testid="model-picker">
      ${storedList(this, busy)} ${dropArea(this, busy)}
      ${storeIsThere.value ? addressField(this, busy) : html`<p class="notice">${t("models.no_store")}</p>`}
      ${busy ? html`<sr-model-work></sr-model-work>` : nothing}
    </div>`;
  }
}

customElements.define("sr-model-picker", ModelPicker);
