export { checkpointText, claimedCheckpoint, openCheckpoint, originOf, parseCheckpoint, type Checkpoint } from './checkpoint.ts';
export { Copies } from './copies.ts';
export { exported, type Exporting } from './export.ts';
export { SigningKey, textSigned, VerifierKey } from './keys.ts';
export { NotANote, parseNote, writtenNote, type Note, type Signature } from './note.ts';
export { Notary, signingBeside, type NotaryHealth, type Signing } from './notary.ts';
export { CannotSign, NotTheLogSigned } from './refusals.ts';
export { savedNotes, type SavedNote } from './saved-notes.ts';
export { ownKeys, verifyAgainst, type Verification, type Wrong } from './verification.ts';
