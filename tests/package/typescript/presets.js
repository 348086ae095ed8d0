// Writes every preset's specs, as they are and with their defaults, as TypeScript: their types have to allow them all.
import { readFile, writeFile } from 'node:fs/promises';
import init, { lanes, resolve } from 'staircase-lab';

const read = async (name) =>
  JSON.parse(await readFile(new URL(import.meta.resolve(`staircase-lab/presets/${name}.json`)), 'utf8'));

await init();
const { presets } = await read('index');
const files = await Promise.all(presets.map(read));
const specs = files.filter(({ table }) => !table).flatMap((preset) => lanes(preset));
const text = JSON.stringify([...specs, ...specs.map(resolve)]);
await writeFile(
  'shared/typescript/presets.ts',
  `import type { Spec } from 'staircase-lab';\nexport const specs: Spec[] = ${text};\n`,
);
