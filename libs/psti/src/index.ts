export * from './act.ts';
export type * from './obligation.ts';
