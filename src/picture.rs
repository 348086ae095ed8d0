//! Pictures of what is inside a learner: where its parts lie, and the pixels, one a cell. How large a cell is on the
//! screen is found here, too, for it decides how many parts stand side by side; to scale the pixels is left to the page.

mod neurons;

pub use neurons::{Neurons, neurons};

use crate::networks::{Block, Network};
use crate::schema::{Field, Invalid, Kind, Reader};
use serde::Serialize;
use serde_json::Value;

/// What is shown, where, and in which colours.
#[derive(Clone, Debug)]
pub struct Style {
    pub of: Subject,
    room: Room,
    /// 0xRRGGBB, at least one.
    colours: Vec<usize>,
    /// The colours span no less than this size, so that pictures side by side may share a scale.
    scale: f32,
    /// Neurons are shown as they were when so many had been trained.
    trained: u64,
}

/// What there is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The parameters of a network, one a cell.
    Weights,
    /// The neurons of a network that is trained neuron by neuron.
    Neurons,
}

/// The names of the subjects, in their order.
const OF: Field = entry("of", Kind::Choice { choices: &["weights", "neurons"] });
const WIDTH: Field = entry("width", Kind::Number { default: 540.0, min: 100.0, max: 10_000.0 });
const HEIGHT: Field = entry("height", Kind::Number { default: 480.0, min: 100.0, max: 10_000.0 });
const TITLE_HEIGHT: Field = entry("title_height", Kind::Number { default: 32.0, min: 0.0, max: 64.0 });
const TITLE_WIDTH: Field = entry("title_width", Kind::Number { default: 110.0, min: 0.0, max: 200.0 });
const GAP: Field = entry("gap", Kind::Number { default: 12.0, min: 0.0, max: 64.0 });
const SCALE: Field = entry("scale", Kind::Number { default: 0.0, min: 0.0, max: f32::MAX as f64 });
const TRAINED: Field = entry("trained", Kind::Integer { default: MOST, min: 0, max: MOST });
const COLOURS: Field =
    entry("colours", Kind::Numbers { default: &[], min: 0.0, max: 16_777_215.0, max_count: 64 });

/// As many neurons as JavaScript can count: more than there are.
const MOST: u64 = (1 << 53) - 1;

/// An entry of no form: it has a name alone.
const fn entry(name: &'static str, kind: Kind) -> Field {
    Field { name, label: "", unit: "", help: "", kind }
}

impl Style {
    /// Reads what `wasm.d.ts` describes.
    pub fn read(given: &Value) -> Result<Self, Invalid> {
        let mut reader = Reader::new("style", Some(given))?;
        let style = Self {
            of: [Subject::Weights, Subject::Neurons][reader.choice(&OF)?],
            room: Room {
                width: reader.number(&WIDTH)?,
                height: reader.number(&HEIGHT)?,
                title_height: reader.number(&TITLE_HEIGHT)?,
                title_width: reader.number(&TITLE_WIDTH)?,
                gap: reader.number(&GAP)?,
            },
            colours: reader.integers(&COLOURS)?,
            scale: reader.number(&SCALE)? as f32,
            trained: reader.long(&TRAINED)?,
        };
        reader.finish(&[OF, WIDTH, HEIGHT, TITLE_HEIGHT, TITLE_WIDTH, GAP, SCALE, TRAINED, COLOURS])?;
        Ok(style)
    }

    /// One of the colours; the last one stands for all beyond.
    fn colour(&self, place: usize) -> [u8; 4] {
        let colour = self.colours[place.min(self.colours.len() - 1)] as u32;
        [channel(colour, 16), channel(colour, 8), channel(colour, 0), u8::MAX]
    }
}

/// A part of a picture: a matrix of cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tile {
    /// As [`Block::name`]; of neurons `layer[1]`, ….
    pub name: String,
    /// Its upper left corner, and its size, in cells.
    pub x: usize,
    pub y: usize,
    pub rows: usize,
    pub columns: usize,
}

/// Cells, one a pixel.
#[derive(Clone, Debug, Serialize)]
pub struct Picture {
    /// In cells.
    pub width: usize,
    pub height: usize,
    /// The side of a cell in pixels of the style sheet.
    pub cell: f64,
    pub tiles: Vec<Tile>,
    /// What its own numbers ask for as the size that has the colour of an end of the ramp.
    pub scale: f32,
    /// How many neighbours a cell stands for.
    pub each: usize,
    /// (height, width), red, green, blue and opacity; transparent where there is no tile.
    #[serde(skip)]
    pub pixels: Vec<[u8; 4]>,
}

/// The weights of every layer as a matrix (out, in), its biases as a column beside it, all on one scale.
pub fn weights(network: &dyn Network, style: &Style) -> Picture {
    let (blocks, params) = (network.blocks(), network.params());
    let mut picture = style.room.arrange(&groups(blocks));
    let rows = || blocks.iter().flat_map(|block| (0..block.rows).map(|r| &params[block.row(r)]));
    picture.scale = scale(rows);
    let ramp = Ramp::through(&style.colours);
    let ends = picture.scale.max(style.scale).max(f32::MIN_POSITIVE);
    for (block, tile) in blocks.iter().zip(&picture.tiles) {
        for r in 0..tile.rows {
            let row = if block.flat { &params[block.row(0)][r..=r] } else { &params[block.row(r)] };
            let pixels = &mut picture.pixels[(tile.y + r) * picture.width + tile.x..];
            for (pixel, value) in pixels.iter_mut().zip(row) {
                *pixel = ramp.at(value / ends);
            }
        }
    }
    picture
}

