import { Body, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OPERATOR, someoneOf } from '#access';
import { AUTHORITY } from '#psti';
import { PartyList } from '#views';
import { Frame } from '../layout/frame.ts';
import { Names } from '../names.ts';
import { PageController, seeOther } from '../page-controller.ts';
import { ACTING_COOKIE, cookie, formValue } from '../threshold.ts';
import { addressOf, asked } from '../visit.ts';
import { actors } from './acting.ts';

/** As whom one acts, while there are no accounts. */
@PageController('acting-as')
export class ActingController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Names) private readonly names: Names,
    @Inject(Frame) private readonly frame: Frame,
  ) {}

  @Get()
  async choose(@Req() request: FastifyRequest): Promise<string> {
    return this.chooser(request, []);
  }

  @Post()
  async act(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body: unknown,
  ): Promise<string> {
    const party = formValue(body, 'party') ?? '';
    if (!(await this.names.ofActor(party))) {
      reply.code(422);
      return this.chooser(request, [{ text: 'Choose as whom you act', href: '#party' }]);
    }
    reply.header('set-cookie', cookie(ACTING_COOKIE, party));
    return seeOther(reply, ownPath(formValue(body, 'then')));
  }

  private async chooser(request: FastifyRequest, problems: readonly object[]): Promise<string> {
    const { rows } = await this.queries.execute(new PartyList(someoneOf(AUTHORITY), {}, { limit: 500 }));
    const special = await Promise.all(
      [AUTHORITY, OPERATOR].map(async (party) => ({ party, name: (await this.names.ofActor(party)) ?? party })),
    );
    const now = request.visit?.person.party;
    const then = ownPath(asked(addressOf(request).searchParams, 'then') ?? formValue(request.body, 'then'));
    const model = { title: 'As whom do you act?', choices: actors(rows, special, now), then, problems };
    return request.visit
      ? this.frame.show(request.visit, 'acting/acting.njk', model)
      : this.frame.bare('acting/acting.njk', model, request.formToken);
  }
}

/** Only a path of ours: a link cannot send anybody elsewhere. */
const ownPath = (then: string | undefined): string =>
  then && /^\/(?![/\\])[\x21-\x7e]*$/.test(then) && !then.startsWith('/acting-as') ? then : '/';
