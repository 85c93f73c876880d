/**
 * Why work ends that nobody wants any more. One for all: an error keeps alive whatever was at work where it was made, and
 * what has ended must not keep what came after it.
 */
export const givenUp = new Error('given up');
