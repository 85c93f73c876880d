import assert from 'node:assert/strict';
import { pino } from 'pino';
import type { Contact } from '../src/core/contact.js';
import { Fault } from '../src/core/fault.js';
import type { FollowingOperation } from '../src/core/operation.js';
import type { Sample } from '../src/exposition/family.js';
import { Instruments } from '../src/exposition/instruments.js';
import { readRegistry } from '../src/exposition/registry-families.js';
import { createCommitObserver, createPollObserver } from '../src/observers.js';

const akua: Contact = {
  arn: 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam',
  accountId: '111122223333',
  region: 'us-east-2',
  alias: 'akuam',
};
const who = { contact: 'akuam', account: '111122223333', region: 'us-east-2' };
const throttled = new Fault('throttled', 'Rate exceeded', { cause: new Error('HTTP 400') });
const denied = new Fault('access_denied', 'no');

/** Observers whose log lines and counts can be looked at. */
function valueOf(sample: Sample): number {
  return 'value' in sample ? sample.value : NaN;
}

function watch() {
  const events: unknown[] = [];
  const logger = pino(
    { level: 'trace', base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
    { write: (line) => void events.push(JSON.parse(line)) },
  );
  const instruments = new Instruments({
    targets: ['a', 'b'].map((name) => ({ name, discover: { enabled: true } })),
    build: { version: '', revision: '', nodejs: '' },
  });
  return {
    events,
    polls: createPollObserver({ instruments, logger, naming: () => 'alias' }),
    hashedPolls: createPollObserver({ instruments, logger, naming: () => 'hash' }),
    commits: createCommitObserver({ instruments, logger }),
    /** What is shown of the operations that follow engagements: target, operation, and 1 when it works. */
    activity: async () => {
      const families = await readRegistry(instruments.registry, 0);
      return families.flatMap(({ name, type, blocks }) =>
        type === 'gauge' && name === 'ssm_contacts_exporter_activity_up'
          ? blocks.flat().map((sample) => [...Object.values(sample.labels), valueOf(sample)].join(' '))
          : [],
      );
    },
    /** The counters that are not 0, as `name label values` and value. */
    counts: async (): Promise<[series: string, value: number][]> => {
      const families = await readRegistry(instruments.registry, 0);
      return families.flatMap(({ name, type, blocks }) =>
        type === 'counter' && name.startsWith('ssm_contacts_exporter_')
          ? blocks.flat().flatMap((sample): [string, number][] => {
              const value = valueOf(sample);
              return value === 0 ? [] : [[[name.slice(22), ...Object.values(sample.labels)].join(' '), value]];
            })
          : [],
      );
    },
  };
}

describe('the poll observer', () => {
  it('counts sweeps and their failures by target and reason, and logs none of them', async () => {
    const { polls, counts, events } = watch();
    const sweep = { durationSeconds: 1, isCutShort: false, missedTurns: 0 };
    polls.swept({ target: 'a', ...sweep, isCutShort: true });
    polls.swept({ target: 'a', ...sweep, fault: throttled });
    polls.swept({ target: 'b', ...sweep, missedTurns: 2, fault: denied });
    assert.deepEqual(await counts(), [
      ['polls_total a', 2],
      ['polls_total b', 1],
      ['poll_failures_total a throttled', 1],
      ['poll_failures_total b access_denied', 1],
      ['poll_overruns_total b', 2],
      ['sweeps_cut_short_total a', 1],
    ]);
    assert.deepEqual(events, []);
  });

  it('counts requests by what they are for, and those that repeat another, and logs none of them', async () => {
    const { polls, counts, events } = watch();
    polls.asked({ operation: 'ListPagesByContact', purpose: 'sweep', isRetry: false });
    polls.asked({ operation: 'ListPagesByContact', purpose: 'sweep', isRetry: true });
    polls.asked({ operation: 'ListEngagements', purpose: 'activity', isRetry: false });
    assert.deepEqual(await counts(), [
      ['api_requests_by_purpose_total ListPagesByContact sweep', 2],
      ['api_requests_by_purpose_total ListEngagements activity', 1],
      ['api_retries_total ListPagesByContact', 1],
    ]);
    assert.deepEqual(events, []);
  });

  it('shows whether engagements can be followed, from the first sign of it on', async () => {
    const { polls, activity } = watch();
    const steps = [await activity()];
    for (const fault of [undefined, denied, undefined]) {
      polls.followed('a', 'ListEngagements', fault);
      steps.push(await activity());
    }
    assert.deepEqual(steps, [[], ['a ListEngagements 1'], ['a ListEngagements 0'], ['a ListEngagements 1']]);
  });

  it('logs a mistake of the exporter with its cause', () => {
    const { polls, events } = watch();
    polls.stumbled('a', new Fault('internal', 'the ledger said no'));
    assert.deepEqual(events, [
      { level: 'error', target: 'a', error: 'the ledger said no', msg: 'a mistake of the exporter' },
    ]);
  });

  it("logs that engagements can't be followed once for each target and operation, and again when it has changed", () => {
    const { polls, events } = watch();
    const steps: [target: string, operation: FollowingOperation, fault?: Fault][] = [
      ['a', 'ListEngagements', denied],
      ['a', 'ListEngagements', denied],
      ['a', 'ListPagesByEngagement', denied],
      ['b', 'ListEngagements', denied],
      ['a', 'ListEngagements'],
      ['a', 'ListEngagements', new Fault('validation', 'bad')],
    ];
    for (const [target, operation, fault] of steps) polls.followed(target, operation, fault);
    const told = {
      reason: 'access_denied',
      error: 'no',
      msg: 'engagements cannot be followed; pages are found by sweeps alone',
    };
    assert.deepEqual(events, [
      { level: 'warn', target: 'a', operation: 'ListEngagements', ...told },
      { level: 'warn', target: 'a', operation: 'ListPagesByEngagement', ...told },
      { level: 'warn', target: 'b', operation: 'ListEngagements', ...told },
      { level: 'warn', target: 'a', operation: 'ListEngagements', ...told, reason: 'validation', error: 'bad' },
    ]);
  });

  it('tells all of a target anew that was left, and goes on with those of a like name', async () => {
    const { polls, events, activity } = watch();
    const tell = () => {
      for (const target of ['a', 'a b']) {
        polls.followed(target, 'ListEngagements', denied);
        polls.discovered(target, 0, denied);
      }
      return events.splice(0).map((event) => (event as { target: string }).target);
    };
    const told = [tell(), tell()];
    const before = await activity();
    polls.left('a');
    const after = await activity();
    assert.deepEqual(
      [...told, before, after, tell()],
      [['a', 'a', 'a b', 'a b'], [], ['a ListEngagements 0'], [], ['a', 'a']],
    );
  });

  it('logs what a contact has changed to, with the causes of a failure', () => {
    const { polls, events } = watch();
    polls.contactChanged(akua, 'works');
    polls.contactChanged(akua, 'fails', throttled);
    polls.contactChanged(akua, 'works again');
    assert.deepEqual(events, [
      { level: 'info', ...who, msg: 'contact works' },
      { level: 'warn', ...who, reason: 'throttled', error: 'Rate exceeded', msg: 'contact fails' },
      { level: 'info', ...who, msg: 'contact works again' },
    ]);
  });

  it('names contacts as their label does, so that a hashed one is in no log', () => {
    const { hashedPolls, events } = watch();
    hashedPolls.contactChanged(akua, 'works');
    assert.deepEqual(events, [{ level: 'info', ...who, contact: 'f77683a5d4b4c91c', msg: 'contact works' }]);
  });

  it('logs what discovery finds and why it fails, each once until it changes', () => {
    const { polls, events } = watch();
    const steps: [target: string, contacts: number, fault?: Fault][] = [
      ['a', 8],
      ['a', 8, throttled],
      ['a', 8, throttled],
      ['b', 0, throttled],
      ['a', 8, denied],
      ['a', 8, denied],
      ['a', 9],
      ['a', 9],
    ];
    for (const [target, contacts, fault] of steps) polls.discovered(target, contacts, fault);
    const slow = { reason: 'throttled', error: 'Rate exceeded', msg: 'discovery fails' };
    assert.deepEqual(events, [
      { level: 'info', target: 'a', contacts: 8, msg: 'contacts discovered' },
      { level: 'warn', target: 'a', contacts: 8, ...slow },
      { level: 'warn', target: 'b', contacts: 0, ...slow },
      { level: 'warn', target: 'a', contacts: 8, reason: 'access_denied', error: 'no', msg: 'discovery fails' },
      { level: 'info', target: 'a', contacts: 9, msg: 'contacts discovered' },
    ]);
  });
});

describe('the poll observer, of discovery that is switched off and on again,', () => {
  it('tells anew what is found', () => {
    const { polls, events } = watch();
    for (const target of ['a', 'b']) polls.discovered(target, 8);
    polls.discoveryEnded('a');
    for (const target of ['a', 'b']) polls.discovered(target, 8);
    assert.deepEqual(
      events.map((event) => (event as { target: string }).target),
      ['a', 'b', 'a'],
    );
  });
});

describe('the commit observer', () => {
  it('counts every commit and failure, and logs only when failing begins and ends', async () => {
    const { commits, counts, events } = watch();
    commits.committed();
    for (const reason of ['disk full', 'disk still full']) commits.commitFailed(new Error(reason));
    commits.recovered();
    for (let each = 0; each < 2; each++) commits.committed();
    commits.commitFailed('gone');
    const failing = { level: 'error', msg: 'the ledger cannot be used; nothing more is counted until it can' };
    assert.deepEqual(await counts(), [
      ['ledger_commits_total', 3],
      ['ledger_commit_failures_total', 3],
    ]);
    assert.deepEqual(events, [
      { ...failing, error: 'disk full' },
      { level: 'info', msg: 'the ledger can be used again' },
      { ...failing, error: 'gone' },
    ]);
  });
});
