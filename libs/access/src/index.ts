export * from './may.ts';
export * from './person.ts';
export { representativesIn } from './representatives.ts';
export { uuidOf } from './uuid.ts';
