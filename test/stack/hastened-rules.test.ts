import assert from 'node:assert/strict';
import { hastenedRules } from './hastened-rules.js';

const groups = hastenedRules(60).flatMap((file) => file.groups);
const rules = groups.flatMap((group) => group.rules);

function ruleThat(says: string): { expr: string; for?: string } | undefined {
  const rule = rules.find((each) => JSON.stringify(each).includes(says));
  return rule && { expr: rule.expr.trim(), ...(rule.for !== undefined && { for: rule.for }) };
}

describe('rules that are sixty times as fast', () => {
  it('have shorter windows, waits and thresholds', () => {
    assert.deepEqual(ruleThat('"SSMContactsDataTooOld"'), {
      expr: 'max by (job, aws_account_id, aws_region, contact) (ssm_contacts_data_age_seconds) > 30',
      for: '5000ms',
    });
    assert.deepEqual(ruleThat('"contact:ssm_contacts_pages_sent:rate1d"'), {
      expr: 'sum by (aws_account_id, aws_region, contact) (rate(ssm_contacts_pages_sent_total[1440000ms]))',
    });
    assert.match(
      ruleThat('"contact:ssm_contacts_engagements_due:increase3d"')?.expr ?? '',
      /\[4320000ms\] offset 5000ms/,
    );
    assert.match(
      ruleThat('"contact:ssm_contacts_engagements_in_time:increase3d"')?.expr ?? '',
      /le=~"300.*\[4325000ms\]/,
    );
  });

  it('have no duration left as it was', () => {
    const unhurried = /(?<!\w)\d+(s|m(?!s)|h|d)|\* 60/;
    const left = rules.filter(({ expr, for: wait = '' }) => unhurried.test(expr) || unhurried.test(wait));
    assert.deepEqual(left, []);
    assert.deepEqual([...new Set(groups.map(({ interval }) => interval))].sort(), ['1000ms', '2000ms']);
  });
});
