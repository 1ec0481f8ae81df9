import { Module } from '@nestjs/common';
import { RecordsModule } from '#records';
import { AcrossController } from './across/across.controller.ts';
import { ActingController } from './acting/acting.controller.ts';
import { BooksController } from './books/books.controller.ts';
import { QueueController } from './duties/queue.controller.ts';
import { CorrectionController } from './forms/correction.controller.ts';
import { Desk } from './forms/desk.ts';
import { Offering } from './forms/offering.ts';
import { RecordController } from './forms/record.controller.ts';
import { HealthController } from './health/health.controller.ts';
import { Standing } from './health/standing.ts';
import { LawController } from './law/law.controller.ts';
import { AssetsController } from './layout/assets.controller.ts';
import { Frame } from './layout/frame.ts';
import { ListsController } from './lists/lists.controller.ts';
import { Names } from './names.ts';
import { NoticeController } from './notices/notice.controller.ts';
import { Noticeboard } from './notices/noticeboard.ts';
import { NoticesController } from './notices/notices.controller.ts';
import { PageFilter } from './page-filter.ts';
import { FailureController } from './record/failure.controller.ts';
import { Products } from './products.ts';
import { Reader } from './record/reader.ts';
import { Threshold } from './threshold.ts';

/** Pages for people, rendered here and whole without script. */
@Module({
  imports: [RecordsModule],
  controllers: [
    AssetsController,
    ActingController,
    QueueController,
    ListsController,
    FailureController,
    AcrossController,
    CorrectionController,
    NoticesController,
    NoticeController,
    BooksController,
    LawController,
    HealthController,
    RecordController,
  ],
  providers: [Frame, Names, Products, Threshold, PageFilter, Reader, Desk, Offering, Noticeboard, Standing],
})
export class WebModule {}
