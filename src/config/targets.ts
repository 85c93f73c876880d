import { milliseconds, type Target } from './config.js';
import { readContact, type ListedContact } from './listed-contact.js';
import type { Problem } from './problem.js';
import { repeats } from './repeats.js';
import { targetSchema, type TargetSettings } from './schema.js';
import { readSettings } from './settings.js';

interface Read {
  readonly targets: readonly Target[];
  readonly problems: readonly Problem[];
}

/** Reads the list of targets; the targets can be used only when there is no problem. */
export function readTargets(list: readonly unknown[]): Read {
  const read = list.map((element, index) => readTarget(element, `targets[${index}]`));
  const named = read.map(({ target: { name }, listed }) => ({ name, listed }));
  return {
    targets: read.map(({ target }) => target),
    problems: [...read.flatMap(({ problems }) => problems), ...repeats('targets', named)],
  };
}

interface ReadTarget {
  readonly target: Target;
  /** What stands in its list of contacts, fit or not. */
  readonly listed: readonly unknown[];
  readonly problems: readonly Problem[];
}

function readTarget(element: unknown, path: string): ReadTarget {
  const { values, problems } = readSettings(targetSchema, { file: element ?? '', prefix: `${path}.` });
  const { discover, contacts, ...others } = values;
  const whole = problems.filter((problem) => problem.path === path);
  // Without a region of its own, a target has nothing that a contact's region could differ from.
  const region = problems.some((problem) => problem.path === `${path}.region`) ? undefined : values.region;
  const read = contacts.map((arn, index) => readContactIn(region, arn, `${path}.contacts[${index}]`));
  return {
    target: {
      ...others,
      contacts: read.flatMap((each) => ('contact' in each ? each.contact : [])),
      discover: {
        enabled: discover.enabled,
        aliasPrefix: discover.aliasPrefix,
        refreshMs: milliseconds(discover.refresh),
      },
    },
    listed: contacts,
    // Of an element that is no mapping, only that is worth saying.
    problems:
      whole.length > 0
        ? whole
        : [
            ...problems,
            ...read.flatMap((each) => ('problem' in each ? each.problem : [])),
            ...crossProblems(values, problems, path),
          ],
  };
}

function readContactIn(region: string | undefined, arn: unknown, path: string): ListedContact {
  const read = readContact(arn, path);
  if ('problem' in read || region === undefined || read.contact.region === region) return read;
  return { problem: { path, message: `is in ${read.contact.region}, but its target is in ${region}` } };
}

/** Problems between the keys of one target. */
function crossProblems(target: TargetSettings, known: readonly Problem[], path: string): readonly Problem[] {
  const isFit = (key: string) => known.every((problem) => problem.path !== path + key);
  const problems: Problem[] = [];
  if (target.externalId !== '' && target.roleArn === '' && isFit('.roleArn')) {
    problems.push({ path: `${path}.externalId`, message: 'needs a roleArn beside it' });
  }
  const isIdle = target.contacts.length === 0 && !target.discover.enabled;
  if (isIdle && ['', '.contacts', '.discover', '.discover.enabled'].every(isFit)) {
    problems.push({ path, message: 'needs contacts, or discover.enabled: true' });
  }
  return problems;
}
