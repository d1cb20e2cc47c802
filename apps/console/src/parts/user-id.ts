const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether an address can name somebody: by their id, or `me`. */
export function isUserId(text: string): boolean {
  return text === 'me' || uuid.test(text);
}
