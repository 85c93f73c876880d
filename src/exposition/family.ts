/** Label names and values in the order in which they are written. */
export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export interface HistogramSample {
  readonly labels: Labels;
  /** Upper bounds, rising, without +Inf. */
  readonly bounds: readonly number[];
  /** Observations up to each bound, cumulative; one more than there are bounds, the last being all of them. */
  readonly cumulativeCounts: readonly number[];
  readonly sum: number;
}

interface FamilyHead {
  readonly name: string;
  readonly help: string;
}

/** A metric family, whatever the format it is written in. */
export type Family =
  | (FamilyHead & { readonly type: 'counter' | 'gauge'; readonly samples: readonly Sample[] })
  | (FamilyHead & { readonly type: 'histogram'; readonly samples: readonly HistogramSample[] });
