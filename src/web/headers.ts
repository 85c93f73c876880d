/**
 * Of every answer: nothing here is to be kept by anybody, taken for another type than it is said to be, shown inside of
 * another page, or told about. A page takes style sheets, scripts and pictures from here alone, and none that stand in it.
 */
export const commonHeaders: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'deny',
};

/** The common headers, with those of the web configuration; an empty one takes away what would be sent otherwise. */
export function headersWith(configured: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries({ ...commonHeaders, ...configured }).filter(([, value]) => value !== '');
}
