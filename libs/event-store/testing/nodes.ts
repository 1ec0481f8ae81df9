import type { Double } from './double/double.ts';
import { Records } from './double/records.ts';
import type { Stage } from './stage.ts';

/** Three nodes over one log, of which the first leads. */
export class Nodes {
  readonly #stage: Stage;
  readonly records = new Records();
  nodes: Double[] = [];
  leader = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async start(): Promise<string> {
    for (let n = 0; n < 3; n++) this.nodes.push(await this.#stage.double({ records: this.records }));
    for (const node of this.nodes) node.members = this.nodes;
    this.elect(0);
    return `esdb://${this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}?tls=false`;
  }

  elect(leader: number): void {
    this.leader = leader % 3;
    for (const [n, node] of this.nodes.entries()) node.standing = n === this.leader ? 'leader' : 'follower';
  }

  disperse(): void {
    for (const node of this.nodes) node.standing = 'nobody';
  }
}
