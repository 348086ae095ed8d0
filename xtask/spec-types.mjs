// Writes dist/types/spec.d.ts from the core's own catalogue: a union by kind for each family, so that an editor knows what the
// core will take.

import { writeFileSync } from 'node:fs';
import { isMain, main, path } from './run.mjs';

/** @import { Catalogue, Field, Member } from '../www/types.d.ts' */

/** The family of which no member is taken where none is named. */
const NEEDED = 'target';

/** @type {Partial<Record<Field['type'], string>>} */
const TYPES = {
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  text: 'string',
  texts: 'readonly string[]',
  set: 'readonly number[]',
  chains: 'readonly (readonly number[])[]',
  terms: 'readonly { set: readonly number[]; coefficient: number }[]',
  numbers: 'Numbers',
  vector: 'Numbers',
  column: 'Numbers',
  matrix: 'readonly Numbers[]',
};

/** "layerwise_network" is LayerwiseNetwork. @param {string} family */
const named = (family) => family.replace(/(?:^|_)(.)/g, (_, first) => first.toUpperCase());

/** @param {string} text */
const comment = (text) => `/** ${text.replaceAll('*/', '* /')} */\n`;

/**
 * @param {Field} field
 * @returns {string}
 */
function typeOf({ type, choices = [], family = '', fields = [] }) {
  const texts = choices.map((choice) => JSON.stringify(choice));
  if (type === 'member') return named(family);
  if (type === 'choice') return texts.join(' | ');
  if (type === 'sets') return [...texts, TYPES.chains].join(' | ');
  if (type === 'object') return `{\n${fields.map(entry).join('')}}`;
  // A member in a change may lack what it has of the run: a learner's entries come one by one.
  if (type === 'changes') return `readonly {\n${fields.map(changed).join('')}}[]`;
  const known = TYPES[type];
  if (known === undefined) throw new Error(`an entry of type ${type} has no type in TypeScript`);
  return known;
}

/** @param {Field} field */
function entry(field) {
  const { name, help, min, max, type, optional } = field;
  const bare = field.default === null;
  const range = min === undefined ? '' : ` In [${min}, ${max}].`;
  const said = comment(`${help}${range}${bare ? '' : ` ${JSON.stringify(field.default)} unless given.`}`);
  const needed = name === NEEDED || (bare && !optional && type !== 'member');
  return `${said}${name}${needed ? '' : '?'}: ${typeOf(field)}${optional ? ' | null' : ''};\n`;
}

/** @param {Field} field */
const changed = (field) =>
  field.type === 'member'
    ? `${comment(field.help)}${field.name}?: ${field.name === 'learner' ? 'object' : named(field.name)};\n`
    : entry({ ...field, default: null });

/**
 * @param {string} family
 * @param {Member[]} members
 */
function union(family, members) {
  const name = (/** @type {Member} */ { kind }) => `${named(family)}_${kind}`;
  const declared = members.map((member, i) => {
    const { kind, label, help, fields } = member;
    const taken = i === 0 && family !== NEEDED; // the first is, where none is named
    const entries = [`kind${taken ? '?' : ''}: ${JSON.stringify(kind)};\n`, ...fields.map(entry)];
    return `${comment(`${label}: ${help}`)}export interface ${name(member)} {\n${entries.join('')}}\n`;
  });
  const [first = '', ...others] = members.map(name);
  const alone = family === NEEDED || others.length === 0 ? first : `Unnamed<${first}, ${others.join(' | ')}>`;
  return `${declared.join('')}export type ${named(family)} = ${[alone, ...others].join(' | ')};\n`;
}

/** Without its kind a member could have entries of the others, too: a union is not told apart by what is not there. */
const UNNAMED = `type Unnamed<Member, Others> = Member & {
  [Entry in Exclude<Others extends unknown ? keyof Others : never, keyof Member>]?: never;
};
`;

/**
 * The text of spec.d.ts.
 * @param {Catalogue} catalogue
 */
function specTypes(catalogue) {
  const { experiment, ...families } = catalogue;
  return [
    "// Made from the core's catalogue() by xtask/spec-types.mjs.\n",
    'export type Numbers = readonly number[] | Float32Array | Float64Array;\n',
    UNNAMED,
    `${comment('What an experiment is: all but its target has a default.')}export interface Spec {\n${experiment.map(entry).join('')}}\n`,
    ...Object.entries(families).map(([family, members]) => union(family, members)),
  ].join('\n');
}

if (isMain(import.meta)) {
  await main(async () => {
    const { default: init, catalogue } = await import('../www/engine/headless.js');
    await init();
    writeFileSync(path('dist/types/spec.d.ts'), specTypes(catalogue()));
  });
}
