// A confusion matrix as pixels: rows are labels, columns are predictions.

/** Side of the map in pixels; CSS scales it. */
const SIDE = 640;

export interface Confusion {
  label: number;
  predicted: number;
  rows: number;
}

/** The most frequent mistakes. */
export function worstConfusions(matrix: number[][], most: number): Confusion[] {
  return matrix
    .flatMap((counts, label) => counts.map((rows, predicted) => ({ label, predicted, rows })))
    .filter(({ label, predicted, rows }) => label !== predicted && rows > 0)
    .sort((a, b) => b.rows - a.rows)
    .slice(0, most);
}

/** Opacity is the root of the share of its row, so that a few mistakes show. */
export function paintConfusion(canvas: HTMLCanvasElement, matrix: number[][], colour: string, line: string): void {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  canvas.width = SIDE;
  canvas.height = SIDE;
  const cell = SIDE / Math.max(1, matrix.length);
  matrix.forEach((counts, label) => {
    const rows = counts.reduce((sum, n) => sum + n, 0);
    counts.forEach((n, predicted) => {
      pen.globalAlpha = rows > 0 ? Math.sqrt(n / rows) : 0;
      pen.fillStyle = colour;
      pen.fillRect(predicted * cell, label * cell, cell, cell);
    });
  });
  if (cell >= 8) drawGrid(pen, matrix.length, cell, line);
}

function drawGrid(pen: CanvasRenderingContext2D, cells: number, cell: number, line: string): void {
  pen.globalAlpha = 1;
  pen.strokeStyle = line;
  pen.beginPath();
  for (let at = 0; at <= cells; at++) {
    pen.moveTo(at * cell, 0);
    pen.lineTo(at * cell, SIDE);
    pen.moveTo(0, at * cell);
    pen.lineTo(SIDE, at * cell);
  }
  pen.stroke();
}
