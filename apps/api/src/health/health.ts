import { Inject, Injectable, Optional } from '@nestjs/common';
import { Keeper, type BackupsHealth } from '#backups';
import { EventStore, type Position } from '#event-store';
import { originOf, SelfChecks } from '#evidence';
import { Delivery, Erasures } from '#records';
import { Vault, type VaultHealth } from '#vault';
import { Views } from '#views';
import { Problem } from '../problems/problems.ts';

export interface State {
  readonly id: string;
  readonly size: number;
  readonly root: string;
  readonly position: Position;
  /** What its checkpoints are verified with, once one was signed. */
  readonly key?: string;
}

export interface CopyHealth {
  /** Since it last had everything, and events on their way into it. */
  readonly seconds: number;
  readonly events: number;
  /** It has never had everything since this process began. */
  readonly filling: boolean;
}

/** What one process does of the whole: `api`, `web`, `worker`. */
export class Runs {
  constructor(readonly parts: readonly string[]) {}
}

/** What must happen after something was recorded: what it is doing, and how far it has come. */
export interface Carrying {
  readonly state: string;
  readonly position: Position;
  readonly behind: boolean;
}

/** Names and positions only: whose record a list stopped at is nobody's business here. */
export interface Ready {
  readonly status: 'ok' | 'degraded';
  readonly position: Position;
  /** What this process does of the whole. */
  readonly runs?: readonly string[];
  /** Whether anything can be recorded just now, and what troubles the log; on a cluster how far this process's copy is behind it. */
  readonly log: { readonly writable: boolean; readonly says?: string; readonly copy?: CopyHealth };
  readonly views: readonly {
    readonly name: string;
    readonly state: string;
    readonly position: Position;
    readonly behind: boolean;
  }[];
  readonly delivery?: Carrying;
  readonly erasures?: Carrying;
  readonly backups?: BackupsHealth;
  /** How the signing of the log goes, and what its own checks of the log have found. */
  readonly evidence?: {
    readonly signing: string;
    readonly signed: number;
    /** Seconds since this process last signed, or began to. */
    readonly age: number;
    readonly says?: string;
    readonly log: string;
    readonly checked: string;
  };
}

@Injectable()
export class Health {
  /** Where this process keeps backups. */
  @Optional() @Inject(Keeper) private readonly backups: Keeper | undefined;

  /** Where this process signs and checks the log. */
  @Optional() @Inject(SelfChecks) private readonly checks: SelfChecks | undefined;

  @Optional() @Inject(Runs) private readonly runs: Runs | undefined;

  @Optional() @Inject(Delivery) private readonly delivery: Delivery | undefined;

  @Optional() @Inject(Erasures) private readonly erasures: Erasures | undefined;

  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Vault) private readonly vault: Vault,
    @Inject(Views) private readonly views: Views,
  ) {}

  async log(): Promise<State> {
    const [{ size, root }, position] = await Promise.all([this.store.root(), this.store.head()]);
    const key = (await this.vault.signed.last(originOf(this.store.storeId)))?.key;
    return { id: this.store.storeId, size, root, position, ...(key === undefined ? {} : { key }) };
  }

  async ready(): Promise<Ready> {
    const log = this.writing();
    const head = await this.store.head();
    // That the vault does not answer is told beside it.
    await Promise.allSettled([this.delivery?.look(), this.erasures?.look()]);
    const { status, views } = this.views.health();
    const isWell = status === 'ok' && log.says === undefined && this.carries() && this.vouches() && this.isKept();
    return {
      status: isWell ? 'ok' : 'degraded',
      position: head,
      ...(this.runs ? { runs: this.runs.parts } : {}),
      log: { ...log, ...this.copy() },
      views: views.map(({ name, state, position }) => ({ name, state, position, behind: position < head })),
      ...this.carrying(head),
      ...(this.backups ? { backups: this.backups.health() } : {}),
      ...this.evidence(),
    };
  }

  /** Where this process reads a copy of a cluster's log. */
  private copy(): { copy?: CopyHealth } {
    const { behindSeconds, behindEvents: events = 0, filling } = this.store.figures();
    return behindSeconds === undefined ? {} : { copy: { seconds: Math.round(behindSeconds), events, filling: filling === 1 } };
  }

  private carries(): boolean {
    return [this.delivery, this.erasures].every(
      (reactor) => reactor === undefined || ['following', 'standing by'].includes(reactor.health().state),
    );
  }

  private carrying(head: Position): Pick<Ready, 'delivery' | 'erasures'> {
    const of = (reactor: Delivery | Erasures) => {
      const { state, at } = reactor.health();
      return { state, position: at, behind: at < head };
    };
    return {
      ...(this.delivery && { delivery: of(this.delivery) }),
      ...(this.erasures && { erasures: of(this.erasures) }),
    };
  }

  /** Whether the backups are level, where this process keeps them. */
  private isKept(): boolean {
    return this.backups === undefined || this.backups.health().says === undefined;
  }

  private vouches(): boolean {
    if (this.checks === undefined) return true;
    const signs = ['signing', 'standing by'].includes(this.checks.notary.health().state);
    return signs && this.checks.health().state !== 'wrong';
  }

  private evidence(): Pick<Ready, 'evidence'> {
    if (this.checks === undefined) return {};
    const { state: signing, size: signed, age, says } = this.checks.notary.health();
    const { state: log, says: checked } = this.checks.health();
    return { evidence: { signing, signed, age: Math.round(age), ...(says === undefined ? {} : { says }), log, checked } };
  }

  /** Whether anything can be recorded just now: the log and the vault must take it. A sentence says what troubles either. */
  recording(): ReturnType<EventStore['health']> | VaultHealth {
    const log = this.store.health();
    return [log, this.vault.health()].find(({ writable }) => !writable) ?? log;
  }

  /** What hinders writing and passes leaves the process ready to be read from; what does not, ends it soon. */
  private writing(): Ready['log'] {
    const health = this.recording();
    if (!health.writable && !health.passing && !this.store.isForReading)
      throw new Problem('stopped', 'Nothing more is recorded until Dutybook has been started again.', [], {
        'retry-after': '10',
      });
    const { writable, says } = { says: undefined, ...health };
    return { writable, ...(says === undefined ? {} : { says }) };
  }
}
