import { Inject, Injectable } from '@nestjs/common';
import { EventStore } from '#event-store';
import type { Recorded } from '#event-store';
import { fromLog } from '#psti';
import type { AnyEvent, Known } from '#psti';
import { Vault } from '#vault';
import type { Erasing } from '#vault';
import { Reactor } from './reactor.ts';

type Decided = Known<Extract<AnyEvent, { type: 'ErasureDecided' }>>;

/**
 * Carries out what a party decided to erase from its own book. `fields` names fields of the person, or the words of one event
 * as `{stream}/{event id}/{path}`; without any, every field of the person goes and all words bound to it. A correction of the
 * decision brings nothing back.
 */
@Injectable()
export class Erasures extends Reactor {
  constructor(@Inject(EventStore) store: EventStore, @Inject(Vault) vault: Vault) {
    super(store, vault, { name: 'erasures', kinds: ['profile'], types: ['ErasureDecided'] });
  }

  protected async react(page: readonly Recorded[]): Promise<void> {
    for (const recorded of page) {
      const event = fromLog(recorded);
      if (event.type === 'ErasureDecided') await this.#carryOut(event);
    }
  }

  async #carryOut(event: Decided): Promise<void> {
    const words = (await this.vault.texts.of([event])).get(event.basis);
    const basis = typeof words === 'string' ? words : 'erased';
    await this.vault.erase({ ...wanted(event), on: event.on, basis });
  }
}

/** The words at one path of one event: its stream, its id, the path. */
const ONE_TEXT = /^(.+)\/([0-9a-f-]{36})\/([A-Za-z0-9.]+)$/;

function wanted({ stream, subject, fields }: Decided): Omit<Erasing, 'on' | 'basis'> {
  const [party = ''] = stream.split('/');
  const texts = fields.flatMap((field) => textNamed(field));
  if (fields.length === 0) return { party, subject };
  return { party, subject, fields: fields.filter((field) => textNamed(field).length === 0), texts };
}

function textNamed(field: string): NonNullable<Erasing['texts']> {
  const [, stream, id, path] = ONE_TEXT.exec(field) ?? [];
  return stream === undefined || id === undefined || path === undefined ? [] : [{ stream, id, field: path }];
}
