export * from './person.ts';
export * from './uuid.ts';
