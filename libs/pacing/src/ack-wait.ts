/**
 * A message that nobody has answered for so long is delivered again: its process died with it in hand. Whoever works on
 * one says so more often, see {@link InHand}.
 */
export const ackWaitMs = 5_000;

/** A delivered message, as far as it can be asked for more time. */
interface Delivered {
  working(): void;
}

/** Tells the broker of messages in hand that they are being worked on, three times within the ack wait. */
export class InHand {
  private readonly messages = new Set<Delivered>();
  private timer: NodeJS.Timeout | undefined;

  add(message: Delivered): void {
    this.messages.add(message);
    this.timer ??= setInterval(() => this.tell(), ackWaitMs / 3).unref();
  }

  /** It was answered, or given back. */
  remove(message: Delivered): void {
    this.messages.delete(message);
    if (this.messages.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tell(): void {
    for (const message of this.messages) {
      try {
        message.working();
      } catch {
        // The connection is gone: then the message is delivered again, which is right.
      }
    }
  }
}
