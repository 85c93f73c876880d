import { toContact, type Contact } from '../core/contact.js';
import { milliseconds, type Target } from './config.js';
import { shown, type Problem } from './problem.js';
import { targetSchema, type TargetSettings } from './schema.js';
import { readSettings } from './settings.js';

interface Read {
  readonly targets: readonly Target[];
  readonly problems: readonly Problem[];
}

/** Reads the list of targets; the targets can be used only when there is no problem. */
export function readTargets(list: readonly unknown[]): Read {
  const read = list.map((element, index) => readTarget(element, `targets[${index}]`));
  const targets = read.map(({ target }) => target);
  const contacts = read.map(({ listed }) => listed);
  const problems = read.flatMap((each) => each.problems);
  return { targets, problems: [...problems, ...repeatedNames(targets), ...repeatedContacts(contacts)] };
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
  const read = contacts.map((arn, index) => readContact(arn, region, `${path}.contacts[${index}]`));
  return {
    target: {
      ...others,
      contacts: read.flatMap(({ contact }) => contact ?? []),
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
        : [...problems, ...read.flatMap(({ problem }) => problem ?? []), ...crossProblems(values, problems, path)],
  };
}

function readContact(arn: unknown, region: string | undefined, path: string): { contact?: Contact; problem?: Problem } {
  const contact = typeof arn === 'string' ? toContact(arn) : undefined;
  if (contact === undefined) {
    const wanted = "a contact's ARN such as arn:aws:ssm-contacts:us-east-2:111122223333:contact/ALIAS";
    return { problem: { path, message: `must be ${wanted}, is ${shown(arn)}` } };
  }
  if (region !== undefined && contact.region !== region) {
    return { problem: { path, message: `is in ${contact.region}, but its target is in ${region}` } };
  }
  return { contact };
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

function repeatedNames(targets: readonly Target[]): readonly Problem[] {
  const names = targets.map(({ name }, index) => ({ value: name, path: `targets[${index}].name` }));
  return repeats(names.filter(({ value }) => value !== ''));
}

function repeatedContacts(lists: readonly (readonly unknown[])[]): readonly Problem[] {
  const contacts = lists.flatMap((list, index) =>
    list.map((value, position) => ({ value, path: `targets[${index}].contacts[${position}]` })),
  );
  return repeats(contacts.filter(({ value }) => typeof value === 'string'));
}

function repeats(entries: readonly { readonly value: unknown; readonly path: string }[]): readonly Problem[] {
  const firsts = new Map<unknown, string>();
  const problems: Problem[] = [];
  for (const { value, path } of entries) {
    const first = firsts.get(value);
    if (first === undefined) firsts.set(value, path);
    else problems.push({ path, message: `is the same as ${first}` });
  }
  return problems;
}
