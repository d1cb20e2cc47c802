const basicForm = /^Basic ([A-Za-z0-9+/]{1,1024}={0,2})$/i;

/** The user name of HTTP Basic (RFC 7617), or undefined. The password says nothing: the key is the user name. */
export function basicUserName(authorization: string | undefined): string | undefined {
  const encoded = basicForm.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  const name = colon < 0 ? '' : pair.slice(0, colon);
  return name === '' || name.length > 512 ? undefined : name;
}
