import { dictionary } from '@zxcvbn-ts/language-common';
import { AppError, type InputFault } from '#errors';

/** Least length when the password is the only factor (NIST SP 800-63B-4, section 3.1.1.2). */
export const minLengthAlone = 15;
/** Least length when a second factor stands beside it. */
export const minLengthWithFactor = 8;
export const maxLength = 128;

/** Least length of somebody's new password. @param secondFactor they have one, or must enrol before they sign in */
export function minLengthFor(secondFactor: boolean): number {
  return secondFactor ? minLengthWithFactor : minLengthAlone;
}

/** Characters as NIST counts them: one per code point. */
function lengthOf(password: string): number {
  return Array.from(password.normalize('NFC')).length;
}

/** Whether a password that was taken is too short to be the only factor. */
export function needsFactor(password: string): boolean {
  return lengthOf(password) < minLengthAlone;
}

/** What the pages show before somebody chooses. */
export const passwordPolicy = { minLength: minLengthAlone, maxLength, blockList: true } as const;

/** Words that are about the person and so no secret. */
export interface PersonalWords {
  firstName: string;
  lastName: string;
  email: string;
  accountName: string;
}

const common = new Set(dictionary['passwords-common'].map(String));

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

/** The shortest unit that the text repeats: `abc` for `abcabcabc`, the text itself otherwise. */
function unitOf(text: string): string {
  const at = (text + text).indexOf(text, 1);
  return text.slice(0, at);
}

/** Every step from one character to the next is the same: `abcdefg`, `7654321`, `aaaaaa`. */
function isSequence(text: string): boolean {
  const codes = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)));
  return steps.size <= 1 && Math.abs([...steps][0] ?? 0) <= 1;
}

const keyboardRows = [
  'qwertyuiopasdfghjklzxcvbnm',
  '1234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertzuiopasdfghjklyxcvbnm',
];

function isKeyboardWalk(text: string): boolean {
  const twice = keyboardRows.map((row) => row + row);
  return twice.some((row) => row.includes(text) || Array.from(row).reverse().join('').includes(text));
}

/** What is left when digits and signs around and between letters are taken away. */
function lettersOf(text: string): string {
  return text.replace(/[^\p{L}]+/gu, '');
}

function isCommon(password: string): boolean {
  const text = plain(password);
  const unit = unitOf(text);
  const letters = lettersOf(text);
  const forms = [text, unit, text.replace(/[^\p{L}\p{N}]+/gu, ''), letters, unitOf(letters)];
  if (forms.some((form) => form !== '' && common.has(form))) return true;
  if (unit.length <= 4 || isSequence(text)) return true;
  return [text, unit, letters].some((form) => form.length >= 6 && isKeyboardWalk(form));
}

const leastBesidesWords = 8;

/** Names, address and account name make no secret; what is left without them has to stand alone. */
function isPersonal(password: string, words: PersonalWords): boolean {
  const parts = [words.firstName, words.lastName, words.accountName, ...words.email.split(/[@.]/)];
  const known = [...new Set(parts.flatMap((part) => plain(part).split(/[^\p{L}\p{N}]+/u)))].filter(
    (word) => word.length > 2,
  );
  const text = plain(password);
  const rest = known
    .sort((one, other) => other.length - one.length)
    .reduce((left, word) => left.replaceAll(word, ''), text);
  return rest.length < text.length && rest.replace(/[^\p{L}\p{N}]+/gu, '').length < leastBesidesWords;
}

function fault(code: string, message: string): InputFault[] {
  return [{ path: 'password', code, message }];
}

/** What is wrong with a new password; nothing when it may be used. */
export function faultsOf(password: string, words: PersonalWords, minLength = minLengthAlone): InputFault[] {
  const length = lengthOf(password);
  if (length < minLength) return fault('too_short', `must have at least ${minLength} characters`);
  if (length > maxLength) return fault('too_long', `must have at most ${maxLength} characters`);
  if (isCommon(password)) return fault('too_common', 'is among the first that anybody would guess');
  if (isPersonal(password, words)) return fault('personal', 'is little more than your name, address or company');
  return [];
}

/** @throws AppError `password_too_weak` saying why */
export function requireStrong(password: string, words: PersonalWords, minLength = minLengthAlone): void {
  const errors = faultsOf(password, words, minLength);
  if (errors.length > 0) throw new AppError('password_too_weak', { errors });
}
