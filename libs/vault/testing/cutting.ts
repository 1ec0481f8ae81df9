/** Stands between a vault and its server, and cuts the connection at a COMMIT: before the server has it, or when it has answered it. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

const COMMIT = Buffer.from('commit\0');

export type Cut = 'before' | 'after';

export class Cutting {
  /** What becomes of the next commit. */
  next: Cut | undefined;
  cuts = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly listening: Server,
    private readonly server: number,
  ) {}

  static async before(server: number): Promise<Cutting> {
    const listening = createServer();
    const cutting = new Cutting(listening, server);
    listening.on('connection', (client) => cutting.#join(client)).listen(0, '127.0.0.1');
    await once(listening, 'listening');
    return cutting;
  }

  get port(): number {
    const address = this.listening.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  }

  close(): void {
    this.listening.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket): void {
    const server = connect(this.server, '127.0.0.1');
    const cut = () => [client, server].forEach((socket) => socket.destroy());
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', cut).on('close', cut);
    }
    let isSwallowing = false;
    client.on('data', (said: Buffer) => {
      const what = said.includes(COMMIT) ? this.#taken() : undefined;
      if (what === 'before') return cut();
      isSwallowing = what === 'after';
      server.write(said);
    });
    server.on('data', (said: Buffer) => (isSwallowing ? cut() : client.write(said)));
  }

  #taken(): Cut | undefined {
    const { next } = this;
    this.next = undefined;
    if (next !== undefined) this.cuts += 1;
    return next;
  }
}
