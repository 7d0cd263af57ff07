//! Choices in matches, from text, and beside values not known yet.

use std::str::FromStr;

use comfy_graph::{Choice, TextChoice};
use comfy_ui_tests::comfy::combos::{KSamplerSamplerName, Sampler, Scheduler};
use comfy_ui_tests::comfy::nodes::{KSampler, KSamplerSelect};

fn is_plain(sampler: &Sampler) -> bool {
    matches!(sampler, Sampler::Euler | Sampler::Heun)
}

fn name(sampler: Sampler) -> String {
    match sampler {
        Sampler::Euler => "plain".to_owned(),
        Sampler::Other(name) => name,
        sampler => sampler.as_str().to_owned(),
    }
}

fn both_forms(node: KSampler) -> KSampler {
    let _ = KSamplerSelect::new().sampler_name(Sampler::Euler);
    node.sampler_name(KSamplerSamplerName::Euler).scheduler(Scheduler::Karras)
}

#[test]
fn choices_match_and_come_from_text() {
    let parsed = Sampler::from_str("euler").unwrap();
    assert!(is_plain(&parsed));
    assert_eq!(name(Sampler::Other("mine".into())), "mine");
    assert!(Sampler::ALL.contains(&parsed));
    let error = "eulr".parse::<Sampler>().unwrap_err();
    assert_eq!(error.to_string(), "`eulr` is none of the known choices; did you mean `euler`?");
}
