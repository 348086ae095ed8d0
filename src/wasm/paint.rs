//! Pictures: put on a canvas that the page has handed over, so that nothing but the places of their parts crosses at every
//! frame; or copied out.

use super::{Experiment, JsNumber, JsValue, Result, no_network, take, to_error, to_js};
use crate::diagnosis;
use crate::networks;
use crate::picture::{self, Picture, Style, Subject};
use crate::schema::Invalid;
use js_sys::{Reflect, Uint8ClampedArray};
use wasm_bindgen::prelude::*;
use web_sys::{ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "OffscreenCanvas")]
    pub type JsCanvas;
    #[wasm_bindgen(typescript_type = "PictureStyle")]
    pub type JsStyle;
    #[wasm_bindgen(typescript_type = "PictureLayout")]
    pub type JsLayout;
    #[wasm_bindgen(typescript_type = "Picture")]
    pub type JsPicture;
    #[wasm_bindgen(typescript_type = "string")]
    pub type JsName;
}

#[wasm_bindgen]
impl Experiment {
    /// Paints what is inside on a canvas, which takes the picture's size: a pixel a cell. Tells where the parts are.
    pub fn paint(&self, canvas: JsCanvas, style: JsStyle) -> Result<JsLayout> {
        let picture = self.drawn(&style)?;
        put(&canvas, &picture).map_err(|_| to_error(Invalid::new("canvas", "can't be painted on")))?;
        to_js(&picture)
    }

    /// The same picture as numbers, for those who have no such canvas.
    pub fn picture(&self, style: JsStyle) -> Result<JsPicture> {
        let picture = self.drawn(&style)?;
        let with_pixels: JsPicture = to_js(&picture)?;
        Reflect::set(&with_pixels, &"pixels".into(), &copied(&picture))?;
        Ok(with_pixels)
    }

    /// One number of those that `parameters()` gives: `values[index]` of the array of this name.
    pub fn parameter(&self, name: JsName, index: JsNumber) -> Result<f32> {
        let name = take::name("name", &name).map_err(to_error)?;
        let index = take::size("index", &index).map_err(to_error)?;
        let run = self.run()?;
        networks::number(run.inner.network().ok_or_else(no_network)?, &name, index).map_err(to_error)
    }

    fn drawn(&self, style: &JsValue) -> Result<Picture> {
        let style = Style::read(&take::spec("style", style).map_err(to_error)?.value).map_err(to_error)?;
        let run = self.run()?;
        match style.of {
            Subject::Weights => Ok(picture::weights(run.inner.network().ok_or_else(no_network)?, &style)),
            Subject::Neurons => {
                let learner = run.inner.learner().layerwise().ok_or_else(no_neurons)?;
                Ok(picture::neurons(&diagnosis::neurons(learner), &style))
            }
        }
    }
}

fn no_neurons() -> JsValue {
    to_error(Invalid::new("learner", "does not train neuron by neuron"))
}

/// Each call is one that is caught, whatever was handed over; web-sys's own setters of the size are not.
fn put(canvas: &JsValue, picture: &Picture) -> Result<()> {
    let canvas: &OffscreenCanvas = canvas.dyn_ref().ok_or(JsValue::NULL)?;
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: OffscreenCanvasRenderingContext2d = context.dyn_into()?;
    for (side, length) in [("width", picture.width), ("height", picture.height)] {
        // To set it, even to what it is, gives the canvas new memory.
        if Reflect::get(canvas, &side.into())? != length as f64 {
            Reflect::set(canvas, &side.into(), &(length as f64).into())?;
        }
    }
    let (width, height) = (picture.width as u32, picture.height as u32);
    let image = ImageData::new_with_js_u8_clamped_array_and_sh(&copied(picture), width, height)?;
    context.put_image_data(&image, 0.0, 0.0)
}

/// No view on our memory: a context may be another than it seems, and keep it.
fn copied(picture: &Picture) -> Uint8ClampedArray {
    Uint8ClampedArray::from(picture.pixels.as_flattened())
}
