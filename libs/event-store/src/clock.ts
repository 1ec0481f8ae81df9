/** What time it is. Tests, samples and scenarios set it; nothing else in the system reads the machine's clock for a fact. */
export class Clock {
  now(): Date {
    return new Date();
  }
}

/** The machine's clock, unless it is held at an instant: while samples are laid down, or by whoever tries a case. */
export class HeldClock extends Clock {
  #held: string | undefined;

  constructor(at?: string) {
    super();
    this.#held = at;
  }

  /** ISO 8601, in UTC. */
  get at(): string {
    return this.#held ?? super.now().toISOString();
  }

  set at(instant: string) {
    this.#held = instant;
  }

  letGo(): void {
    this.#held = undefined;
  }

  override now(): Date {
    return new Date(this.at);
  }
}
