import { parse } from 'yaml';
import { filesBelow, textOf } from '../project/root.js';

/** A rule as it stands in a file: one that records has a name, one that alerts the rest. */
export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** What promtool is told to expect of an alert at one moment. */
export interface AlertExpectation {
  readonly alertname: string;
  readonly exp_alerts: readonly unknown[];
}

interface RuleTests {
  readonly tests: readonly { readonly alert_rule_test?: readonly AlertExpectation[] }[];
}

export const recordingFile = 'monitoring/rules/ssm-contacts-recording.yaml';
export const alertsFile = 'monitoring/rules/ssm-contacts-alerts.yaml';

export function groupsIn(path: string): readonly RuleGroup[] {
  return (parse(textOf(path)) as { groups: readonly RuleGroup[] }).groups;
}

/** The rules of both files. */
export const rules: readonly Rule[] = [recordingFile, alertsFile].flatMap((path) =>
  groupsIn(path).flatMap((group) => group.rules),
);

export const alerts = rules.filter((rule): rule is Rule & { alert: string } => rule.alert !== undefined);

/** The names of the series that rules record. */
export const recordedSeries: ReadonlySet<string> = new Set(rules.flatMap(({ record }) => record ?? []));

/** Everything that promtool is told to expect of alerts. */
export const expectations: readonly AlertExpectation[] = filesBelow('monitoring/rules/tests', '.yaml').flatMap((path) =>
  (parse(textOf(path)) as RuleTests).tests.flatMap((test) => test.alert_rule_test ?? []),
);
