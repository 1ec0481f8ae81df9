import { methodsAt, type Address } from './addresses.ts';
import { documentOfRoutes } from './openapi.ts';
import { readablePage } from './readable.ts';

/** The API as it describes itself: one list of addresses, told to machines, to people and to whoever asks with the wrong method. */
export class Described {
  readonly document: ReturnType<typeof documentOfRoutes>;
  readonly page: string;

  constructor(private readonly addresses: readonly Address[]) {
    this.document = documentOfRoutes(addresses);
    this.page = readablePage(addresses);
  }

  methodsAt(url: string): readonly string[] {
    return methodsAt(this.addresses, url);
  }
}
