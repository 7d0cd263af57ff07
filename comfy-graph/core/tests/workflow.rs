//! Loads workflows from files that are built here.

mod containers;

use std::error::Error as _;

use comfy_graph_core::workflow::{
    Container, Content, Embedded, FileName, Form, LoadError, MAX_TEXT, WorkflowFile,
};
use containers::{
    Keyed, Order, avif, chunk, element, entry, exif, flac, glb, id3_frame, international_chunk,
    jpeg, matroska, matroska_tags, mp3, mp4, mp4_box, mp4_meta, ogg, packed_chunk,
    packed_international_chunk, page, png, safetensors, text_chunk, webp,
};

const PROMPT: &str = r#"{"1":{"class_type":"A","inputs":{"x":NaN},"is_changed":["k"]}}"#;
const EDITOR: &str = r#"{"nodes":[],"links":[],"version":0.4}"#;
const BOTH: [Keyed<'static>; 2] = [("prompt", PROMPT), ("workflow", EDITOR)];

fn load(bytes: &[u8]) -> Result<WorkflowFile, LoadError> {
    WorkflowFile::load(bytes, FileName::new("a.file"))
}

/// The container, the key and the form that `bytes` load as.
fn kind(bytes: &[u8]) -> (Container, Option<String>, Form) {
    let file = load(bytes).expect("BUG: the file loads");
    (file.container(), file.origin().key.clone(), file.form())
}

fn message(bytes: &[u8]) -> String {
    load(bytes).expect_err("BUG: the file does not load").to_string()
}

/// Whether `bytes` are of `container` with an editor workflow, as well as a prompt.
fn assert_both(bytes: &[u8], container: Container) {
    assert_eq!(kind(bytes), (container, Some("workflow".to_owned()), Form::Editor04));
    let embedded = Embedded::read(bytes, FileName::default()).expect("BUG: the file is read");
    assert_eq!(embedded.text("prompt"), Some(PROMPT));
}

/// One small file of each kind, with both texts.
fn one_of_each() -> Vec<(Container, Vec<u8>)> {
    let texts = BOTH.map(|text| text_chunk(b"tEXt", text));
    let frames = BOTH.map(|(key, text)| id3_frame(4, format!("\x03{key}\0{text}").as_bytes()));
    let members = format!(r#"{{"prompt":{PROMPT:?},"workflow":{EDITOR:?}}}"#);
    let udta = mp4_box(b"udta", &mp4_box(b"meta", &[&[0; 4], &*mp4_meta(&BOTH)].concat()));
    vec![
        (Container::Png, png(&texts)),
        (Container::Apng, {
            let texts = BOTH.map(|text| text_chunk(b"comf", text)).concat();
            png(&[chunk(b"acTL", &[0; 8]), chunk(b"IDAT", b"x"), texts])
        }),
        (Container::Avif, avif(&exif(Order::Big, &BOTH))),
        (Container::Webp, webp(&[b"Exif\0\0", &*exif(Order::Big, &BOTH)].concat())),
        (Container::Jpeg, jpeg(&exif(Order::Big, &BOTH))),
        (Container::Flac, flac(&BOTH)),
        (Container::Mp3, mp3(4, &frames)),
        (Container::Ogg, ogg(b"OpusHead", b"OpusTags", &BOTH)),
        (Container::Mp4, mp4(&udta)),
        (Container::Matroska, matroska(&matroska_tags(&BOTH))),
        (Container::Safetensors, safetensors(&format!(r#"{{"__metadata__":{members}}}"#))),
        (Container::Glb, glb(&format!(r#"{{"asset":{{"extras":{members}}}}}"#))),
        (Container::Svg, {
            let metadata = format!("<metadata>\n<![CDATA[\n{members}\n]]></metadata>");
            format!("<?xml version=\"1.0\"?>\n<svg>{metadata}</svg>").into_bytes()
        }),
    ]
}

#[test]
fn a_misshapen_part_of_an_editor_workflow_is_named_with_its_line() {
    let cases = [
        (
            "{\"nodes\":[\n{\"id\":1,\"type\":5}]}",
            "line 2, column 16: `nodes.0.type` is a number, not text",
        ),
        (
            "{\"nodes\":[\n {\"type\":\"A\"}]}",
            "line 2, column 2: `nodes.0.id` is missing, not a whole number or text",
        ),
        (
            "{\"nodes\":[{\"id\":1,\"type\":\"A\",\"inputs\":[{\"link\":\"x\"}]}]}",
            "line 1, column 48: `nodes.0.inputs.0.link` is text, not a whole number",
        ),
        (
            "{\"nodes\":[],\"definitions\":{\"subgraphs\":{}}}",
            "line 1, column 40: `definitions.subgraphs` is an object, not a list",
        ),
    ];

    for (text, expected) in cases {
        let file = load(text.as_bytes()).expect("BUG: the file loads");
        let error = file.to_editor().expect_err("BUG: the workflow is misshapen");
        let cause = error.source().expect("BUG: it has a cause");

        let told = format!("{error}: {cause}");
        assert!(told.contains(expected), "{told}");
        assert!(told.ends_with("save the workflow in ComfyUI again"), "{told}");
    }
}

#[test]
fn every_container_gives_both_texts() {
    for (container, bytes) in one_of_each() {
        assert_both(&bytes, container);
    }
}

#[test]
fn pngs_give_packed_and_late_texts() {
    let variations = [
        BOTH.map(packed_chunk),
        BOTH.map(international_chunk),
        BOTH.map(packed_international_chunk),
    ];

    for texts in variations {
        assert_both(&png(&texts), Container::Png);
        assert_both(&png(&[chunk(b"IDAT", b"x"), texts.concat()]), Container::Png);
    }
}

#[test]
fn exif_of_any_order_and_header_is_read() {
    for order in [Order::Big, Order::Little] {
        let exif = exif(order, &BOTH);

        assert_both(&avif(&exif), Container::Avif);
        assert_both(&webp(&exif), Container::Webp);
        assert_both(&jpeg(&exif), Container::Jpeg);
        assert_both(&webp(&[b"Exif\0\0", &*exif].concat()), Container::Webp);
    }
}

#[test]
fn keys_count_in_any_case() {
    let upper = [("PROMPT", PROMPT), ("WORKFLOW", EDITOR)];
    let title = [("Prompt", PROMPT), ("Workflow", EDITOR)];
    let key = |bytes: &[u8]| kind(bytes).1;

    assert_eq!(key(&matroska(&matroska_tags(&upper))).as_deref(), Some("WORKFLOW"));
    assert_eq!(key(&webp(&exif(Order::Big, &title))).as_deref(), Some("Workflow"));
    assert_eq!(key(&flac(&[upper[0], BOTH[0]])).as_deref(), Some("prompt"));
}

#[test]
fn sounds_give_the_texts_of_every_scheme() {
    let latin = BOTH.map(|(key, text)| id3_frame(3, format!("\0{key}\0{text}").as_bytes()));
    let utf_16 = |mark: &[u8], unit: fn(u16) -> [u8; 2], key: &str, text: &str| {
        let wide = |text: &str| text.encode_utf16().flat_map(unit).collect::<Vec<_>>();
        let parts = [b"\x01", mark, &wide(key), &[0, 0], mark, &wide(text), &[0, 0]].concat();
        id3_frame(4, &parts)
    };
    let little = BOTH.map(|(key, text)| utf_16(b"\xff\xfe", u16::to_le_bytes, key, text));
    let big = BOTH.map(|(key, text)| utf_16(b"", u16::to_be_bytes, key, text));

    assert_both(&mp3(3, &latin), Container::Mp3);
    assert_both(&mp3(4, &little), Container::Mp3);
    assert_both(&mp3(4, &big), Container::Mp3);
    assert_both(&ogg(b"\x01vorbis", b"\x03vorbis", &BOTH), Container::Ogg);
    assert_both(&ogg(b"\x7fFLAC", b"\x84\0\0\0", &BOTH), Container::Ogg);
    assert_both(
        &[mp3(4, &[]).strip_suffix(b"\xff\xfb").unwrap(), &flac(&BOTH)].concat(),
        Container::Flac,
    );
}

#[test]
fn comments_may_take_many_ogg_pages() {
    let long = format!(r#"{{"nodes":[],"links":[],"extra":"{}"}}"#, "é".repeat(5000));
    let one_page = ogg(b"OpusHead", b"OpusTags", &[("workflow", &long)]);
    let start = page(1, b"OpusHead").len();
    let lengths = usize::from(one_page[start + 26]);
    let packet = &one_page[start + 27 + lengths..];
    let (first, second) = packet.split_at(255 * 4);
    let mut page_of_first = page(1, first);
    // Without the last length, of zero, the packet goes on.
    page_of_first[26] -= 1;
    page_of_first.remove(27 + 4);
    let other_stream = page(2, b"other");
    let file = [&one_page[..start], &other_stream, &page_of_first, &page(1, second)].concat();

    let loaded = load(&file).unwrap();

    assert_eq!(loaded.text(), long);
}

#[test]
fn videos_give_the_texts_of_every_place() {
    let quick_time = mp4(&mp4_box(b"meta", &mp4_meta(&BOTH)));
    let open = |id: &[u8], content: &[u8]| [id, &[0xff], content].concat();
    let cluster = open(&[0x1f, 0x43, 0xb6, 0x75], &element(&[0xa3], b"block"));
    let live = [
        matroska(b"").strip_suffix(&*element(containers::SEGMENT, b"")).unwrap(),
        &open(containers::SEGMENT, &[cluster, matroska_tags(&BOTH)].concat()),
    ]
    .concat();

    assert_both(&quick_time, Container::Mp4);
    assert_both(&quick_time[16..], Container::Mp4);
    assert_both(&live, Container::Matroska);
}

#[test]
fn a_comment_that_is_an_object_gives_its_members() {
    let comment = format!(r#"{{"prompt":{PROMPT:?},"workflow":{EDITOR}}}"#);
    let value = mp4_box(b"data", &[&[0; 8], comment.as_bytes()].concat());
    let items = mp4_box(b"ilst", &mp4_box(b"\xa9cmt", &value));
    let meta = mp4_box(b"meta", &[&[0; 4], &*items].concat());

    assert_both(&mp4(&mp4_box(b"udta", &meta)), Container::Mp4);
    assert_both(&matroska(&matroska_tags(&[("COMMENT", &comment)])), Container::Matroska);
}

#[test]
fn a_text_that_is_no_workflow_gives_way_to_the_prompt() {
    for odd in ["", "{}", "null", "{", "undefined"] {
        let bytes = flac(&[("workflow", odd), ("prompt", PROMPT)]);

        assert_eq!(kind(&bytes), (Container::Flac, Some("prompt".to_owned()), Form::Prompt));
    }
}

#[test]
fn prompts_are_read_without_foreign_keys() {
    let file = load(PROMPT.as_bytes()).unwrap();

    let Content::Prompt(prompt) = file.content() else { panic!("{file:?}") };

    let text = serde_json::to_string(prompt).unwrap();
    assert_eq!(text, r#"{"1":{"class_type":"A","inputs":{"x":null}}}"#);
    assert_eq!(file.to_json().to_string(), PROMPT);
}

#[test]
fn nodes_of_unknown_classes_are_kept() {
    let text = br#"{"1":{"inputs":{"UNKNOWN":["2",0]}},"2":{"class_type":"B","inputs":{}}}"#;

    let prompt = load(text).unwrap().into_prompt().unwrap();

    assert_eq!(prompt.node("1").unwrap().class_type, None);
    assert_eq!(prompt.node("1").unwrap().links().count(), 1);
}

#[test]
fn a_wrapped_workflow_is_handed_out_alone() {
    let text = format!("\u{feff}{{\"prompt\":{PROMPT},\n\"workflow\":{EDITOR}}}");

    let file = load(text.as_bytes()).unwrap();

    assert_eq!(file.path(), ["workflow"]);
    assert_eq!(file.to_json().to_string(), EDITOR);
    assert_eq!(*file.content(), Content::Editor);
}

#[test]
fn messages_say_where_and_what_next() {
    let cases: [(&[u8], &str); 18] = [
        (b"", "`a.file` is empty; save the workflow again"),
        (b" \n", "`a.file` is empty; save the workflow again"),
        (
            b"\0\x01\x02\x03",
            "`a.file` is neither JSON nor a file that ComfyUI saves; export the workflow as JSON",
        ),
        (
            b"GIF89a\x01\0",
            "`a.file` is a GIF picture, where no workflow is looked for; use the PNG or WebP \
             that ComfyUI saved",
        ),
        (b"\xff\xfe{\0}\0", "`a.file` is not UTF-8 at line 1, column 1; save it as UTF-8"),
        (b"{\n\"\xff\"}", "`a.file` is not UTF-8 at line 2, column 2; save it as UTF-8"),
        (b"{\n\"a\" 1}", "`a.file` is not JSON, at line 2, column 5; export the workflow again"),
        (b"hello", "`a.file` is not JSON, at line 1, column 1; export the workflow again"),
        (b"{}", "`a.file` holds no nodes, not a workflow; save or export one in ComfyUI"),
        (
            br#"[{"templates":[]}]"#,
            "`a.file` holds an index of templates, not a workflow; use one of the files that it \
             names",
        ),
        (
            br#"{"A":{"input":{},"output":[]}}"#,
            "`a.file` holds a server's node classes, not a workflow; read it as a schema",
        ),
        (
            b"{\"1\":{\"class_type\":\"A\",\"inputs\":{}},\n \"2\":7}",
            "node `2` of `a.file` at line 2, column 6 is a number, not an object; export the \
             workflow again as API format",
        ),
        (
            br#"{"prompt":{"1":{"class_type":"A"}}}"#,
            "node `1` of `a.file` at line 1, column 16 has no object `inputs`; export the \
             workflow again as API format",
        ),
        (
            &png(&[text_chunk(b"tEXt", ("prompt", "{"))]),
            "text `prompt` in `a.file` is not JSON, at line 1, column 2; export the workflow \
             again",
        ),
        (
            &png(&[]),
            "`a.file` is a PNG picture without a workflow: it was saved without metadata, or by \
             another program; use the file as ComfyUI saved it",
        ),
        (
            &png(&[text_chunk(b"tEXt", ("parameters", "a cat"))]),
            "`a.file` holds only `parameters` of another program, which are no workflow; build \
             the workflow in ComfyUI once",
        ),
        (
            &png(&[])[..40],
            "`a.file` is a PNG picture that ends too early; copy or download it again",
        ),
        (
            &webp(b"Exif\0\0XX"),
            "`a.file` is a WebP picture with damaged metadata; use the file as ComfyUI saved it",
        ),
    ];

    for (bytes, expected) in cases {
        assert_eq!(message(bytes), expected);
    }
}

#[test]
fn a_file_cut_off_anywhere_gives_a_workflow_or_an_error() {
    for (container, bytes) in one_of_each() {
        for end in 0..bytes.len() {
            match load(&bytes[..end]) {
                Ok(file) => assert_eq!(file.container(), container, "{end}"),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }
}

#[test]
fn four_bytes_of_ones_anywhere_give_a_workflow_or_an_error() {
    for (_, bytes) in one_of_each() {
        for start in 0..bytes.len() - 4 {
            let mut bytes = bytes.clone();
            bytes[start..start + 4].fill(0xff);

            drop(load(&bytes));
        }
    }
}

#[test]
fn exif_entries_that_share_a_long_text_are_refused() {
    let text = vec![b'x'; 1 << 20];
    let count = 1000_u16;
    let start = 8 + 2 + 12 * usize::from(count);
    let entry = entry(Order::Big, 0x110, text.len() + 2, start);
    let entries = entry.repeat(usize::from(count));
    let exif = [b"MM\0*\0\0\0\x08", &count.to_be_bytes()[..], &entries, b"a:", &text].concat();

    let error = load(&webp(&exif)).unwrap_err();

    assert!(matches!(error, LoadError::TooMuchText { container: Container::Webp, .. }), "{error}");
}

#[test]
fn exif_that_points_at_itself_or_past_its_end_is_refused() {
    for start in [0, 2, 8, 0xffff_ffff_u32] {
        let exif = [b"MM\0*", &start.to_be_bytes()[..], b"\xff\xff\0\0"].concat();

        assert!(load(&webp(&exif)).is_err(), "{start}");
    }
}

#[test]
fn texts_that_unpack_too_far_are_refused() {
    let bomb = packed_chunk(("parameters", &"x".repeat(MAX_TEXT + 1)));
    let prompt = text_chunk(b"tEXt", BOTH[0]);

    let error = load(&png(&[bomb.clone(), prompt.clone()])).unwrap_err();

    assert!(matches!(error, LoadError::TooMuchText { .. }), "{error}");
    assert_eq!(kind(&png(&[prompt, bomb])).2, Form::Prompt);
}

#[test]
fn a_broken_packed_text_does_not_hide_others() {
    let broken = chunk(b"zTXt", b"workflow\0\0garbage");

    let alone = png(std::slice::from_ref(&broken));

    assert_eq!(kind(&png(&[broken, text_chunk(b"tEXt", BOTH[0])])).2, Form::Prompt);
    assert!(matches!(load(&alone), Err(LoadError::Damaged { .. })));
}
