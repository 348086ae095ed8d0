//! The neurons of a network that is trained one by one: a band for each layer, the deepest above, with one cell for each
//! neuron or, where there are more than pixels, for a few neighbours.

use super::{CELLS, Picture, Room, Style, Tile};

/// How far the training is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neurons {
    pub layers: usize,
    /// W. Neurons are numbered layer by layer.
    pub width: usize,
    /// Those before this one are trained.
    pub trained: u64,
    /// The one in training.
    pub training: Option<u64>,
    /// Those that are active, ascending, each with the degree of its monomial.
    pub active: Vec<(u64, usize)>,
}

/// Places among the colours of a style; the degrees follow, from 1, and the last of them stands for all above.
const UNTRAINED: usize = 0;
const BLANK: usize = 1;
const TRAINING: usize = 2;

/// The neurons as they are, or as they were when fewer had been trained.
pub fn neurons(of: &Neurons, style: &Style) -> Picture {
    let mut picture = style.room.bands(of.layers, of.width);
    let now = style.trained >= of.trained;
    let trained = of.trained.min(style.trained);
    let colour = |place: usize| style.colour(place);
    let (each, across) = (picture.each, picture.tiles[0].columns);
    let mut put = |number: u64, colour: [u8; 4]| {
        let tile = &picture.tiles[(number / of.width as u64) as usize];
        let cell = (number % of.width as u64) as usize / each;
        let at = (tile.y + cell / across) * picture.width + tile.x + cell % across;
        picture.pixels[at] = colour;
    };
    for layer in 0..of.layers {
        for first in (0..of.width).step_by(each) {
            let number = (layer * of.width + first) as u64;
            put(number, colour(if number < trained { BLANK } else { UNTRAINED }));
        }
    }
    for &(number, degree) in of.active.iter().filter(|(number, _)| *number < trained) {
        put(number, colour(TRAINING + degree.max(1)));
    }
    if let Some(number) = of.training.filter(|_| now) {
        put(number, colour(TRAINING));
    }
    picture
}

impl Room {
    /// Bands of so many cells each, the first one below: with the largest cells that find room, or else with as few
    /// neurons a cell as do.
    fn bands(&self, layers: usize, width: usize) -> Picture {
        let fits = |cell: f64| {
            let rows = width.div_ceil(self.across(cell));
            self.stack(layers, rows, cell).1 as f64 * cell <= self.height
        };
        let cell = CELLS.into_iter().find(|cell| *cell >= 1.0 && fits(*cell)).unwrap_or(1.0);
        let mut rows = width.div_ceil(self.across(cell));
        if !fits(cell) {
            let besides = self.stack(layers, 0, cell).1 as f64 * cell;
            rows = (((self.height - besides) / cell / layers as f64) as usize).clamp(1, rows);
        }
        let each = width.div_ceil(rows * self.across(cell));
        let cells = width.div_ceil(each);
        let columns = cells.min(self.across(cell));
        rows = cells.div_ceil(columns);
        let (step, height) = self.stack(layers, rows, cell);
        let tiles = (0..layers).map(|layer| Tile {
            name: format!("layer[{}]", layer + 1),
            x: 0,
            y: height - rows - layer * step,
            rows,
            columns,
        });
        let pixels = vec![[0; 4]; columns * height];
        Picture { width: columns, height, cell, tiles: tiles.collect(), scale: 0.0, each, pixels }
    }

    /// How many cells stand side by side.
    fn across(&self, cell: f64) -> usize {
        ((self.width / cell) as usize).max(1)
    }

    /// From one band to the next, and the height of all, in cells.
    fn stack(&self, layers: usize, rows: usize, cell: f64) -> (usize, usize) {
        let cells = |length: f64| libm::ceil(length / cell) as usize;
        let step = rows + cells(self.title_height) + cells(self.gap);
        (step, layers * step - cells(self.gap))
    }
}
