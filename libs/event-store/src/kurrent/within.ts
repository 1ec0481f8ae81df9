import { Unanswered } from './meaning.ts';

/** What a promise gives, or `Unanswered` after so long; what comes later is let go. */
export async function within<Result>(ms: number, coming: Promise<Result>, says: string): Promise<Result> {
  coming.catch(() => undefined);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Unanswered(`${says} within ${Math.round(ms)} ms`)), ms);
  try {
    return await Promise.race([coming, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
