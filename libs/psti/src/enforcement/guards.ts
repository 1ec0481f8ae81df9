import { section } from '../act.ts';
import type { Cite, GuardId } from '../act.ts';
import { guards } from './guard.ts';
import type { GuardAnswer, Provision } from './guard.ts';
import { onlyOnce, representationsHeard } from './may-be-given.ts';
import type { NoticeCase } from './case.ts';
import { contentsStated, variedDown, withinLimits } from './limits.ts';
import { shown } from '../settings.ts';
import { claims, forfeiture, stillOpen } from './still-open.ts';

/** Every guard that a notice is asked about; the other notices in the book matter to two of them. */

export const noticeGuards = (notice: NoticeCase, all: readonly NoticeCase[]): readonly GuardAnswer[] =>
  [
    ...representationsHeard(notice),
    ...onlyOnce(notice, all),
    ...variedDown(notice),
    ...contentsStated(notice),
    ...withinLimits(notice),
    ...stillOpen(notice),
    ...claims(notice),
    ...forfeiture(notice),
  ].map(({ holds, settings = [], events = [], cite, ...found }) => ({
    ...found,
    party: notice.party,
    notice: notice.notice,
    answer: holds ? 'yes' : 'no',
    cite: cite ?? citeOf(found.guard),
    events,
    settings: settings.map((id) => shown(notice.settings, id)),
  }));
const citeOf = (guard: GuardId | Provision): Cite => {
  const own: Readonly<Record<string, { readonly cite: Cite }>> = guards;
  return own[guard]?.cite ?? section(Number(/\d+/.exec(guard)?.[0]), guard.replace(/^s\.\d+/, ''));
};
