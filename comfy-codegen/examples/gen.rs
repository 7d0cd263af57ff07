//! scratch
fn main() {
    let mut a = std::env::args().skip(1);
    let json = std::fs::read(a.next().unwrap()).unwrap();
    let out = a.next().unwrap();
    let schema = comfy_graph_core::schema::Schema::from_object_info(&json).unwrap();
    let t = std::time::Instant::now();
    let (file, lock) =
        comfy_codegen::Generator::new(&schema, Default::default()).single_file().unwrap();
    eprintln!("{:?} {} bytes {} lines", t.elapsed(), file.text.len(), file.text.lines().count());
    std::fs::write(&out, file.text).unwrap();
    std::fs::write(out + ".lock", lock.to_json()).unwrap();
}
