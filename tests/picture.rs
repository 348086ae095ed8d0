//! Pictures against a naive reading of the parameters, as users get them: where every number lies, in which colour.

use serde_json::{Value, json};
use staircase::networks::{self, DenseQuadratic, Network, Parameter, ReluResnet};
use staircase::picture::{self, Neurons, Picture, Style, Tile};
use staircase::rng::{Rng, Stream};

/// From dark blue over white to dark orange.
const COLOURS: [u32; 3] = [0x0b4f8a, 0xffffff, 0x9c3a06];

fn network(n: usize, maps: usize, width: usize) -> ReluResnet {
    ReluResnet::new(n, maps, width, &mut Rng::new(7, Stream::Init))
}

fn style(more: Value) -> Style {
    let mut style = json!({ "colours": COLOURS });
    style.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Style::read(&style).unwrap()
}

/// What 99 of 100 sizes are below, by sorting.
fn quantile(parameters: &[Parameter]) -> f32 {
    let mut sizes: Vec<f32> = parameters.iter().flat_map(|p| p.values.iter().map(|v| v.abs())).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    sizes[sizes.len() / 100]
}

/// The colour of a number, mixed in f64.
fn colour(value: f32, ends: f32) -> [u8; 4] {
    let at = (f64::from(value) / f64::from(ends)).clamp(-1.0, 1.0);
    // The nearest of 255 places.
    let at = (at * 127.0).round() / 127.0;
    let to = if at < 0.0 { COLOURS[0] } else { COLOURS[2] };
    let mix = |shift: u32| {
        let [middle, to] = [COLOURS[1], to].map(|colour| f64::from((colour >> shift) & 0xff));
        (middle + (to - middle) * at.abs()).round() as u8
    };
    [mix(16), mix(8), mix(0), 255]
}

fn close(a: [u8; 4], b: [u8; 4]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 1)
}

/// The pixels of a tile, row-major.
fn cells(picture: &Picture, tile: &Tile) -> Vec<[u8; 4]> {
    let rows = (tile.y..tile.y + tile.rows).map(|y| y * picture.width + tile.x);
    rows.flat_map(|from| picture.pixels[from..from + tile.columns].to_vec()).collect()
}

#[test]
fn every_number_is_a_cell_in_its_place_and_colour_and_nothing_else_is_painted() {
    let sparse = DenseQuadratic::new(10, [3, 7], [0.5, 0.5], 0.1, &mut Rng::new(7, Stream::Init));
    let resnets = [(30, 5, 40), (3, 2, 1), (10, 3, 7)].map(|(n, maps, width)| network(n, maps, width));
    let all = resnets.iter().map(|network| network as &dyn Network).chain([&sparse as &dyn Network]);
    for network in all {
        let picture = picture::weights(network, &style(json!({})));
        let parameters = networks::export(network);
        let exact = quantile(&parameters);
        assert!(picture.scale > exact && picture.scale <= 1.125 * exact, "{} for {exact}", picture.scale);
        assert_eq!(picture.tiles.len(), parameters.len());
        for (tile, Parameter { name, shape, values }) in picture.tiles.iter().zip(&parameters) {
            assert_eq!(tile.name, *name);
            assert_eq!((tile.rows, tile.columns), (shape[0], *shape.get(1).unwrap_or(&1)), "{name}");
            for (k, (pixel, value)) in cells(&picture, tile).into_iter().zip(values).enumerate() {
                let expected = colour(*value, picture.scale);
                assert!(close(pixel, expected), "{name}[{k}] = {value}: {pixel:?} for {expected:?}");
            }
        }
        let painted = picture.pixels.iter().filter(|pixel| pixel[3] > 0).count();
        assert_eq!(painted, parameters.iter().map(|p| p.values.len()).sum::<usize>());
        assert_eq!(picture.pixels.len(), picture.width * picture.height);
    }
}

#[test]
fn parts_keep_to_the_width_leave_room_for_their_titles_and_biases_stand_beside_their_weights() {
    for (n, maps, width) in [(30, 5, 40), (256, 32, 256), (1, 2, 1), (256, 2, 1), (10, 3, 100)] {
        for room in [300.0, 540.0, 1100.0] {
            let picture = picture::weights(&network(n, maps, width), &style(json!({ "width": room })));
            let (cell, case) = (picture.cell, format!("n {n}, {maps} maps, width {width}, in {room}"));
            assert!(picture.width as f64 * cell <= room, "{case}: {} px", picture.width as f64 * cell);
            for [weights, biases] in picture.tiles.as_chunks().0 {
                assert_eq!((biases.x, biases.y), (weights.x + weights.columns + 1, weights.y), "{case}");
                assert!(weights.y as f64 * cell >= 32.0, "{case}");
                for other in picture.tiles.iter().filter(|other| other.name.starts_with("weight")) {
                    let apart = (f64::from(weights.x as u32) - other.x as f64).abs() * cell >= 110.0 + 12.0
                        || (weights.y >= other.y + other.rows || other.y >= weights.y + weights.rows);
                    assert!(apart || other.name == weights.name, "{case}: {other:?} {weights:?}");
                }
            }
        }
    }
}

