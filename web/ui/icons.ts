import { html, type TemplateResult } from "lit";

/** A stroke icon on a 16-pixel grid; the button around it carries the name. */
function icon(path: string, filled = false): TemplateResult {
  return html`<svg class="icon ${filled ? "filled" : ""}" viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>`;
}

export const icons = {
  play: icon("M4.5 2.8v10.4l8.4-5.2z", true),
  pause: icon("M4 3h3v10H4zM9 3h3v10H9z", true),
  step: icon("M3 3l6 5-6 5zM11 3h2v10h-2z", true),
  skip: icon("M2 3l5 5-5 5zM7.5 3l5 5-5 5zM13 3h1.4v10H13z", true),
  reset: icon("M3.2 8a4.8 4.8 0 1 0 1.6-3.6M3 2.4v3h3"),
  sun: icon(
    "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.1 1.1M11.9 11.9L13 13M13 3l-1.1 1.1M4.1 11.9L3 13",
  ),
  moon: icon("M13 9.6A5.6 5.6 0 0 1 6.4 3a5.4 5.4 0 1 0 6.6 6.6z"),
  download: icon("M8 2v8M4.6 6.8L8 10.2l3.4-3.4M2.5 13.5h11"),
  upload: icon("M8 10.5V2.5M4.6 5.7L8 2.3l3.4 3.4M2.5 13.5h11"),
  remove: icon("M4 4l8 8M12 4l-8 8"),
  add: icon("M8 3v10M3 8h10"),
  chevron: icon("M4.5 6.5L8 10l3.5-3.5"),
  lock: icon("M4 7.2h8v6H4zM5.6 7.2V5a2.4 2.4 0 0 1 4.8 0v2.2"),
  info: icon("M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 1 0 8 1.8M8 7.2v4M8 4.6v.6"),
  warning: icon("M8 2.2L14.4 13.4H1.6zM8 6.4v3.4M8 11.4v.6"),
};
