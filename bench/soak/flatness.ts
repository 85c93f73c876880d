/** What is measured, and by how much it may grow in the second half of a soak. */
export interface Measure<Row> {
  readonly title: string;
  readonly of: (row: Row) => number;
  readonly mayGrow: number;
  readonly digits: number;
}

export interface Verdict {
  readonly title: string;
  /** By how much a straight line through the second half rises from its beginning to its end. */
  readonly growth: number;
  readonly mayGrow: number;
  readonly isFlat: boolean;
}

/** Judges each measure by the second half of the rows, which are spaced evenly. */
export function judge<Row>(rows: readonly Row[], measures: readonly Measure<Row>[]): Verdict[] {
  const secondHalf = rows.slice(Math.floor(rows.length / 2));
  return measures.map(({ title, of, mayGrow }) => {
    const growth = riseOf(secondHalf.map(of));
    return { title, growth, mayGrow, isFlat: growth <= mayGrow };
  });
}

/** How far the line of least squares through evenly spaced values rises from the first to the last. */
export function riseOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const products = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  const squares = values.reduce((sum, _value, index) => sum + (index - middle) ** 2, 0);
  return squares === 0 ? 0 : (products / squares) * (values.length - 1);
}
