import { Injectable } from '@nestjs/common';

/** Tells the worker of this process that there is something to do. A hint: it looks by itself, too. */
@Injectable()
export class ImportWakeUp {
  private listener: () => void = () => {};

  onRing(listener: () => void): void {
    this.listener = listener;
  }

  ring(): void {
    this.listener();
  }
}
