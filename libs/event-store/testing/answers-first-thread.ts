import { serve } from '../src/sqlite/desk.ts';
import { LogWriter } from '../src/sqlite/log-writer.ts';

/** A writer that answers before it commits: the mistake that a kill must bring to light. */
class AnswersFirst extends LogWriter {
  #isOpen = false;

  protected override begin(): void {
    if (this.#isOpen) super.commit();
    super.begin();
  }

  protected override commit(): void {
    this.#isOpen = true;
  }
}

serve((db, holder) => new AnswersFirst(db, holder));
