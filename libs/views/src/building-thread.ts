import 'reflect-metadata';
import { serve } from './building.ts';
import { allViews } from './views.module.ts';

await serve(allViews);
