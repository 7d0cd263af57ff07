//! Text where a choice belongs: spelling mistakes would pass.

use comfy_ui_tests::comfy::nodes::KSamplerSelect;

fn main() {
    let _ = KSamplerSelect::new().sampler_name("euler");
}
