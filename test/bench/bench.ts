/** What every group of rows is given. */
export interface Bench {
  /** An empty folder on the disk that is measured. */
  readonly folder: string;
  /** How many events the logs hold. */
  readonly events: number;
  progress(says: string): void;
  /** What should be known of a row, or of a peer, besides its figures. */
  note(about: string, says: string): void;
}
