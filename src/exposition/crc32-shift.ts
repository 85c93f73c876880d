// CRC-32 is the remainder of a polynomial over GF(2). Bytes that are followed by others count for their remainder times x
// to the power of 8 for each of those. Bits stand as in RFC 1952: the highest power in the lowest bit.
const polynomial = 0xedb88320;
const one = 0x80000000;
const xToThe8th = 0x00800000;

/** What the CRC-32 of some bytes is multiplied by when `length` bytes follow them. */
export function shiftOf(length: number): number {
  let shift = one;
  let square = xToThe8th;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) shift = multiplied(shift, square);
    square = multiplied(square, square);
  }
  return shift;
}

/** The CRC-32 of bytes, of CRC-32 `before`, and further ones, of CRC-32 `next` and with the shift of their length. */
export function joinedCrc32(before: number, next: number, shift: number): number {
  return (multiplied(before, shift) ^ next) >>> 0;
}

/** The product of two polynomials, modulo that of CRC-32. */
function multiplied(a: number, b: number): number {
  let product = 0;
  let multiple = b;
  for (let bit = 31; bit >= 0; bit -= 1) {
    if (((a >>> bit) & 1) === 1) product ^= multiple;
    multiple = (multiple & 1) === 1 ? (multiple >>> 1) ^ polynomial : multiple >>> 1;
  }
  return product >>> 0;
}
