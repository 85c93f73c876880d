import { parser } from '@prometheus-io/lezer-promql';

/** What a query selects series by. */
export interface Selector {
  /** Of a metric, or empty when it is only among the matchers. */
  readonly name: string;
  /** As they are written: `contact=~"$contact"`. */
  readonly matchers: readonly string[];
}

/**
 * Reads a query with Prometheus's own grammar. Grafana's variables may stand in strings, and elsewhere in place of a
 * duration or a number.
 * @throws Error when it is no PromQL
 */
export function selectorsOf(query: string): Selector[] {
  const text = query.replace(/\[\$\w+/g, '[1h').replace(/(?<!")\$\w+/g, '1');
  const selectors: { name: string; matchers: string[] }[] = [];
  let parent = '';
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      const written = text.slice(from, to);
      if (type.isError) throw new Error(`no PromQL at ${from} in ${text}`);
      if (type.name === 'VectorSelector') selectors.push({ name: '', matchers: [] });
      const selector = selectors.at(-1);
      if (type.name === 'Identifier' && parent === 'VectorSelector' && selector !== undefined) selector.name = written;
      if (type.name.endsWith('LabelMatcher')) selector?.matchers.push(written);
      parent = type.name;
    },
  });
  return selectors;
}
