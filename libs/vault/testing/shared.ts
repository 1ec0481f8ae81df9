import { once } from 'node:events';
import { begun, firstSaid, type Child } from '../../../infra/children.ts';

/** A PostgreSQL of its own with an empty vault in it, for processes that share one. */
export class SharedVault {
  readonly url: string;
  readonly keyFile: string;
  /** How its owner connects, who may look at everything. */
  readonly owner: string;
  readonly #child: Child;

  private constructor(child: Child, { url, keyFile, owner }: { url: string; keyFile: string; owner: string }) {
    this.#child = child;
    this.url = url;
    this.keyFile = keyFile;
    this.owner = owner;
  }

  static async begin(): Promise<SharedVault> {
    const child = begun('libs/vault/testing/main.ts');
    return new SharedVault(child, await firstSaid(child));
  }

  async end(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.stdin.end();
    await ended;
  }
}
