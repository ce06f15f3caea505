/** Numbers, as Go's templates read them. */

const DIGITS = String.raw`\d(?:_?\d)*`;
const HEX = String.raw`[\da-fA-F](?:_?[\da-fA-F])*`;
const FLOAT = String.raw`(?:(?:${DIGITS}(?:\.(?:${DIGITS})?)?|\.${DIGITS})(?:[eE][-+]?${DIGITS})?|0[xX](?:_?${HEX}(?:\.(?:${HEX})?)?|\.${HEX})[pP][-+]?${DIGITS})`;

const INTEGER_FORM =
  /^[-+]?(?:0|[1-9](?:_?\d)*|0(?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)$/;
/** Digits alone are none: what begins with a zero has to be octal. */
const FLOAT_FORM = new RegExp(`^(?![-+]?${DIGITS}$)[-+]?${FLOAT}$`);
const IMAGINARY_FORM = new RegExp(`^[-+]?(?:${FLOAT}[-+])?${FLOAT}i$`);

/** Whether a word that begins as a number is one. How large a hexadecimal or imaginary one may be is left to promtool. */
export function isNumber(text: string): boolean {
  const plain = text.replaceAll('_', '');
  return INTEGER_FORM.test(text)
    ? fits(plain)
    : (FLOAT_FORM.test(text) && Math.abs(Number(plain)) !== Infinity) || IMAGINARY_FORM.test(text);
}

/** Whether 64 bits hold an integer; one with a sign needs one of them for that. */
function fits(integer: string): boolean {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(integer) ?? [];
  const value = BigInt(/^0\d/.test(digits) ? `0o${digits}` : digits);
  return value < (sign === '' ? 2n ** 64n : 2n ** 63n + (sign === '-' ? 1n : 0n));
}
