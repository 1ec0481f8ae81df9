import { serve } from '../src/sqlite/desk.ts';
import { LogWriter } from '../src/sqlite/log-writer.ts';

/** So long what was answered is not committed, also where another append waits already: a kill is to find it on any machine. */
const UNCOMMITTED_MS = 50;

/** A writer that answers before it commits: the mistake that a kill must bring to light. */
class AnswersFirst extends LogWriter {
  #isOpen = false;

  protected override begin(): void {
    if (this.#isOpen) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, UNCOMMITTED_MS);
      super.commit();
    }
    super.begin();
  }

  protected override commit(): void {
    this.#isOpen = true;
  }
}

serve((db, holder) => new AnswersFirst(db, holder));
