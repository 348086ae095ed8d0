import { page } from './shared/page.js';

page();
