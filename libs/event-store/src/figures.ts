/** What a store counts for whoever watches it. */
export class Figures {
  /** Appends answered, and the seconds that they took until they could be read. */
  appends = 0;
  appendSeconds = 0;
  /** Calls that found another process before them. */
  conflicts = 0;
  /** Calls made again after a failure. */
  retries = 0;
  /** Appends whose callers had to be told that nobody knows. */
  unknown = 0;

  /** Begins to time an append; what it gives ends that. */
  timed(): () => void {
    const began = performance.now();
    return () => {
      this.appends += 1;
      this.appendSeconds += (performance.now() - began) / 1000;
    };
  }
}
