// What a student's one-file page offers to scripts.

interface StudentPage {
  logits(ids: number[]): ArrayLike<number> | ArrayLike<number>[];
  predict(text: string): { label: string; probability: number }[];
}

declare global {
  interface Window {
    stillroom: StudentPage;
  }
}

export type { StudentPage };