#[test]
fn cells_are_as_large_as_the_room_allows() {
    let side = |n, maps, width, room: Value| picture::weights(&network(n, maps, width), &style(room)).cell;
    assert_eq!(side(30, 5, 40, json!({})), 4.0);
    assert_eq!(side(30, 5, 40, json!({ "height": 1000 })), 6.0);
    assert_eq!(side(4, 2, 3, json!({})), 12.0);
    // No part becomes smaller than its title for the height's sake: 42 cells in 110 pixels.
    assert_eq!(side(30, 32, 40, json!({})), 2.0);
    assert_eq!(side(256, 2, 256, json!({ "width": 100 })), 0.5);
}

#[test]
fn a_few_outliers_leave_the_colours_as_they_are_and_a_common_scale_may_be_asked_for() {
    let mut network = network(30, 5, 40);
    let before = picture::weights(&network, &style(json!({})));
    network.update(&mut |params| params[..30].fill(1e6));
    let after = picture::weights(&network, &style(json!({})));
    assert_eq!(after.scale, before.scale);
    let high = [0x9c, 0x3a, 0x06, 255];
    assert_eq!(cells(&after, &after.tiles[0])[..30], [high; 30]);
    assert_eq!(cells(&after, &after.tiles[0])[30..], cells(&before, &before.tiles[0])[30..]);

    let paler = picture::weights(&network, &style(json!({ "scale": 100 })));
    assert_eq!(paler.scale, before.scale, "its own");
    assert!(cells(&paler, &paler.tiles[2]).iter().all(|pixel| close(*pixel, [255; 4])));
    assert_eq!(cells(&paler, &paler.tiles[0])[..30], [high; 30]);
    let own = picture::weights(&network, &style(json!({ "scale": 1e-3 })));
    assert_eq!(own.pixels, after.pixels);
}

#[test]
fn whatever_the_numbers_are_there_is_a_picture() {
    let mut network = network(3, 2, 4);
    for (value, scale, pixel) in [
        (0.0, 0.0, [255; 4]),
        (-0.0, 0.0, [255; 4]),
        (f32::NAN, 0.0, [0; 4]),
        (f32::INFINITY, 0.0, [0x9c, 0x3a, 0x06, 255]),
        (f32::MAX, f32::MAX, [0x9c, 0x3a, 0x06, 255]),
        (f32::MIN, f32::MAX, [0x0b, 0x4f, 0x8a, 255]),
    ] {
        // The padding stays 0, and counts for nothing.
        let blocks = network.blocks().to_vec();
        network.update(&mut |params| {
            for block in &blocks {
                (0..block.rows).for_each(|r| params[block.row(r)].fill(value));
            }
        });
        let picture = picture::weights(&network, &style(json!({})));
        assert_eq!(picture.scale, scale, "{value}");
        assert_eq!(cells(&picture, &picture.tiles[0]), [pixel; 12], "{value}");
    }
}

#[test]
fn a_style_is_refused_by_the_faulty_entry() {
    for (given, message) in [
        (json!({}), "style.colours: is missing"),
        (json!({ "colours": [] }), "style.colours: [] is not a list of 1 to 64 numbers"),
        (json!({ "colours": [-1] }), "style.colours: -1 is outside [0, 16777215]"),
        (
            json!({ "colours": [0], "of": "thoughts" }),
            "style.of: \"thoughts\" is not one of weights, neurons",
        ),
        (json!({ "colours": [0], "trained": -1 }), "style.trained: -1 is outside [0, 9007199254740991]"),
        (json!({ "colours": [0], "width": 0 }), "style.width: 0 is outside [100, 10000]"),
        (
            json!({ "colours": [0], "height": "tall" }),
            "style.height: \"tall\" is not a number in [100, 10000]",
        ),
        (
            json!({ "colours": [0], "color": 0 }),
            "style.color: unknown entry; known are of, width, height, title_height, title_width, gap, scale, trained, colours",
        ),
        (json!(7), "style: 7 is not an object"),
    ] {
        assert_eq!(Style::read(&given).unwrap_err().to_string(), message);
    }
}

