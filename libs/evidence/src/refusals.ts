/** The process says so and ends with 78: starting again would not help. */
export class CannotSign extends Error {
  override readonly name = 'CannotSign';
  readonly code = 'CannotSign';
}

/** What was signed before is not of this log, or of more than it holds: an older one, or another, stands in its place. */
export class NotTheLogSigned extends Error {
  override readonly name = 'NotTheLogSigned';
  readonly code = 'NotTheLogSigned';
}

/** No signed checkpoint covers what is asked for, or not yet. */
export class NotSigned extends Error {
  override readonly name = 'NotSigned';
}
