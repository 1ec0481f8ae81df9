import { once } from 'node:events';
import { begun, firstSaid, type Child } from '../../../../infra/children.ts';
import type { Commands } from './control.ts';

type Argument<Name extends keyof Commands> = Parameters<Commands[Name]>[1];

/** A double that can be killed and started again on the same port, with the events it had. */
export class DoubleChild {
  readonly port: number;
  readonly url: string;
  readonly process: Child;
  readonly #control: number;

  private constructor(child: Child, { port, url, control }: { port: number; url: string; control: number }) {
    this.process = child;
    this.port = port;
    this.url = url;
    this.#control = control;
  }

  static async start({ port = 0, file }: { port?: number; file?: string } = {}): Promise<DoubleChild> {
    const options = ['--port', String(port), ...(file === undefined ? [] : ['--file', file])];
    const child = begun('libs/event-store/testing/double/main.ts', ...options);
    return new DoubleChild(child, await firstSaid(child));
  }

  /** Tells it a command of `control.ts`, and gives its answer. */
  async tell<Name extends keyof Commands>(name: Name, argument?: Argument<Name>): Promise<unknown> {
    const body = argument === undefined ? '' : JSON.stringify(argument);
    const response = await fetch(`http://127.0.0.1:${this.#control}/${name}`, { method: 'POST', body });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  }

  /** Ends it, by default at once and in the middle of whatever it does. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }
}
