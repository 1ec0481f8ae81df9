import { Inject, Injectable } from '@nestjs/common';
import { OPERATOR } from '#access';
import { Clock } from '#event-store';
import type { Visit } from '../visit.ts';
import { loadAssets } from './assets.ts';
import { page } from './pages.ts';

/** Whose look the pages have. `govuk` shows the GOV.UK header, which only a copy hosted for government may. */
export interface Brand {
  readonly name: string;
  readonly govuk: boolean;
}

interface Place {
  readonly text: string;
  readonly href: string;
}

const everybody: readonly Place[] = [
  { text: 'Duties', href: '/' },
  { text: 'Failures', href: '/failures' },
  { text: 'Notifications', href: '/notifications' },
  { text: 'Notices', href: '/notices' },
  { text: 'Products', href: '/products' },
  { text: 'Parties', href: '/parties' },
  { text: 'Dates', href: '/dates' },
];
const operators: readonly Place[] = [
  { text: 'Installation', href: '/installation' },
  { text: 'Parties', href: '/parties' },
];

const placesOf = ({ person, path }: Visit) =>
  (person.party === OPERATOR ? operators : everybody).map(({ text, href }) => ({ text, href, here: href === path && 'page' }));

/** Puts a page in its frame: header, who acts, navigation, styles. */
@Injectable()
export class Frame {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  readonly assets = loadAssets();
  private readonly brand: Brand = { name: 'Dutybook', govuk: process.env.DUTYBOOK_BRAND === 'govuk' };

  show(visit: Visit, template: string, model: object): string {
    const frame = { acting: { name: visit.name }, places: placesOf(visit), formToken: visit.formToken };
    return page(template, { ...model, frame: { ...frame, ...this.dress() } });
  }

  /** For the few pages that are shown before anybody acts. */
  bare(template: string, model: object, formToken = ''): string {
    return page(template, { ...model, frame: { formToken, places: [], ...this.dress() } });
  }

  private dress() {
    const { style, icon } = this.assets;
    const now = this.clock.now().toISOString();
    return { brand: this.brand, now, assets: { style: `/assets/${style.path}`, icon: `/assets/${icon.path}` } };
  }
}
