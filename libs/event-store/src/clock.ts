/** What time it is. Tests, samples and scenarios set it; nothing else in the system reads the machine's clock for a fact. */
export class Clock {
  now(): Date {
    return new Date();
  }
}
