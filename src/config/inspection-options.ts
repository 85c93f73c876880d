import type { Leaf, Values } from './setting.js';

/** The flags of `ledger-inspect`; they are no keys of the file, and no variable sets them. */
export const inspectionSchema = {
  ledger: {
    export: {
      doc: 'File to write all that the ledger holds to, as lines of JSON; - is standard output.',
      format: 'text',
      default: '',
    },
    import: {
      doc: 'Such a file, to be made a ledger of where there is none yet; - is standard input.',
      format: 'text',
      default: '',
    },
  },
} satisfies Record<string, Record<string, Leaf<unknown>>>;

/** Empty where nothing is to be written or read. */
export interface InspectionOptions {
  readonly exportTo: string;
  readonly importFrom: string;
}

export function toInspectionOptions({ ledger }: Values<typeof inspectionSchema>): InspectionOptions {
  return { exportTo: ledger.export, importFrom: ledger.import };
}
