const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Parts of a mail, all of them plain text. */
export interface Page {
  title: string;
  paragraphs: readonly string[];
  button: { label: string; url: string };
  /** Below the button; a `code` stands out. */
  notes: readonly (string | { code: string })[];
}

const font = 'font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;';
const body = `${font}font-size:16px;line-height:24px;color:#1f2933;margin:0 0 16px;`;
const small = `${font}font-size:14px;line-height:21px;color:#52606d;margin:0 0 12px;word-break:break-word;`;
const code = 'font-family:Menlo,Consolas,monospace;font-size:20px;letter-spacing:2px;color:#1f2933;margin:0 0 12px;';
const label = `${font}display:inline-block;padding:12px 24px;font-size:16px;font-weight:600;color:#ffffff;text-decoration:none;`;

function button({ label: text, url }: Page['button']): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px;"><tr>
<td bgcolor="#1f5fbf" style="border-radius:6px;"><a href="${escapeHtml(url)}" style="${label}">${escapeHtml(text)}</a></td>
</tr></table>`;
}

function note(text: Page['notes'][number]): string {
  return typeof text === 'string'
    ? `<p style="${small}">${escapeHtml(text)}</p>`
    : `<p style="${code}">${escapeHtml(text.code)}</p>`;
}

/** One column of tables with styles inside, as mail programs need it, and nothing to load from anywhere. */
export function renderPage(page: Page): string {
  const paragraphs = page.paragraphs.map((text) => `<p style="${body}">${escapeHtml(text)}</p>`).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(page.title)}</title></head>
<body style="margin:0;padding:0;background-color:#f2f4f7;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f2f4f7"><tr>
<td align="center" style="padding:32px 16px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="max-width:560px;border-radius:8px;"><tr>
<td style="padding:32px;">
${paragraphs}
${button(page.button)}
${page.notes.map(note).join('\n')}
</td></tr></table>
</td></tr></table>
</body></html>`;
}

/** The same as plain text, the address of the button on a line of its own. */
export function renderText(page: Page): string {
  const notes = page.notes.map((text) => (typeof text === 'string' ? text : `    ${text.code}`));
  return [...page.paragraphs, `${page.button.label}:\n${page.button.url}`, ...notes].join('\n\n').concat('\n');
}
