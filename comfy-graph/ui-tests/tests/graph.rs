//! Builds graphs of generated and raw nodes, and looks at the prompts that come out.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use comfy_graph::generated::{Inputs, Names, link};
use comfy_graph::prompt::Prompt;
use comfy_graph::{
    Custom, Graph, GraphProblems, Handle, In, Node, NodeRef, Out, RawNode, Wrong, ty,
};
use comfy_ui_tests::comfy::combos::{KSamplerSelectSamplerName, Sampler, Scheduler};
use comfy_ui_tests::comfy::nodes::partner::FluxProUltraImageNode;
use comfy_ui_tests::comfy::nodes::{
    BatchImagesNode, CheckpointLoaderSimple, ComfyMathExpression, EmptyLatentImage, KSampler,
    KSamplerAdvanced, KSamplerAdvancedLinks, KSamplerLinks, KSamplerSelect, LoadImage, LoraLoader,
    PreviewAny, PreviewImage, ResizeImageMaskNode, SaveImage, SaveVideo, StringFormat, VAELoader,
};
use comfy_ui_tests::comfy::options::ResizeImageMaskNodeResizeType;
use comfy_ui_tests::comfy::options::resize_image_mask_node_resize_type::{
    MatchSize, ScaleDimensions,
};
use comfy_ui_tests::comfy::options::save_video_format;
use serde_json::{Value as Json, json};

/// A raw node, as a source of anything.
fn raw(graph: &mut Graph) -> NodeRef {
    graph.add(RawNode::named("Source"))
}

fn image(graph: &mut Graph) -> Out<ty::Image> {
    raw(graph).out(0)
}

/// What the node of `handle` becomes in JSON.
fn node_json(graph: &Graph, handle: impl Handle) -> Json {
    let id = graph.id(handle);
    let mut prompt = serde_json::to_value(graph.to_prompt().unwrap()).unwrap();
    prompt[id.as_str()].take()
}

fn inputs(graph: &Graph, handle: impl Handle) -> Json {
    node_json(graph, handle)["inputs"].take()
}

/// The names of the inputs in the prompt, in order.
fn names(graph: &Graph, handle: impl Handle) -> Vec<String> {
    let prompt = graph.to_prompt().unwrap();
    let node = prompt.node(graph.id(handle).as_str()).unwrap();
    node.inputs.keys().map(ToString::to_string).collect()
}

fn wrongs(graph: &Graph) -> Vec<Wrong> {
    let problems = graph.check().unwrap_err();
    problems.as_slice().iter().map(|problem| problem.wrong.clone()).collect()
}

#[test]
fn nodes_are_numbered_in_the_order_of_adding() {
    let mut graph = Graph::new();

    let first = raw(&mut graph);
    let second = raw(&mut graph);

    assert_eq!([graph.id(first), graph.id(second)].map(|id| id.to_string()), ["1", "2"]);
}

#[test]
fn automatic_numbers_skip_ids_that_are_set_later() {
    let mut graph = Graph::new();

    let automatic = raw(&mut graph);
    let set = graph.add(RawNode::named("Source").node_id("1"));

    assert_eq!([graph.id(automatic), graph.id(set)].map(|id| id.to_string()), ["2", "1"]);
}

#[test]
fn ids_need_not_be_numbers() {
    let mut graph = Graph::new();

    let node = graph.add(RawNode::named("Source").node_id("12:3"));

    assert_eq!(graph.id(node).as_str(), "12:3");
    assert_eq!(graph.node("12:3"), Some(node));
    assert_eq!(graph.node("1"), None);
}

#[test]
fn links_name_ids_that_were_set() {
    let mut graph = Graph::new();
    let source = graph.add(RawNode::named("Source").node_id("a"));

    let preview = graph.add(PreviewImage::new(source.out::<ty::Image>(3)));

    assert_eq!(inputs(&graph, preview.node())["images"], json!(["a", 3]));
}

#[test]
#[should_panic(expected = "another graph")]
fn the_id_of_a_foreign_node_is_refused() {
    let node = raw(&mut Graph::new());

    let _ = Graph::new().id(node);
}

#[test]
fn every_node_has_a_title() {
    let mut graph = Graph::new();

    let own = graph.add(EmptyLatentImage::new().node_title("Canvas"));
    let caption = graph.add(EmptyLatentImage::new());
    let bare = raw(&mut graph);

    let title = |node: NodeRef| node_json(&graph, node)["_meta"]["title"].clone();
    assert_eq!(title(own.node()), "Canvas");
    assert_eq!(title(caption.node()), "Empty Latent Image");
    assert_eq!(title(bare), "Source");
}

