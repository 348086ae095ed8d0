import { iterations } from '../../shared/api.js';

export const prerender = true;
export const load = async () => ({ server: await iterations() });
