//! Holds what a verdict allocates against the length of lists of choices.

use comfy_graph_core::schema::Schema;
use comfy_graph_core::validate::Validator;

/// A class with a list of so many choices, a prompt that takes the last, one that takes none.
fn case(choices: usize) -> (Schema, [String; 2]) {
    let names: Vec<_> = (0..choices).map(|number| format!("\"model {number:06}\"")).collect();
    let names = names.join(",");
    let classes = format!(
        r#"{{"A":{{"input":{{"required":{{"old":[[{names}]],
            "new":["COMBO",{{"options":[{names}]}}]}}}},"output_node":true}}}}"#
    );
    let prompt = |choice: &str| {
        format!(
            r#"{{"prompt":{{"1":{{"class_type":"A","inputs":{{"old":"{choice}",
                "new":"{choice}"}}}}}}}}"#
        )
    };
    let last = format!("model {:06}", choices - 1);
    (
        Schema::from_object_info(classes.as_bytes()).expect("classes"),
        [prompt(&last), prompt("model none!")],
    )
}

#[test]
fn verdicts_allocate_nothing_for_the_choices_of_a_list() {
    let allocated = |choices: usize| {
        let (schema, prompts) = case(choices);
        let validator = Validator::new(&schema);
        prompts.map(|prompt| {
            let mut status = 0;
            let counted = allocation_counter::measure(|| {
                status = validator.request(&prompt).report.status();
            });
            (status, counted.bytes_total)
        })
    };

    let (few, many) = (allocated(100), allocated(100_000));

    assert_eq!(few.map(|(status, _)| status), [200, 400]);
    for ((_, few), (_, many)) in few.into_iter().zip(many) {
        // A refusal tells the length of the list, in more digits.
        assert!(many - few < 16, "{few} and {many} bytes");
    }
}
