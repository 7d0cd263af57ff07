//! A match without a rest: lists of choices grow.

use comfy_ui_tests::comfy::combos::KSamplerAdvancedAddNoise;

fn wrong(choice: KSamplerAdvancedAddNoise) -> bool {
    match choice {
        KSamplerAdvancedAddNoise::Enable => true,
        KSamplerAdvancedAddNoise::Disable => false,
        KSamplerAdvancedAddNoise::Other(_) => false,
    }
}

fn main() {}