#[test]
fn defaults_are_filled_in_the_order_of_the_server() {
    let mut graph = Graph::new();

    let blank = graph.add(EmptyLatentImage::new().batch_size(4).width(64));

    let expected = json!({ "width": 64, "height": 512, "batch_size": 4 });
    assert_eq!(inputs(&graph, blank), expected);
    assert_eq!(names(&graph, blank), ["width", "height", "batch_size"]);
}

#[test]
fn required_inputs_stand_where_the_server_has_them() {
    let mut graph = Graph::new();
    let source = raw(&mut graph);
    let text = source.out::<ty::Conditioning>(1);
    let links = KSamplerLinks {
        model: source.out::<ty::Model>(0),
        positive: text,
        negative: text,
        latent_image: source.out::<ty::Latent>(2),
    };

    let sampled = graph.add(KSampler::new(links).denoise(0.5).scheduler(Scheduler::Karras));

    let order = [
        "model",
        "seed",
        "steps",
        "cfg",
        "sampler_name",
        "scheduler",
        "positive",
        "negative",
        "latent_image",
        "denoise",
    ];
    assert_eq!(names(&graph, sampled), order);
}

#[test]
fn optional_inputs_are_sent_only_when_given() {
    let mut graph = Graph::new();

    let without = graph.add(FluxProUltraImageNode::new());
    let image = image(&mut graph);
    let with = graph.add(FluxProUltraImageNode::new().image_prompt(image));

    assert!(inputs(&graph, without).get("image_prompt").is_none());
    assert_eq!(inputs(&graph, with)["image_prompt"], json!(["2", 0]));
}

#[test]
fn the_last_of_several_values_counts() {
    let mut graph = Graph::new();

    let blank = graph.add(EmptyLatentImage::new().width(64).width(128));

    assert_eq!(inputs(&graph, blank)["width"], 128);
}

#[test]
fn what_is_taken_back_gets_its_default_again() {
    let mut graph = Graph::new();
    let node = EmptyLatentImage::new().width(64).into_raw().unset("width");

    let blank = graph.add(node);

    assert_eq!(inputs(&graph, blank)["width"], 512);
}

#[test]
fn whole_nodes_are_wired_by_the_output_that_fits() {
    let mut graph = Graph::new();
    let loader = graph.add(CheckpointLoaderSimple::new("sd.safetensors"));

    let lora = graph.add(LoraLoader::new(loader, loader, "detail.safetensors"));

    let inputs = inputs(&graph, lora);
    assert_eq!((&inputs["model"], &inputs["clip"]), (&json!(["1", 0]), &json!(["1", 1])));
    assert_eq!(inputs["lora_name"], "detail.safetensors");
}

#[test]
fn numbers_keep_their_kind() {
    let mut graph = Graph::new();
    let source = raw(&mut graph);
    let text = source.out::<ty::Conditioning>(1);
    let links = KSamplerLinks {
        model: source.out::<ty::Model>(0),
        positive: text,
        negative: text,
        latent_image: source.out::<ty::Latent>(2),
    };

    let sampled = graph.add(KSampler::new(links).cfg(7).seed(u64::MAX));

    let inputs = inputs(&graph, sampled);
    assert_eq!(inputs["cfg"], json!(7));
    assert_eq!(inputs["seed"], json!(u64::MAX));
    assert_eq!(inputs["denoise"], json!(1.0));
}

#[test]
fn flags_stand_for_the_choices_that_mean_them() {
    let mut graph = Graph::new();
    let source = raw(&mut graph);
    let text = source.out::<ty::Conditioning>(1);
    let links = KSamplerAdvancedLinks {
        model: source.out::<ty::Model>(0),
        positive: text,
        negative: text,
        latent_image: source.out::<ty::Latent>(2),
    };

    let sampled = graph.add(KSamplerAdvanced::new(links).add_noise(false));

    assert_eq!(inputs(&graph, sampled)["add_noise"], "disable");
}

#[test]
fn choices_send_what_the_server_calls_them() {
    let mut graph = Graph::new();

    let known = graph.add(KSamplerSelect::new().sampler_name(Sampler::Dpmpp2m));
    let new = KSamplerSelectSamplerName::Other("new_one".to_owned());
    let new = graph.add(KSamplerSelect::new().sampler_name(new));

    assert_eq!(inputs(&graph, known)["sampler_name"], "dpmpp_2m");
    assert_eq!(inputs(&graph, new)["sampler_name"], "new_one");
}

