use staircase::spec;
use std::time::Instant;
fn main() {
    let layers: u64 = std::env::args().nth(1).map_or(5, |a| a.parse().unwrap());
    for probe in [1_000_000_000u64, 1000] {
    let v = serde_json::json!({"inputs":{"n":30},"target":{"kind":"staircase","degree":10},"data":{"kind":"fixed","count":60000},
      "learner":{"step_size":0.01,"decay":{"every":15000,"divide_by":[1,2,4,8,16,32,64]},"network":{"layers":layers}},"probe":{"every":probe}});
    let t = Instant::now();
    let mut e = spec::build(&v, None).unwrap();
    println!("build {:?}", t.elapsed());
    let t = Instant::now();
    e.step(30000);
    let dt = t.elapsed().as_secs_f64();
    e.measure();
    let c = e.columns().len();
    let d = e.drain();
    for r in d.values.chunks(c).step_by(3) { println!("{}", r.iter().map(|v| format!("{v:.3}")).collect::<Vec<_>>().join(" ")); }
    println!("{} us/step", dt*1e6/30000.);
    }
}
