/** `ABCDEFGH` as `ABCD-EFGH`: easier to read and to type. */
export function groupCode(code: string): string {
  const plain = code.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
  return (plain.match(/.{1,4}/g) ?? []).join('-');
}