#[test]
fn a_dynamic_combo_sends_its_key_then_its_inputs() {
    let mut graph = Graph::new();
    let image = image(&mut graph);

    let resized = graph.add(ResizeImageMaskNode::new(image, ScaleDimensions::new().width(20)));

    let expected = json!({
        "input": ["1", 0],
        "resize_type": "scale dimensions",
        "resize_type.width": 20,
        "resize_type.height": 512,
        "resize_type.crop": "center",
        "scale_method": "area",
    });
    assert_eq!(inputs(&graph, resized), expected);
    let option = ["resize_type", "resize_type.width", "resize_type.height", "resize_type.crop"];
    assert_eq!(names(&graph, resized)[1..5], option);
}

#[test]
fn options_take_links() {
    let mut graph = Graph::new();
    let image = image(&mut graph);

    let resized = graph.add(ResizeImageMaskNode::new(image, MatchSize::new(image)));

    assert_eq!(inputs(&graph, resized)["resize_type.match"], json!(["1", 0]));
}

#[test]
fn dynamic_combos_nest_three_deep() {
    use save_video_format::Mp4;
    use save_video_format::mp4_codec::H264;
    use save_video_format::mp4_codec::h264_encoding::ReEncode;

    let mut graph = Graph::new();
    let video = raw(&mut graph).out::<ty::Video>(0);

    let codec = H264::new().encoding(ReEncode::new().crf(20));
    let saved = graph.add(SaveVideo::new(video, Mp4::new(codec)));

    let inputs = inputs(&graph, saved.node());
    assert_eq!(inputs["format"], "mp4");
    assert_eq!(inputs["format.codec"], "h264");
    assert_eq!(inputs["format.codec.encoding"], "re-encode");
    assert_eq!(inputs["format.codec.encoding.crf"], 20);
}

#[test]
fn an_unknown_option_sends_what_it_is_given() {
    let mut graph = Graph::new();
    let image = image(&mut graph);
    let own = Inputs::default().put::<i64>("size", 9);

    let option = ResizeImageMaskNodeResizeType::Other("mine".to_owned(), own);
    let resized = graph.add(ResizeImageMaskNode::new(image, option));

    let inputs = inputs(&graph, resized);
    assert_eq!((&inputs["resize_type"], &inputs["resize_type.size"]), (&json!("mine"), &json!(9)));
}

#[test]
fn elements_are_numbered_from_the_base_of_their_input() {
    let mut graph = Graph::new();
    let image = image(&mut graph);

    let from_0 = graph.add(BatchImagesNode::new([image, image]));
    let names_1 = Names::Numbered("image_", 1);
    let from_1 = RawNode::named("Edit").grow("images", names_1, [image, image], link::<ty::Image>);
    let from_1 = graph.add(from_1);

    assert_eq!(names(&graph, from_0), ["images.image0", "images.image1"]);
    assert_eq!(names(&graph, from_1), ["images.image_1", "images.image_2"]);
}

#[test]
fn elements_are_lettered_where_the_server_letters_them() {
    let mut graph = Graph::new();
    let text = raw(&mut graph).out::<ty::Text>(0).widen::<ty::Any>();

    let formatted = graph.add(StringFormat::new().values([text, text]));

    let inputs = inputs(&graph, formatted.node());
    assert_eq!((&inputs["values.a"], &inputs["values.b"]), (&json!(["1", 0]), &json!(["1", 0])));
}

#[test]
fn elements_mix_literals_and_links() {
    let mut graph = Graph::new();
    let number = raw(&mut graph).out::<ty::Int>(0);

    let sum = ComfyMathExpression::new([In::new(1), In::new(0.5), In::new(number)]);
    let sum = graph.add(sum.expression("a + b + c"));

    let inputs = inputs(&graph, sum.node());
    assert_eq!(inputs["values.a"], json!(1));
    assert_eq!(inputs["values.b"], json!(0.5));
    assert_eq!(inputs["values.c"], json!(["1", 0]));
}

#[test]
fn lists_are_wrapped_since_bare_ones_are_links() {
    let mut graph = Graph::new();

    let extra = graph.add(RawNode::named("A").extra_input("list", json!(["1", 0])));
    let custom = Custom::<ty::Image>::new(json!([1, 2]));
    let custom = graph.add(RawNode::named("A").put("list", custom));

    assert_eq!(inputs(&graph, extra)["list"], json!({ "__value__": ["1", 0] }));
    assert_eq!(inputs(&graph, custom)["list"], json!({ "__value__": [1, 2] }));
}

