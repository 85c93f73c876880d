import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { palette } from './palette.js';

/** For gauges that are 1 or 0. All is well where they are 1, which has the colour of text unless it is an area. */
export function yesOrNo(yes: string, no: string, yesColor = 'text'): ValueMapping {
  return {
    type: MappingType.ValueToText,
    options: { 0: { text: no, color: palette.vermillion, index: 0 }, 1: { text: yes, color: yesColor, index: 1 } },
  };
}

/** For ages that are 0 when there is nothing that could be old. */
export function zeroAs(text: string): ValueMapping {
  return { type: MappingType.ValueToText, options: { 0: { text, index: 0 } } };
}
