/** A composed mail. Header values are one clean line each. */
export interface Letter {
  to: { name: string; address: string };
  from: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
}

/** Whom our mails come from and where their links lead; from configuration only. */
export interface Letterhead {
  publicUrl: string;
  sender: { name: string; address: string };
}