#[test]
fn extra_inputs_follow_those_of_the_class() {
    let mut graph = Graph::new();

    let blank = graph.add(EmptyLatentImage::new().extra_input("➕ Add Lora", 1));

    assert_eq!(names(&graph, blank), ["width", "height", "batch_size", "➕ Add Lora"]);
}

#[test]
fn an_extra_input_overrides_that_of_an_option_in_both_forms() {
    let mut graph = Graph::new();
    let image = image(&mut graph);
    let node = ResizeImageMaskNode::new(image, ScaleDimensions::new().width(20));

    let resized = graph.add(node.extra_input("resize_type.width", 30));

    assert_eq!(inputs(&graph, resized)["resize_type.width"], 30);
    let prompt = serde_json::to_string(&graph.to_prompt().unwrap()).unwrap();
    assert_eq!(serde_json::to_string(&graph).unwrap(), prompt);
}

#[test]
fn a_raw_input_is_neither_checked_nor_wrapped() {
    let mut graph = Graph::new();
    let source = graph.add(RawNode::named("Source").node_id("4"));
    let node = EmptyLatentImage::new().raw_input("width", -1).raw_input("pair", json!(["4", 0]));
    let blank = graph.add(node.raw_input("list", json!([1, 2])));

    let inputs = inputs(&graph, blank);

    assert_eq!(inputs["width"], -1);
    assert_eq!(inputs["pair"], json!([graph.id(source), 0]));
    assert_eq!(inputs["list"], json!([1, 2]));
}

#[test]
fn an_omitted_input_stays_away_in_both_forms() {
    let mut graph = Graph::new();
    let blank = graph.add(EmptyLatentImage::new().omit_input("batch_size"));
    let image = image(&mut graph);
    let resized =
        ResizeImageMaskNode::new(image, ScaleDimensions::new()).omit_input("resize_type.crop");
    let resized = graph.add(resized);

    let (blank, resized) = (names(&graph, blank), names(&graph, resized));

    assert_eq!(blank, ["width", "height"]);
    assert!(resized.contains(&"resize_type.width".to_owned()));
    assert!(!resized.contains(&"resize_type.crop".to_owned()));
    let written = serde_json::to_value(&graph).unwrap();
    assert_eq!(written, serde_json::to_value(graph.to_prompt().unwrap()).unwrap());
}

#[test]
fn a_graph_may_leave_titles_to_its_nodes() {
    let mut graph = Graph::new().own_titles();
    let plain = graph.add(EmptyLatentImage::new());
    let titled = graph.add(EmptyLatentImage::new().node_title("Blank"));

    assert_eq!(node_json(&graph, plain)["_meta"], Json::Null);
    assert_eq!(node_json(&graph, titled)["_meta"], json!({ "title": "Blank" }));
    let written = serde_json::to_value(&graph).unwrap();
    assert_eq!(written, serde_json::to_value(graph.to_prompt().unwrap()).unwrap());
}

#[test]
fn nodes_keep_what_nobody_expects_of_them() {
    let mut graph = Graph::new();
    let node = RawNode::classless().node_meta("colour", "red").node_key("mode", 4);
    let node = graph.add(node);

    let expected = json!({ "inputs": {}, "_meta": { "colour": "red" }, "mode": 4 });
    assert_eq!(node_json(&graph, node), expected);
}

#[test]
fn numbers_out_of_range_are_all_reported_with_their_line() {
    let mut graph = Graph::new();
    let line = line!() + 1;
    graph.add(EmptyLatentImage::new().width(1).batch_size(0));

    let report = graph.check().unwrap_err().to_string();

    let file = file!();
    assert_eq!(
        report,
        format!(
            "{file}:{line}: `width` of `EmptyLatentImage` is 1, give it 16 to 16384\n\
             {file}:{line}: `batch_size` of `EmptyLatentImage` is 0, give it 1 to 4096"
        )
    );
}

#[test]
fn numbers_out_of_range_under_an_option_are_reported_by_their_full_name() {
    let mut graph = Graph::new();
    let image = image(&mut graph);
    graph.add(ResizeImageMaskNode::new(image, ScaleDimensions::new().width(-1)));

    let wrongs = wrongs(&graph);

    let [Wrong::OutOfRange { input, .. }] = wrongs.as_slice() else { panic!("{wrongs:?}") };
    assert_eq!(input, "resize_type.width");
}

