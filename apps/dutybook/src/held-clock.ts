import { Clock } from '#event-store';

/** The machine's clock, unless it is held at an instant: while samples are laid down, or by the program that started us to try a case. */
export class HeldClock extends Clock {
  private held?: Date;

  override now(): Date {
    return this.held ?? super.now();
  }

  holdAt(instant: string): void {
    this.held = new Date(instant);
  }

  letGo(): void {
    this.held = undefined;
  }
}
