import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { EventStore } from '#event-store';
import { Vault } from '#vault';
import { Stoppages } from './stoppages.ts';

/** Exit code where the disk failed: EX_IOERR of sysexits. Starting again answers from what the disk holds. */
const CANNOT_GO_ON = 74;

const LOOK_MS = 250;
/** Long enough for whoever watches its health to see why. */
const SAYING_SO_MS = 2_000;
const CLOSING_MS = 5_000;

/**
 * Ends the process when the log or the vault takes nothing more until the next start: whether what was in hand is on the disk is not
 * known here, and only a fresh look at the disk tells. What goes on without a list, delivery or erasure is said as well.
 */
@Injectable()
export class Watch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** Closes everything in good order: what is being answered is answered. */
  close: () => Promise<void> = async () => undefined;
  private looking: NodeJS.Timeout | undefined;

  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Vault) private readonly vault: Vault,
    @Inject(Stoppages) private readonly stoppages: Stoppages,
  ) {}

  onApplicationBootstrap(): void {
    this.looking = setInterval(() => this.look(), LOOK_MS);
  }

  /** What is closed on purpose is not watched. */
  beforeApplicationShutdown(): void {
    clearInterval(this.looking);
  }

  private look(): void {
    for (const sentence of this.stoppages.news()) console.error(`dutybook: ${sentence}`);
    const stopped = [this.store.health(), this.vault.health()].find((health) => !health.writable && !health.passing);
    if (stopped === undefined || stopped.writable) return;
    clearInterval(this.looking);
    console.error(`dutybook: Nothing more can be recorded (${stopped.says}). Dutybook ends, and can be started again.`);
    setTimeout(() => void this.end(), SAYING_SO_MS);
  }

  private async end(): Promise<void> {
    setTimeout(() => process.exit(CANNOT_GO_ON), CLOSING_MS);
    await this.close().catch(() => undefined);
    process.exit(CANNOT_GO_ON);
  }
}
