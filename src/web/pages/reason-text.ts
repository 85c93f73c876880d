const texts: Readonly<Record<string, string>> = {
  throttled: 'throttled by AWS',
  access_denied: 'access denied',
  not_found: 'not found',
  validation: 'refused as invalid',
  internal: 'internal error',
  network: 'network trouble',
  timeout: 'no answer in time',
  malformed: 'answer makes no sense',
};

/** A reason in words; the label that metrics have stays as it is where there are none. */
export function reasonText(reason: string): string {
  return texts[reason] ?? reason;
}
