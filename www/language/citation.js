// How to cite what is seen, in BibTeX: the papers that it comes from, as the page's references have them, and the page.

import { capital } from './text.js';

/** The page's own paper, and those that presets name as their source. @type {{ source: RegExp, entry: string }[]} */
const PAPERS = [
  {
    source: /./,
    entry: `@inproceedings{abbe2021staircase,
  title     = {The staircase property: How hierarchical structure can guide deep learning},
  author    = {Abbe, Emmanuel and Boix-Adsera, Enric and Brennan, Matthew and Bresler, Guy and Nagaraj, Dheeraj},
  booktitle = {Advances in Neural Information Processing Systems},
  volume    = {34},
  year      = {2021}
}`,
  },
  {
    source: /Misiakiewicz \(2022\)/,
    entry: `@inproceedings{abbe2022merged,
  title     = {The merged-staircase property: a necessary and nearly sufficient condition for {SGD} learning of sparse functions on two-layer neural networks},
  author    = {Abbe, Emmanuel and Boix-Adsera, Enric and Misiakiewicz, Theodor},
  booktitle = {Conference on Learning Theory},
  year      = {2022}
}`,
  },
  {
    source: /Misiakiewicz \(2023\)/,
    entry: `@inproceedings{abbe2023leap,
  title     = {{SGD} learning on neural networks: leap complexity and saddle-to-saddle dynamics},
  author    = {Abbe, Emmanuel and Boix-Adsera, Enric and Misiakiewicz, Theodor},
  booktitle = {Conference on Learning Theory},
  year      = {2023}
}`,
  },
  {
    source: /Allen-Zhu and Li \(2020\)/,
    entry: `@misc{allenzhu2020backward,
  title         = {Backward feature correction: How deep learning performs deep learning},
  author        = {Allen-Zhu, Zeyuan and Li, Yuanzhi},
  eprint        = {2001.04413},
  archivePrefix = {arXiv},
  year          = {2020}
}`,
  },
  {
    source: /Dandi.*\(2024\)/,
    entry: `@inproceedings{dandi2024benefits,
  title     = {The benefits of reusing batches for gradient descent in two-layer networks: Breaking the curse of information and leap exponents},
  author    = {Dandi, Yatin and Troiani, Emanuele and Arnaboldi, Luca and Pesce, Luca and Zdeborov{\\'a}, Lenka and Krzakala, Florent},
  booktitle = {International Conference on Machine Learning},
  year      = {2024}
}`,
  },
];

/**
 * @param {{ title: string, source: string }} preset
 * @param {{ version: string, address: string | null, note?: string, seen: Date }} page  `address`: where it is open, if others can open
 *   it, too; `seen`: when it is
 */
export function citation({ title, source }, { version, address, note, seen }) {
  const [day = ''] = seen.toISOString().split('T');
  const own = [
    `  title        = {Climbing the staircase: ${title}}`,
    `  author       = {{The staircase-lab contributors}}`,
    `  year         = {${day.slice(0, 4)}}`,
    `  howpublished = {Interactive figure, staircase-lab ${version}}`,
    ...(address === null ? [] : [`  url          = {${address}}`]),
    `  note         = {${capital([...(note === undefined ? [] : [note]), `seen on ${day}`].join('; '))}}`,
  ];
  const papers = PAPERS.filter((paper) => paper.source.test(source)).map(({ entry }) => entry);
  return `${[...papers, `@misc{staircaselab,\n${own.join(',\n')}\n}`].join('\n\n')}\n`;
}