#[test]
fn numbers_that_are_not_finite_are_reported() {
    let mut graph = Graph::new();
    let source = raw(&mut graph);
    let text = source.out::<ty::Conditioning>(1);
    let links = KSamplerLinks {
        model: source.out::<ty::Model>(0),
        positive: text,
        negative: text,
        latent_image: source.out::<ty::Latent>(2),
    };
    graph.add(KSampler::new(links).cfg(f64::NAN));

    let report = graph.check().unwrap_err().to_string();

    let expected = "`cfg` of `KSampler` is not a finite number, give it 0 to 100";
    assert!(report.ends_with(expected), "{report}");
}

#[test]
fn too_few_elements_are_reported() {
    let mut graph = Graph::new();
    graph.add(BatchImagesNode::new(Vec::<Out<ty::Image>>::new()));

    let report = graph.check().unwrap_err().to_string();

    let expected = "`images` of `BatchImagesNode` has 0 elements, give it 1 to 50 of them";
    assert!(report.ends_with(expected), "{report}");
}

#[test]
fn more_elements_than_letters_are_reported() {
    let mut graph = Graph::new();
    let text = raw(&mut graph).out::<ty::Any>(0);
    graph.add(StringFormat::new().values(vec![text; 27]));

    let wrongs = wrongs(&graph);

    assert!(matches!(wrongs.as_slice(), [Wrong::ElementCount { count: 27, .. }]), "{wrongs:?}");
}

#[test]
fn outputs_of_another_graph_are_reported() {
    let foreign = image(&mut Graph::new());
    let mut graph = Graph::new();
    graph.add(PreviewImage::new(foreign));

    let wrongs = wrongs(&graph);

    assert_eq!(wrongs, [Wrong::ForeignOutput { input: "images".to_owned() }]);
}

#[test]
fn one_id_for_two_nodes_is_reported_with_both_lines() {
    let mut graph = Graph::new();
    let first = line!() + 1;
    graph.add(RawNode::named("A").node_id("7"));
    graph.add(RawNode::named("B").node_id("7"));

    let report = graph.check().unwrap_err().to_string();

    let expected = format!("`B` has the id `7` of the node at {}:{first}, choose another", file!());
    assert!(report.ends_with(&expected), "{report}");
}

#[test]
fn an_empty_id_is_reported() {
    let mut graph = Graph::new();
    graph.add(RawNode::named("A").node_id(""));

    assert_eq!(wrongs(&graph), [Wrong::EmptyId]);
    let message = graph.check().unwrap_err().to_string();
    assert!(message.ends_with("`A` has an empty id, give it another or leave it out"), "{message}");
}

#[test]
fn nodes_without_a_class_are_reported() {
    let mut graph = Graph::new();
    graph.add(RawNode::named(""));

    assert_eq!(wrongs(&graph), [Wrong::NoClass]);
}

#[test]
fn inputs_without_a_name_are_reported() {
    let mut graph = Graph::new();
    graph.add(RawNode::named("A").extra_input("", 1));

    assert_eq!(wrongs(&graph), [Wrong::UnnamedInput]);
}

#[test]
fn a_wrong_graph_is_not_written_either() {
    let mut graph = Graph::new();
    graph.add(RawNode::named(""));

    let error = serde_json::to_string(&graph).unwrap_err();

    assert!(error.to_string().contains("the node has no class"), "{error}");
}

#[test]
fn the_line_of_a_node_is_that_of_its_add() {
    let mut graph = Graph::new();

    let (line, node) = (line!(), raw_here(&mut graph));

    let location = graph.location(node).unwrap();
    assert_eq!((location.file(), location.line()), (file!(), line));
    assert!(Graph::new().location(node).is_none());
}

/// Helpers pass their caller's line on.
#[track_caller]
fn raw_here(graph: &mut Graph) -> NodeRef {
    graph.add(RawNode::named("Source"))
}

#[test]
fn only_partner_nodes_make_a_graph_one_with_partner_nodes() {
    let mut graph = Graph::new();
    let free = graph.add(EmptyLatentImage::new());
    graph.add(PreviewAny::new(free));
    assert!(!graph.has_partner_nodes());

    graph.add(FluxProUltraImageNode::new());

    assert!(graph.has_partner_nodes());
}

#[test]
fn nodes_without_outputs_are_handles_too() {
    let mut graph = Graph::new();
    let image = image(&mut graph);

    let preview = graph.add(PreviewImage::new(image));

    assert_eq!(graph.id(preview).as_str(), "2");
}

