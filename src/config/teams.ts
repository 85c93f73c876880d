import type { Team } from '../core/team.js';
import { readContact } from './listed-contact.js';
import type { Problem } from './problem.js';
import { repeats } from './repeats.js';
import { teamSchema } from './schema.js';
import { readSettings } from './settings.js';

interface Read {
  readonly teams: readonly Team[];
  readonly problems: readonly Problem[];
}

/** Reads the list of teams; the teams can be used only when there is no problem. */
export function readTeams(list: readonly unknown[]): Read {
  const read = list.map((element, index) => readTeam(element, `teams[${index}]`));
  const named = read.map(({ team: { name }, listed }) => ({ name, listed }));
  return {
    teams: read.map(({ team }) => team),
    problems: [...read.flatMap(({ problems }) => problems), ...repeats('teams', named)],
  };
}

interface ReadTeam {
  readonly team: Team;
  /** What stands in its list of contacts, fit or not. */
  readonly listed: readonly unknown[];
  readonly problems: readonly Problem[];
}

function readTeam(element: unknown, path: string): ReadTeam {
  const { values, problems } = readSettings(teamSchema, { file: element ?? '', prefix: `${path}.` });
  const whole = problems.filter((problem) => problem.path === path);
  const read = values.contacts.map((arn, index) => readContact(arn, `${path}.contacts[${index}]`));
  return {
    team: { name: values.name, contacts: read.flatMap((each) => ('contact' in each ? each.contact : [])) },
    listed: values.contacts,
    // Of an element that is no mapping, only that is worth saying.
    problems:
      whole.length > 0 ? whole : [...problems, ...read.flatMap((each) => ('problem' in each ? each.problem : []))],
  };
}
