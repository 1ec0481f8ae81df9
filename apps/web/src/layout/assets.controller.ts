import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Frame } from './frame.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';

/** Styles and icon. Their names change with their bytes, so they never have to be asked for again. */
@Controller('assets')
export class AssetsController {
  constructor(@Inject(Frame) private readonly frame: Frame) {}

  @Get(':name')
  asset(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const asset = Object.values(this.frame.assets).find(({ path }) => path === name);
    reply.header('x-content-type-options', 'nosniff').header('cross-origin-resource-policy', 'same-origin');
    if (!asset) {
      reply.code(404).header('cache-control', 'no-store').type('text/plain; charset=utf-8').send('There is nothing here.');
      return;
    }
    const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    reply.header('cache-control', FOR_EVER).header('vary', 'accept-encoding').type(asset.type);
    if (zipped) reply.header('content-encoding', 'gzip');
    reply.send(zipped ? asset.zipped : asset.bytes);
  }
}
