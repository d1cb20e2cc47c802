const pollEvery = 1_500;
const shown = 300;

const $ = (id) => document.getElementById(id);
let mails = [];
let etag = '';
let chosen;

function matches(mail) {
  const wanted = $('filter').value.trim().toLowerCase();
  return wanted === '' || mail.to.some((address) => address.includes(wanted));
}

function listEntry(mail) {
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.id = mail.id;
  button.setAttribute('aria-current', String(mail.id === chosen?.id));
  const subject = document.createElement('strong');
  subject.textContent = mail.subject || '(no subject)';
  const to = document.createElement('span');
  to.textContent = `to ${mail.to.join(', ')}`;
  const when = document.createElement('span');
  when.textContent = new Date(mail.receivedAt).toLocaleString();
  button.append(subject, to, when);
  button.addEventListener('click', () => void open(mail.id));
  const item = document.createElement('li');
  item.append(button);
  return item;
}

function showList() {
  const focused = document.activeElement?.dataset?.id;
  const visible = mails.filter(matches).toReversed();
  $('list').replaceChildren(...visible.map(listEntry));
  $('empty').hidden = mails.length > 0;
  // The list was made anew; a keyboard user must not be thrown back to the top of the page.
  if (focused)
    $('list')
      .querySelector(`[data-id="${CSS.escape(focused)}"]`)
      ?.focus();
}

function setStatus(text) {
  if ($('status').textContent !== text) $('status').textContent = text;
}

async function poll() {
  try {
    const response = await fetch(`/email?summary&limit=${shown}`, { headers: etag ? { 'if-none-match': etag } : {} });
    if (response.status === 200) {
      etag = response.headers.get('etag') ?? '';
      mails = await response.json();
      showList();
    }
    setStatus(mails.length === 1 ? '1 mail' : `${mails.length} mails`);
  } catch {
    etag = '';
    setStatus('The mail server does not answer; trying again.');
  }
  setTimeout(() => void poll(), pollEvery);
}

function show(view) {
  for (const name of ['html', 'text', 'headers']) $(`show-${name}`).setAttribute('aria-pressed', String(name === view));
  $('html').hidden = view !== 'html';
  $('text').hidden = view === 'html';
  const headers = Object.entries(chosen.headers).map(([name, value]) => `${name}: ${value}`);
  $('text').textContent = view === 'headers' ? headers.join('\n') : chosen.text;
}

async function open(id) {
  const response = await fetch(`/email/${id}`);
  if (!response.ok) return;
  chosen = await response.json();
  $('subject').textContent = chosen.subject || '(no subject)';
  $('to').textContent = chosen.to.join(', ');
  $('from').textContent = chosen.headers.from ?? chosen.from;
  $('received').textContent = new Date(chosen.receivedAt).toLocaleString();
  $('received').dateTime = chosen.receivedAt;
  $('html').src = `/email/${id}/html`;
  $('show-html').disabled = chosen.html === '';
  show(chosen.html === '' ? 'text' : 'html');
  $('mail').hidden = false;
  showList();
  $('mail').focus();
}

async function clearAll() {
  if (!confirm('Delete all mails?')) return;
  await fetch('/email', { method: 'DELETE' });
  chosen = undefined;
  $('mail').hidden = true;
  $('clear').focus();
}

for (const view of ['html', 'text', 'headers']) $(`show-${view}`).addEventListener('click', () => show(view));
$('filter').addEventListener('input', showList);
$('clear').addEventListener('click', () => void clearAll());
void poll();
