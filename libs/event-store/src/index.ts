export * from './port.ts';
export * from './clock.ts';
