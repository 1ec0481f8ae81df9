export * from './may.ts';
export * from './person.ts';
export { uuidOf } from './uuid.ts';
