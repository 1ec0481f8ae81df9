import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
}

export type Cut = 'fin' | 'rst' | 'freeze';

/** A wire between the clients and a server that can be cut in every way, also by merely falling silent. */
export class Link {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #frozen = false;
  #cutting: { readonly how: Cut; bytes: number } | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(target: number, port = 0): Promise<Link> {
    const link: Link = new Link(createServer({ allowHalfOpen: true }, (client) => link.#pair(client, target)));
    await new Promise<void>((resolve, reject) => link.#server.once('error', reject).listen(port, '127.0.0.1', resolve));
    return link;
  }

  get port(): number {
    return addressOf(this.#server).port;
  }

  get connections(): number {
    return this.#pairs.size;
  }

  #pair(client: Socket, target: number): void {
    const pair: Pair = { client, upstream: connect({ port: target, host: '127.0.0.1', allowHalfOpen: true }) };
    this.#pairs.add(pair);
    this.#carry(pair, client, pair.upstream);
    this.#carry(pair, pair.upstream, client);
  }

  #carry(pair: Pair, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on('data', (chunk) => {
      const part = from === pair.upstream ? this.#upTo(chunk) : chunk;
      if (!to.write(part)) from.pause();
      if (this.#cutting?.bytes === 0) this.#cutNow();
    });
    to.on('drain', () => void (this.#frozen || from.resume()));
    from.on('end', () => void (this.#frozen || to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      if (to.destroyed) this.#pairs.delete(pair);
      else if (!this.#frozen) to.destroy();
    });
    if (this.#frozen) from.pause();
  }

  /** As much of what goes to a client as still passes before the cut. */
  #upTo(chunk: Buffer): Buffer {
    if (this.#cutting === undefined) return chunk;
    const passes = Math.min(chunk.length, this.#cutting.bytes);
    this.#cutting.bytes -= passes;
    return chunk.subarray(0, passes);
  }

  #cutNow(): void {
    const how = this.#cutting?.how ?? 'rst';
    this.#cutting = undefined;
    if (how === 'freeze') this.freeze();
    else this.cut(how);
  }

  /** Cuts when so many more bytes have gone to the clients: in the middle of an event, mostly. */
  cutAfter(how: Cut, bytes: number): void {
    this.#cutting = { how, bytes };
  }

  /** Nothing passes any more, in either direction, and no one is told: neither FIN nor RST. */
  freeze(): void {
    this.#frozen = true;
    for (const { client, upstream } of this.#pairs) [client, upstream].forEach((socket) => socket.pause());
  }

  thaw(): void {
    this.#frozen = false;
    for (const { client, upstream } of this.#pairs) [client, upstream].forEach((socket) => socket.resume());
  }

  /** Ends the connections with FIN or RST: all, or the one that the server knows by this address. */
  cut(how: 'fin' | 'rst', peer?: string): void {
    for (const pair of [...this.#pairs].filter(({ upstream }) => peer === undefined || peer.endsWith(`:${upstream.localPort}`))) {
      if (how === 'fin') pair.client.end();
      else pair.client.resetAndDestroy();
      pair.upstream.destroy();
    }
  }

  async close(): Promise<void> {
    this.#frozen = false;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const { client, upstream } of this.#pairs) {
      client.destroy();
      upstream.destroy();
    }
    await closed;
  }
}

export function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it is not listening');
  return address;
}
