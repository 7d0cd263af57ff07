//! Asks a catalog of small and of real servers.

mod corpus_files;

use comfy_graph_core::catalog::{Catalog, Fit, Matched};
use comfy_graph_core::schema::{Pack, Presence, Schema, SocketType};
use corpus_files::corpus;

const SMALL: &str = r#"{
    "LoadImage":{"output":["IMAGE","MASK"],"category":"image","python_module":"nodes"},
    "ImageScale":{"input":{"required":{"image":["IMAGE"]}},"output":["IMAGE"],
        "display_name":"Upscale Image","category":"image/upscaling","python_module":"nodes",
        "search_aliases":["resize"],"description":"Makes a picture larger."},
    "OldScale":{"output":["IMAGE"],"deprecated":true,"category":"image/upscaling"},
    "CloudScale":{"output":["IMAGE"],"api_node":true,"category":"partner"},
    "Show Text|pack":{"input":{"required":{"text":["STRING",{"forceInput":true}],
        "any":["*"]}},"output":["STRING"],"python_module":"custom_nodes.a-pack"},
    "Switch":{"input":{"required":{"on":["COMFY_MATCHTYPE_V3",{"template":
        {"template_id":"t","allowed_types":"IMAGE,MASK"}}]}},
        "output":["COMFY_MATCHTYPE_V3"],"output_matchtypes":["t"]},
    "Batch":{"input":{"required":{"images":["COMFY_AUTOGROW_V3",{"template":{"input":
        {"required":{"image":["IMAGE"]}},"prefix":"image","min":0,"max":9}}]}}},
    "Resize":{"input":{"required":{"how":["COMFY_DYNAMICCOMBO_V3",{"options":[
        {"key":"match","inputs":{"required":{"to":["IMAGE,LATENT"]}}}]}]}}}
}"#;

fn schema() -> Schema {
    Schema::from_json(SMALL.as_bytes()).expect("a schema")
}

fn found(catalog: &Catalog<'_>, query: &str) -> Vec<(String, Matched)> {
    let hits = catalog.search(query).into_iter();
    hits.map(|hit| (hit.class.name.to_string(), hit.matched)).collect()
}

fn names(catalog: &Catalog<'_>, query: &str) -> Vec<String> {
    found(catalog, query).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn the_better_match_comes_first_and_deprecated_and_partner_classes_last() {
    let schema = schema();
    let catalog = Catalog::new(&schema);

    assert_eq!(names(&catalog, "scale"), ["ImageScale", "CloudScale", "OldScale"]);
    assert_eq!(found(&catalog, "load image")[0], ("LoadImage".into(), Matched::Name));
    assert_eq!(found(&catalog, "upscale")[0], ("ImageScale".into(), Matched::Beginning));
    assert_eq!(found(&catalog, "resize")[1], ("ImageScale".into(), Matched::Alias));
    assert_eq!(found(&catalog, "upscaling")[0].1, Matched::Category);
    assert_eq!(found(&catalog, "larger"), [("ImageScale".into(), Matched::Description)]);
}

#[test]
fn every_word_of_a_query_must_match() {
    let schema = schema();
    let catalog = Catalog::new(&schema);

    assert_eq!(names(&catalog, "image resize"), ["ImageScale"]);
    assert_eq!(names(&catalog, "image nonsense"), Vec::<String>::new());
    assert_eq!(names(&catalog, " - "), Vec::<String>::new());
}

#[test]
fn slips_of_the_pen_are_forgiven_where_nothing_matches() {
    let schema = schema();
    let catalog = Catalog::new(&schema);

    assert_eq!(found(&catalog, "LaodImage"), [("LoadImage".into(), Matched::Nearly)]);
    assert_eq!(names(&catalog, "upscael image"), ["ImageScale"]);
    assert_eq!(catalog.closest("LoadImag")[0].as_str(), "LoadImage");
}

#[test]
fn categories_form_a_tree() {
    let schema = schema();
    let catalog = Catalog::new(&schema);

    let image = catalog.category("image").unwrap();

    assert_eq!(image.classes[0].name.as_str(), "LoadImage");
    assert_eq!(image.children["upscaling"].path, "image/upscaling");
    assert_eq!(image.count(), 3);
    assert_eq!(catalog.category("image/none"), None);
    assert_eq!(catalog.categories().count(), 8);
}

#[test]
fn packs_own_their_classes() {
    let schema = schema();
    let catalog = Catalog::new(&schema);

    let packs: Vec<_> = catalog.packs().map(|(pack, classes)| (pack, classes.len())).collect();

    assert_eq!(packs, [(Pack::Core, 7), (Pack::Custom("a-pack"), 1)]);
}

#[test]
fn consumers_are_found_in_every_kind_of_input() {
    let schema = schema();
    let catalog = Catalog::new(&schema);

    let consumers = catalog.consumers(&SocketType::parse("IMAGE"));

    let found: Vec<_> = consumers
        .iter()
        .map(|found| (found.class.name.as_str(), found.input.as_str(), found.fit))
        .collect();
    assert_eq!(
        found,
        [
            ("Batch", "images.image0", Fit::Exact),
            ("ImageScale", "image", Fit::Exact),
            ("Resize", "how.to", Fit::Union),
            ("Switch", "on", Fit::Template),
            ("Show Text|pack", "any", Fit::Wildcard),
        ]
    );
    assert_eq!(consumers[0].presence, Presence::Optional);
    assert_eq!(consumers[2].options, ["match"]);
}

#[test]
fn producers_include_what_a_template_may_become() {
    let schema = schema();
    let catalog = Catalog::new(&schema);

    let found: Vec<_> = catalog
        .producers(&SocketType::parse("MASK"))
        .iter()
        .map(|found| (found.class.name.to_string(), found.slot.position(), found.fit))
        .collect();

    assert_eq!(found, [("LoadImage".into(), 1, Fit::Exact), ("Switch".into(), 0, Fit::Template)]);
}

/// The best paths of a real server; `None` without a corpus.
fn paths(from: &str, to: &str) -> Option<Vec<String>> {
    let json = corpus("object_info.json")?;
    let schema = Schema::from_json(&json).expect("a schema");
    let catalog = Catalog::new(&schema);
    let paths = catalog.paths(&SocketType::parse(from), &SocketType::parse(to), 3);
    Some(paths.iter().map(ToString::to_string).collect())
}

#[test]
fn the_first_path_is_the_one_that_people_take() {
    for (from, to, expected) in [
        ("LATENT", "IMAGE", "LATENT -> VAEDecode -> IMAGE"),
        ("MODEL", "IMAGE", "MODEL -> KSampler -> LATENT -> VAEDecode -> IMAGE"),
        ("IMAGE", "VIDEO", "IMAGE -> CreateVideo -> VIDEO"),
        ("IMAGE", "IMAGE", "IMAGE -> ImageInvert -> IMAGE"),
    ] {
        let Some(paths) = paths(from, to) else { return };

        assert_eq!(paths[0], expected);
        assert_eq!(paths.len(), 3);
    }
}

#[test]
fn wildcards_lead_nowhere() {
    let schema = schema();
    let catalog = Catalog::new(&schema);
    let (any, image) = (SocketType::Any, SocketType::parse("IMAGE"));

    assert_eq!(catalog.paths(&any, &image, 9), []);
    assert_eq!(catalog.paths(&image, &SocketType::parse("STRING"), 9), []);
}