/// The tiles of the blocks, those that stay together in a group, each with its place in it.
fn groups(blocks: &[Block]) -> Vec<Vec<Tile>> {
    let mut groups: Vec<Vec<Tile>> = Vec::new();
    for block in blocks {
        let (rows, columns) = if block.flat { (block.columns, 1) } else { (block.rows, block.columns) };
        let mut tile = Tile { name: block.name.clone(), x: 0, y: 0, rows, columns };
        match groups.last_mut().map(|group| (group[0].columns, group)) {
            Some((beside, group)) if block.flat && group.len() == 1 && group[0].rows == rows => {
                tile.x = beside + 1;
                group.push(tile);
            }
            _ => groups.push(vec![tile]),
        }
    }
    groups
}

/// What there is room for, in pixels of the style sheet.
#[derive(Clone, Copy, Debug)]
struct Room {
    width: f64,
    /// To be kept to where the parts are large enough.
    height: f64,
    /// Left free above each group for its title, and how much of the width each takes at least for it.
    title_height: f64,
    title_width: f64,
    /// Between groups side by side, and between rows of them.
    gap: f64,
}

/// Sides of a cell, in pixels of the style sheet.
const CELLS: [f64; 10] = [12.0, 10.0, 8.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.5];

impl Room {
    /// With the largest cells that find room; but no part is made smaller than its title is wide for the height's sake.
    fn arrange(&self, groups: &[Vec<Tile>]) -> Picture {
        let widest = groups.iter().map(|group| extent(group).0).max().unwrap_or(0) as f64;
        for cell in CELLS {
            let picture = self.flow(groups, cell);
            let fits = picture.width as f64 * cell <= self.width;
            if fits && (picture.height as f64 * cell <= self.height || widest * cell <= self.title_width) {
                return picture;
            }
        }
        self.flow(groups, CELLS[CELLS.len() - 1])
    }

    /// Group after group in rows, as words are set; all transparent.
    fn flow(&self, groups: &[Vec<Tile>], cell: f64) -> Picture {
        let cells = |length: f64| libm::ceil(length / cell) as usize;
        let across = (self.width / cell) as usize;
        let (mut x, mut y) = (0, cells(self.title_height));
        let (mut width, mut height) = (0, 0);
        let mut tiles = Vec::new();
        for group in groups {
            let (columns, rows) = extent(group);
            let place = columns.max(cells(self.title_width));
            if x > 0 && x + place > across {
                (x, y) = (0, height + cells(self.gap) + cells(self.title_height));
            }
            for tile in group {
                tiles.push(Tile { x: x + tile.x, y: y + tile.y, ..tile.clone() });
            }
            (width, height) = (width.max(x + place), height.max(y + rows));
            x += place + cells(self.gap);
        }
        Picture { width, height, cell, tiles, scale: 0.0, each: 1, pixels: vec![[0; 4]; width * height] }
    }
}

/// Columns and rows of a group.
fn extent(group: &[Tile]) -> (usize, usize) {
    let columns = group.iter().map(|tile| tile.x + tile.columns).max().unwrap_or(0);
    (columns, group.iter().map(|tile| tile.y + tile.rows).max().unwrap_or(0))
}

/// Steps of [`scale`]: eight an octave, being the first three bits after a number's exponent.
const STEP_BITS: u32 = 20;
const STEPS: usize = (f32::MAX.to_bits() >> STEP_BITS) as usize + 1;

/// The least of eight steps an octave that 99 of 100 numbers do not come up to in size: a few outliers leave the colours
/// of all the others as they are, and the scale rests while the numbers move a little. 0 if they are all 0.
fn scale<'a, Rows: Iterator<Item = &'a [f32]>>(rows: impl Fn() -> Rows) -> f32 {
    let mut counts = [0_u32; STEPS];
    let mut total = 0;
    for value in rows().flatten().filter(|value| value.is_finite()) {
        counts[(value.abs().to_bits() >> STEP_BITS) as usize] += 1;
        total += 1;
    }
    let mut beyond = total / 100;
    for (step, count) in counts.iter().enumerate().skip(1).rev() {
        if *count > beyond {
            return f32::from_bits((step as u32 + 1) << STEP_BITS).min(f32::MAX);
        }
        beyond -= count;
    }
    0.0
}

/// One of the three parts of 0xRRGGBB.
fn channel(colour: u32, shift: u32) -> u8 {
    (colour >> shift) as u8
}

/// Colours for the numbers from -1 to 1; the one in the middle for 0.
#[derive(Clone, Debug)]
struct Ramp([[u8; 4]; 2 * MIDDLE + 1]);

const MIDDLE: usize = 127;

impl Ramp {
    /// Through at least one colour, 0xRRGGBB, in even steps.
    fn through(colours: &[usize]) -> Self {
        let last = colours.len() - 1;
        Self(std::array::from_fn(|k| {
            let place = (k * last) as f64 / (2 * MIDDLE) as f64;
            let low = place as usize;
            let (from, to) = (colours[low] as u32, colours[last.min(low + 1)] as u32);
            let mixed = |shift: u32| {
                let [from, to] = [from, to].map(|colour| f64::from(channel(colour, shift)));
                (from + (to - from) * (place - low as f64) + 0.5) as u8
            };
            [mixed(16), mixed(8), mixed(0), u8::MAX]
        }))
    }

    /// Numbers beyond an end have its colour; what is no number has none.
    fn at(&self, value: f32) -> [u8; 4] {
        if value.is_nan() {
            return [0; 4];
        }
        let middle = MIDDLE as f32;
        self.0[(value.clamp(-1.0, 1.0) * middle + middle + 0.5) as usize]
    }
}
