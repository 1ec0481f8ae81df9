import { Body, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { randomUUID } from 'node:crypto';
import { Desk, formIn, isReceipt, newForm } from '../forms/desk.ts';
import { one, type Form } from '../forms/reading.ts';
import { saidOnForm } from '../forms/said.ts';
import { Frame } from '../layout/frame.ts';
import { PageController, seeOther } from '../page-controller.ts';
import { Visiting, type Visit } from '../visit.ts';
import type { Problem } from '#psti';
import { answerIn, missingIn } from './answer.ts';
import { Noticeboard, type Where } from './noticeboard.ts';
import { mayAsk, noticeModel, typedModel, type Told } from './notice-page.ts';

interface Shown {
  readonly id?: string;
  readonly form?: Form;
  readonly problems?: readonly Problem[];
}

/** One notification: the recipient reads and answers it, the sender sees the answer. Reading it changes nothing. */
@PageController('parties/:party/deliveries/:message')
export class NoticeController {
  constructor(
    @Inject(Noticeboard) private readonly board: Noticeboard,
    @Inject(Desk) private readonly desk: Desk,
    @Inject(Frame) private readonly frame: Frame,
  ) {}

  @Get()
  async read(@Visiting() visit: Visit, @Param() where: Where, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const told = await this.board.told(visit, where);
    const id = formIn(visit.query);
    if (mayAsk(told) && !id) return seeOther(reply, newForm(visit));
    if (told.notice.carriage.questions.some(({ event }) => event === id)) return seeOther(reply, visit.path);
    return this.show(visit, told, { id });
  }

  @Post()
  async answer(
    @Visiting() visit: Visit,
    @Param() where: Where,
    @Body() form: Form,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const told = await this.board.told(visit, where);
    const id = formIn(visit.query);
    const missing = missingIn(form, noticeModel(told, '').hash);
    if (missing.length > 0) {
      reply.code(422);
      return this.show(visit, told, { id, form, problems: missing });
    }
    const event = answerIn(form, told.notice, { message: where.message, failure: told.failure });
    const answer = await this.desk.record(visit, `${where.party}/delivery/${where.message}`, one(form, 'id'), {
      on: this.desk.today(),
      ...event,
    });
    if (isReceipt(answer)) return seeOther(reply, visit.path);
    reply.code(answer.status);
    const problems = answer.problems.map(({ field, says }) => ({
      field: field.replace(/^data\./, ''),
      says: saidOnForm({ field, says }, event.type),
    }));
    return this.show(visit, told, { id: answer.spent ? undefined : id, form, problems });
  }

  private show(visit: Visit, told: Told, { id = randomUUID(), form = {}, problems = [] }: Shown): string {
    return this.frame.show(visit, 'notices/notice.njk', { ...noticeModel(told, id), ...typedModel(form, problems) });
  }
}