#[test]
fn single_numbers_are_those_of_the_export() {
    let network = network(6, 3, 5);
    for Parameter { name, values, .. } in networks::export(&network) {
        for (k, value) in values.iter().enumerate() {
            assert_eq!(networks::number(&network, &name, k), Ok(*value), "{name}[{k}]");
        }
        let beyond = networks::number(&network, &name, values.len()).unwrap_err().to_string();
        assert_eq!(beyond, format!("index: {} is outside [0, {}]", values.len(), values.len() - 1));
    }
    let unknown = networks::number(&network, "weight[3]", 0).unwrap_err();
    assert_eq!(unknown.to_string(), "name: there are no parameters \"weight[3]\"");
}

/// Not trained, blank, in training, active of degree 1, 2 and more.
const PALETTE: [u32; 6] = [0x111111, 0x222222, 0x333333, 0x444444, 0x555555, 0x666666];

fn neurons(of: &Neurons, more: Value) -> Picture {
    let mut given = json!({ "of": "neurons", "colours": PALETTE });
    given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    picture::neurons(of, &Style::read(&given).unwrap())
}

/// What colour a neuron's cell has, by its place among the palette.
fn place(picture: &Picture, of: &Neurons, number: u64) -> usize {
    let tile = &picture.tiles[(number / of.width as u64) as usize];
    let cell = (number % of.width as u64) as usize / picture.each;
    let at = (tile.y + cell / tile.columns) * picture.width + tile.x + cell % tile.columns;
    let grey = picture.pixels[at][0];
    usize::from(grey / 0x11) - 1
}

fn population(layers: usize, width: usize) -> Neurons {
    let trained = (layers * width / 2) as u64;
    Neurons { layers, width, trained, training: Some(trained), active: vec![(0, 1), (1, 2), (2, 9), (3, 0)] }
}

#[test]
fn every_neuron_has_a_cell_that_tells_how_it_stands() {
    let of = population(3, 400);
    let picture = neurons(&of, json!({ "width": 500, "height": 300, "title_height": 30, "gap": 4 }));
    assert_eq!((picture.each, picture.tiles.len()), (1, 3));
    for number in 0..1200 {
        let expected = match number {
            0 | 3 => 3,
            1 => 4,
            2 => 5,
            600 => 2,
            _ => usize::from(number < 600),
        };
        assert_eq!(place(&picture, &of, number), expected, "neuron {number}");
    }
    let names: Vec<&str> = picture.tiles.iter().map(|tile| &tile.name[..]).collect();
    assert_eq!(names, ["layer[1]", "layer[2]", "layer[3]"]);
    assert!(picture.tiles.windows(2).all(|pair| pair[1].y + pair[1].rows < pair[0].y), "the first is below");
    assert_eq!(picture.tiles[0].y + picture.tiles[0].rows, picture.height);
}

#[test]
fn neurons_can_be_seen_as_they_were() {
    let of = population(2, 100);
    for trained in [0, 2, 50, 100, 101] {
        let picture = neurons(&of, json!({ "trained": trained }));
        for number in 0..200 {
            let place = place(&picture, &of, number);
            let active = [3, 4, 5, 3].get(number as usize);
            let now = trained >= 100;
            let expected = match number {
                _ if number >= trained.min(100) => {
                    if now && number == 100 {
                        2
                    } else {
                        0
                    }
                }
                _ => active.copied().unwrap_or(1),
            };
            assert_eq!(place, expected, "neuron {number} of {trained}");
        }
    }
}

#[test]
fn however_many_neurons_there_are_they_find_room() {
    for (layers, width) in
        [(1, 1), (1, 7), (2, 400), (9, 2000), (1, 1_000_000), (9, 1_000_000), (64, 1_000_000)]
    {
        for (across, high) in [(1000.0, 480.0), (320.0, 430.0), (100.0, 100.0)] {
            let of = population(layers, width);
            let picture =
                neurons(&of, json!({ "width": across, "height": high, "title_height": 30, "gap": 4 }));
            let cells: usize = picture.tiles.iter().map(|tile| tile.rows * tile.columns).sum();
            assert!(cells * picture.each >= layers * width);
            assert!(
                picture.cell >= 1.0 && picture.width as f64 * picture.cell <= across,
                "{layers} x {width}"
            );
            // Titles may take more than there is; then each band is a line.
            let least = layers as f64 * 37.0;
            assert!(
                picture.height as f64 * picture.cell <= f64::max(high, least + 30.0),
                "{layers} x {width}"
            );
            assert_eq!(place(&picture, &of, of.trained), 2, "{layers} x {width}");
            place(&picture, &of, (layers * width) as u64 - 1);
        }
    }
}
