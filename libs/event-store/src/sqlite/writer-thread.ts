import { serve } from './desk.ts';

serve();
