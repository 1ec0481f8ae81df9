import { applyDecorators, Controller, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PageFilter } from './page-filter.ts';
import { Threshold } from './threshold.ts';

/** A controller whose answers are pages: guarded, and with pages for what goes wrong. */
export const PageController = (path = '') => applyDecorators(Controller(path), UseGuards(Threshold), UseFilters(PageFilter));

/** After a POST, the browser is sent to what was recorded: the back button and reload stay harmless. */
export function seeOther(reply: FastifyReply, to: string): string {
  reply.code(303).header('location', to);
  return '';
}
