import type { FieldColor, Threshold } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';

/**
 * Okabe and Ito's colours, which people with any of the usual kinds of colour blindness can tell apart
 * (jfly.uni-koeln.de/color).
 */
export const palette = {
  orange: '#E69F00',
  sky: '#56B4E9',
  green: '#009E73',
  yellow: '#F0E442',
  blue: '#0072B2',
  vermillion: '#D55E00',
  purple: '#CC79A7',
  grey: '#999999',
} as const;

/** Nothing to see: the colour of the theme's text, so that whatever has a colour wants to be looked at. */
const calm = 'text';

export interface Limits {
  /** From this value on it should be looked at. */
  readonly warning?: number;
  /** From this value on somebody should get up. */
  readonly critical?: number;
}

export function thresholds(limits: Limits, base?: string): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(thresholdSteps(limits, base));
}

export function thresholdSteps({ warning, critical }: Limits, base: string = calm): Threshold[] {
  return [
    { value: null, color: base },
    ...(warning === undefined ? [] : [{ value: warning, color: palette.orange }]),
    ...(critical === undefined ? [] : [{ value: critical, color: palette.vermillion }]),
  ];
}

export function byThresholds(): Builder<FieldColor> {
  return new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
}

/** A colour of Grafana's for each name, the same in every panel. */
export function byName(): Builder<FieldColor> {
  return new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName);
}

export function fixed(color: string): FieldColor {
  return { mode: FieldColorModeId.Fixed, fixedColor: color };
}
