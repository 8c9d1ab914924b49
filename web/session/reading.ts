// Reading a file, which takes a while: of several readings only the latest counts, and what was tried is not tried again.

import type { Signal } from "@preact/signals-core";

export class Reading {
  #turn = 0;
  /** What was read last, whether it could be or not. */
  #tried: { key: string; file: File } | null = null;

  constructor(private readonly busy: Signal<boolean>) {}

  wasTried(key: string, file: File): boolean {
    return this.#tried?.file === file && this.#tried.key === key;
  }

  note(key: string, file: File): void {
    this.#tried = { key, file };
  }

  /** Hands on what was read, or why it could not be, unless another reading has begun meanwhile. */
  async read<T>(work: () => Promise<T>, show: (found: T) => void, refuse: (thrown: unknown) => void): Promise<void> {
    const turn = ++this.#turn;
    this.busy.value = true;
    try {
      const found = await work();
      if (turn === this.#turn) show(found);
    } catch (thrown) {
      if (turn === this.#turn) refuse(thrown);
    } finally {
      if (turn === this.#turn) this.busy.value = false;
    }
  }
}
