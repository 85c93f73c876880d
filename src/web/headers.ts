/**
 * A page takes style sheets, scripts and pictures from here alone, and none that stand in it; it sends forms, for the search,
 * here alone, and is shown inside of pages that `framedBy` names.
 */
function contentPolicy(framedBy: "'none'" | "'self'"): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${framedBy}`,
  ].join('; ');
}

/** Of every answer: nothing here is to be kept by anybody, taken for another type than it is said to be, or told about. */
const commonHeaders: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'deny',
};

/** The common headers, with those of the web configuration; an empty one takes away what would be sent otherwise. */
export function headersWith(configured: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  // Where there is a policy, browsers go by it alone, and X-Frame-Options is for those that are too old for one.
  const framedBy = configured['X-Frame-Options'] === 'sameorigin' ? "'self'" : "'none'";
  const headers = { ...commonHeaders, 'Content-Security-Policy': contentPolicy(framedBy), ...configured };
  return Object.entries(headers).filter(([, value]) => value !== '');
}
