import { Body, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Desk, isReceipt } from '../forms/desk.ts';
import { one, type Form } from '../forms/reading.ts';
import { saidOnForm } from '../forms/said.ts';
import { Frame } from '../layout/frame.ts';
import { PageController, seeOther } from '../page-controller.ts';
import { Visiting, type Visit } from '../visit.ts';
import type { Problem } from '#psti';
import { answerIn, missingIn } from './answer.ts';
import { Noticeboard, type Where } from './noticeboard.ts';
import { noticeModel, typedModel, type Told } from './notice-page.ts';

/** One notification: the recipient reads and answers it, the sender sees the answer. Reading it changes nothing. */
@PageController('parties/:party/deliveries/:message')
export class NoticeController {
  constructor(
    @Inject(Noticeboard) private readonly board: Noticeboard,
    @Inject(Desk) private readonly desk: Desk,
    @Inject(Frame) private readonly frame: Frame,
  ) {}

  @Get()
  async read(@Visiting() visit: Visit, @Param() where: Where): Promise<string> {
    return this.show(visit, await this.board.told(visit, where), {}, []);
  }

  @Post()
  async answer(
    @Visiting() visit: Visit,
    @Param() where: Where,
    @Body() form: Form,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const told = await this.board.told(visit, where);
    const missing = missingIn(form, noticeModel(told).hash);
    if (missing.length > 0) {
      reply.code(422);
      return this.show(visit, told, form, missing);
    }
    const event = answerIn(form, told.notice, { message: where.message, failure: told.failure });
    const answer = await this.desk.record(visit, `${where.party}/delivery/${where.message}`, one(form, 'id'), {
      on: this.desk.today(),
      ...event,
    });
    if (isReceipt(answer)) return seeOther(reply, visit.path);
    reply.code(answer.status);
    return this.show(
      visit,
      told,
      form,
      answer.problems.map(({ field, says }) => ({
        field: field.replace(/^data\./, ''),
        says: saidOnForm({ field, says }, event.type),
      })),
    );
  }

  private show(visit: Visit, told: Told, form: Form, problems: readonly Problem[]): string {
    return this.frame.show(visit, 'notices/notice.njk', { ...noticeModel(told), ...typedModel(form, problems) });
  }
}
