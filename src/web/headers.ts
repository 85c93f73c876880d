/** Of every answer: nothing here is to be kept by anybody, nor taken for another type than it is said to be. */
export const commonHeaders = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' };