#[test]
fn files_and_uploads_take_any_name() {
    let mut graph = Graph::new();

    let vae = graph.add(VAELoader::new("my.safetensors"));
    let loaded = graph.add(LoadImage::new("cat [output].png"));

    assert_eq!(inputs(&graph, vae)["vae_name"], "my.safetensors");
    assert_eq!(inputs(&graph, loaded.node())["image"], "cat [output].png");
}

#[test]
fn ten_thousand_nodes_in_a_row_are_no_trouble() {
    let mut graph = Graph::new();
    let mut last = image(&mut graph);
    for _ in 0..10_000 {
        last = graph.add(BatchImagesNode::new([last])).image;
    }
    graph.add(SaveImage::new(last));

    let prompt = graph.to_prompt().unwrap();

    assert_eq!(prompt.len(), 10_002);
    let again = Graph::from_prompt(&prompt).to_prompt().unwrap();
    assert_eq!(again, prompt);
}

#[test]
fn a_prompt_with_odd_parts_comes_back_whole() {
    let json = json!({
        "7": {
            "class_type": "A",
            "inputs": { "missing": ["99", 0], "list": { "__value__": [1] }, "dotted.name": null },
            "_meta": { "mine": 1, "title": 5 },
            "is_changed": [true],
        },
        "x": { "inputs": { "from": ["7", 2] }, "_meta": { "title": "no class" } },
    });
    let prompt: Prompt = serde_json::from_value(json.clone()).unwrap();

    let graph = Graph::from_prompt(&prompt);

    assert_eq!(serde_json::to_value(graph.to_prompt().unwrap()).unwrap(), json);
    assert_eq!(serde_json::to_value(&graph).unwrap(), json);
}

#[test]
fn other_keys_of_meta_are_kept_beside_the_title() {
    let json = json!({ "1": { "class_type": "A", "inputs": {}, "_meta": { "mine": 1 } } });
    let prompt: Prompt = serde_json::from_value(json).unwrap();

    let graph = Graph::from_prompt(&prompt);

    let expected = json!({ "mine": 1, "title": "A" });
    assert_eq!(serde_json::to_value(&graph).unwrap()["1"]["_meta"], expected);
}

#[test]
fn nodes_that_are_added_to_a_read_graph_get_free_numbers() {
    let json = json!({ "1": { "class_type": "A", "inputs": { "x": ["2", 0] } } });
    let prompt: Prompt = serde_json::from_value(json).unwrap();
    let mut graph = Graph::from_prompt(&prompt);

    let node = raw(&mut graph);

    assert_eq!(graph.id(node).as_str(), "3", "2 would wire the broken link to it");
}

#[test]
fn every_prompt_of_the_corpus_comes_back_whole() -> Result<(), Box<dyn Error>> {
    let files = corpus(&["api", "api_embedded"]);

    for file in &files {
        let mut prompt: Prompt = serde_json::from_slice(&fs::read(file)?)?;
        let graph = Graph::from_prompt(&prompt);
        let again = graph.to_prompt().map_err(|error: GraphProblems| error.to_string())?;
        add_titles(&mut prompt);

        assert_eq!(again, prompt, "{}", file.display());
        let (written, expected) = (serde_json::to_string(&graph)?, serde_json::to_string(&prompt)?);
        assert_eq!(written, expected, "{}", file.display());
    }
    Ok(())
}

/// Titles are the one thing that graphs add.
fn add_titles(prompt: &mut Prompt) {
    let ids: Vec<_> = prompt.nodes().map(|(id, _)| id.clone()).collect();
    for id in ids {
        let node = prompt.node_mut(id.as_str()).unwrap();
        if let Some(class) = &node.class_type {
            let class = Json::from(class.as_str());
            node.meta.entry("title").or_insert(class);
        }
    }
}

/// The JSON files in folders of the corpus; none, said on stderr, without one.
fn corpus(folders: &[&str]) -> Vec<PathBuf> {
    let Some(root) = env::var_os("COMFY_CORPUS") else {
        eprintln!("skipped: COMFY_CORPUS does not name a corpus");
        return Vec::new();
    };
    let mut files = Vec::new();
    for folder in folders {
        let folder = Path::new(&root).join(folder);
        let entries = fs::read_dir(&folder).unwrap_or_else(|_| panic!("{}", folder.display()));
        files.extend(entries.map(|entry| entry.unwrap().path()));
    }
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    assert!(!files.is_empty());
    files
}
