import { serve } from './mirror-desk.ts';

serve();
