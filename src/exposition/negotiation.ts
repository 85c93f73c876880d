import Negotiator from 'negotiator';

export type Encoding = 'gzip' | 'identity';

/** Several times what Prometheus sends. */
const longestHeader = 2048;

const escapings = /;\s*escaping="?(allow-utf-8|underscores|dots|values)"?(?=\s*(?:[;,]|$))/i;

/** Which of the media types, in order of preference, an `Accept` header wants most; undefined when it wants none. */
export function chooseMediaType(accept: string | undefined, offered: readonly string[]): string | undefined {
  // How names are to be escaped makes no other type of it.
  return negotiatorFor('accept', withinBounds(accept)?.replaceAll(/;\s*escaping=[^;,]*/gi, '')).mediaType([...offered]);
}

/**
 * Confirms how names are escaped, if the `Accept` header asks for it (prometheus.io, Content negotiation, Escaping
 * scheme): names here need no escaping, so any way of it is kept.
 */
export function toContentType(mediaType: string, accept: string | undefined): string {
  const [, escaping] = escapings.exec(withinBounds(accept) ?? '') ?? [];
  return escaping === undefined ? mediaType : `${mediaType}; escaping=${escaping}`;
}

/** How the body is compressed for an `Accept-Encoding` header. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  // Without the header a client takes anything, says RFC 9110, but then most of them mean nothing but plain bytes.
  const wanted = withinBounds(acceptEncoding);
  if (wanted === undefined) return 'identity';
  const chosen = negotiatorFor('accept-encoding', wanted).encoding(['gzip', 'identity']);
  return chosen === 'gzip' ? 'gzip' : 'identity';
}

function negotiatorFor(name: string, value: string | undefined): Negotiator {
  return new Negotiator({ headers: value === undefined ? {} : { [name]: value } });
}

/** Reading a header costs time for each of its elements; what is too long to be meant is as good as absent. */
function withinBounds(header: string | undefined): string | undefined {
  return header !== undefined && header.length > longestHeader ? undefined : header;
}
