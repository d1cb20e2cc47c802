/** A secret in groups of four, as people read it out and type it. */
export function grouped(secret: string): string {
  return (secret.match(/.{1,4}/g) ?? []).join(' ');
}

/** The file that somebody keeps. Codes are of one sign-in, so it says of which. */
export function recoveryCodeFile(codes: readonly string[], { site, email }: { site: string; email: string }): string {
  return [
    `Recovery codes for ${site}`,
    `Sign-in: ${email}`,
    'Each code works once, in place of your authenticator app or passkey.',
    '',
    ...codes,
    '',
  ].join('\r\n');
}
