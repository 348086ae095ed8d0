//! The tests of `web.rs` in a browser: wasm-pack leaves a file to Node unless it says otherwise. And what is painted, which takes one.
#![cfg(target_arch = "wasm32")]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[path = "web.rs"]
mod web;

use js_sys::{Reflect, Uint8ClampedArray};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;
use web_sys::{OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// The canvas takes the picture's size, and holds what is told to those who have none.
#[wasm_bindgen_test]
fn a_canvas_holds_the_pixels_of_the_picture() {
    let run = web::experiment(web::SMALL).unwrap();
    let canvas = OffscreenCanvas::new(3, 5).unwrap();
    let mut before = Vec::new();
    for _ in 0..3 {
        run.step(web::number(20.0)).unwrap();
        let layout = run.paint(canvas.clone().unchecked_into(), web::style()).unwrap();
        let picture = run.picture(web::style()).unwrap();
        let side = |of: &JsValue, key: &str| Reflect::get(of, &key.into()).unwrap().as_f64().unwrap();
        for (key, length) in [("width", canvas.width()), ("height", canvas.height())] {
            assert_eq!([side(&layout, key), side(&picture, key)], [f64::from(length); 2]);
        }
        let context = canvas.get_context("2d").unwrap().unwrap();
        let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
        let (width, height) = (canvas.width().into(), canvas.height().into());
        let painted = context.get_image_data(0.0, 0.0, width, height).unwrap().data().0;
        let pixels = Reflect::get(&picture, &"pixels".into()).unwrap().unchecked_into::<Uint8ClampedArray>();
        assert_eq!(painted, pixels.to_vec());
        assert!(painted.chunks(4).any(|pixel| pixel[3] == 255), "something is painted");
        assert_ne!(painted, before, "and changes as the run goes on");
        before = painted;
    }
}

/// What is no canvas, says that it is one, or is one for something else is refused; and nothing stays borrowed.
#[wasm_bindgen_test]
fn what_cant_be_painted_on_is_refused() {
    let run = web::experiment(web::SMALL).unwrap();
    for text in [
        "null",
        "({})",
        "Object.create(OffscreenCanvas.prototype)",
        "new Proxy(new OffscreenCanvas(1, 1), {})",
        "new Proxy({}, { getPrototypeOf() { throw 1 } })",
        "(() => { const c = new OffscreenCanvas(1, 1); c.getContext('webgl') ?? c.getContext('bitmaprenderer'); return c })()",
        "(() => { const c = new OffscreenCanvas(1, 1); c.getContext = () => { throw 1 }; return c })()",
        "(() => { const c = new OffscreenCanvas(1, 1); c.getContext = () => ({}); return c })()",
        "(() => { const c = new OffscreenCanvas(1, 1); Object.defineProperty(c, 'width', { get() { throw 1 } }); return c })()",
        "(() => { const c = new OffscreenCanvas(1, 1); structuredClone(c, { transfer: [c] }); return c })()",
    ] {
        let canvas = web::eval(text).unchecked_into();
        let error = run.paint(canvas, web::style()).err().expect(text);
        let message = Reflect::get(&error, &"message".into()).unwrap().as_string().unwrap();
        assert_eq!(message, "canvas: can't be painted on", "{text}");
    }
    assert_eq!(run.step(web::number(1.0)).unwrap(), 1.0);
}
