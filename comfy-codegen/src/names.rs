//! Spells server names as Rust identifiers.
//!
//! Each name follows from the server's own alone, never from its position, so that new neighbours
//! rename nothing. Which identifiers are taken is the business of `claims`.

use comfy_graph_core::schema::Fingerprint;
use heck::{ToSnakeCase, ToUpperCamelCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// Words that Rust keeps for itself, or that mean the item at hand.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Symbols that tell names apart, with the word that stands for each.
const SPELLED: &[(char, &str)] = &[
    ('#', "Sharp"),
    ('%', "Percent"),
    ('&', "And"),
    ('*', "Star"),
    ('+', "Plus"),
    ('<', "Lt"),
    ('=', "Eq"),
    ('>', "Gt"),
    ('@', "At"),
    ('!', "Not"),
    ('~', "Tilde"),
    ('^', "Caret"),
    ('$', "Dollar"),
];

/// The type name of a node class: the class name itself where Rust takes it.
pub(crate) fn class_ident(class: &str) -> String {
    if is_ident(class) && !KEYWORDS.contains(&class) {
        return class.to_owned();
    }
    finish(words(class).iter().map(|word| capitalised(word)).collect(), "Node", class)
}

/// The type name of a class whose plain name is taken: separators are kept as `_`.
pub(crate) fn spelled_out_class_ident(class: &str) -> String {
    finish(words(class).join("_"), "Node", class)
}

/// The type name of a socket type, such as `ClipVision` for `CLIP_VISION`.
pub(crate) fn socket_ident(socket: &str) -> String {
    let words = words(socket);
    let shout = !socket.chars().any(char::is_lowercase);
    let word = |word: &String| if shout { word.to_upper_camel_case() } else { capitalised(word) };
    finish(words.iter().map(word).collect(), "Type", socket)
}

/// The method or field name of an input or output, such as `input_blocks_0` for `input_blocks.0.`.
pub(crate) fn field_ident(name: &str) -> String {
    let snake = words(name).join("_").to_snake_case();
    let ident = finish(snake, "n", name);
    if ident == "new" { format!("{ident}_") } else { ident }
}

/// The part that an input adds to a type name, such as `AddNoise` for `add_noise`.
pub(crate) fn type_part(name: &str) -> String {
    finish(words(name).iter().map(|word| word.to_upper_camel_case()).collect(), "Input", name)
}

/// The variant of a choice, such as `NearestExact` for `nearest-exact`.
pub(crate) fn variant_ident(value: &str) -> String {
    let words = words(&keep_points(value));
    let ident = words.iter().map(|word| word.to_upper_camel_case()).collect();
    match finish(ident, "V", value) {
        ident if ident == "Other" => format!("{ident}_"),
        ident => ident,
    }
}

/// The variant of a model file: its ending does not count.
pub(crate) fn file_ident(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    variant_ident(stem)
}

/// The module of a pack, such as `was_node_suite` for `was-node-suite`.
pub(crate) fn pack_ident(pack: &str) -> String {
    field_ident(pack)
}

/// A suffix that follows from `text` alone, for names that would otherwise be equal.
pub(crate) fn hashed(ident: &str, text: &str) -> String {
    format!("{}_{}", ident.trim_end_matches('_'), short_hash(text))
}

/// Eight hex digits of FNV-1a.
fn short_hash(text: &str) -> String {
    let hash = Fingerprint::of_text(text).bits();
    format!("{:08x}", (hash >> 32) as u32 ^ hash as u32)
}

fn is_ident(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(is_xid_start) && letters.all(|letter| letter == '_' || keeps(letter))
}

/// Whether a letter stays as it is.
///
/// Rust takes more scripts, but warns of letters that look like Latin ones, such as Greek, and of
/// rare forms; those are spelled in Latin.
fn keeps(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || matches!(letter,
            '\u{3005}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'
            | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// A point or a sign that decides a number must not vanish between words.
fn keep_points(value: &str) -> String {
    let letters: Vec<char> = value.chars().collect();
    let mut kept = String::with_capacity(value.len());
    for (position, &letter) in letters.iter().enumerate() {
        let before = position.checked_sub(1).map(|before| letters[before]);
        let digit_after = letters.get(position + 1).is_some_and(char::is_ascii_digit);
        let digit_before = before.is_some_and(|before| before.is_ascii_digit());
        match letter {
            '.' if digit_before && digit_after => kept.push_str(" Point "),
            ':' if digit_before && digit_after => kept.push_str(" To "),
            '-' if before.is_none_or(|before| before == ' ') => kept.push_str(" Minus "),
            letter => kept.push(letter),
        }
    }
    kept
}

/// The words of a name: letters and digits of any script, symbols that matter spelled out.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        let last = words.last_mut().expect("BUG: there is always a word");
        if keeps(letter) {
            last.push(letter);
        } else if is_xid_continue(letter) && letter != '_' {
            let latin = deunicode::deunicode_char(letter).unwrap_or_default();
            last.extend(latin.chars().filter(char::is_ascii_alphanumeric));
        } else if let Some((_, spelled)) = SPELLED.iter().find(|(symbol, _)| *symbol == letter) {
            words.extend([(*spelled).to_owned(), String::new()]);
        } else if letter.is_ascii() {
            words.push(String::new());
        } else {
            // Emoji and other signs have names, which are better than nothing.
            let name = deunicode::deunicode_char(letter).unwrap_or_default();
            words.extend(name.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_owned));
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// Makes an identifier of `ident`: a letter first, no keyword, and something at all.
fn finish(ident: String, prefix: &str, name: &str) -> String {
    match ident.chars().next() {
        None => hashed(prefix, name),
        Some(_) if KEYWORDS.contains(&ident.as_str()) => format!("{ident}_"),
        Some(first) if is_xid_start(first) => ident,
        Some(_) => format!("{prefix}{ident}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_names_stay_where_rust_takes_them() {
        assert_eq!(class_ident("VAEDecode"), "VAEDecode");
        assert_eq!(class_ident("unCLIPCheckpointLoader"), "unCLIPCheckpointLoader");
        assert_eq!(class_ident("中文节点"), "中文节点");
    }

    #[test]
    fn other_class_names_are_joined_word_by_word() {
        assert_eq!(class_ident("Epsilon Scaling"), "EpsilonScaling");
        assert_eq!(class_ident("ImageResize+"), "ImageResizePlus");
        assert_eq!(class_ident("4x Upscaler"), "Node4xUpscaler");
        assert_eq!(class_ident("easy fullLoader"), "EasyFullLoader");
        assert_eq!(class_ident("TextEncodeAceStepAudio1.5"), "TextEncodeAceStepAudio15");
        assert_eq!(class_ident("🔥 Fire"), "FireFire");
        assert_eq!(class_ident("self"), "Self_");
        assert_eq!(class_ident("type"), "Type");
        assert_eq!(spelled_out_class_ident("Lora Loader"), "Lora_Loader");
    }

    #[test]
    fn letters_that_look_like_latin_ones_become_latin() {
        assert_eq!(class_ident("Größe"), "Grosse");
        assert_eq!(field_ident("σ_max"), "s_max");
        assert_eq!(field_ident("ｆｕｌｌ"), "full");
        assert_eq!(field_ident("画像"), "画像");
    }

    #[test]
    fn nothing_spellable_becomes_a_hash_of_the_name() {
        let ident = class_ident("|||");

        assert!(ident.starts_with("Node_"), "{ident}");
        assert_ne!(ident, class_ident("||"));
    }

    #[test]
    fn fields_are_snake_case_and_no_keywords() {
        assert_eq!(field_ident("input_blocks.0."), "input_blocks_0");
        assert_eq!(field_ident("type"), "type_");
        assert_eq!(field_ident("VAE"), "vae");
        assert_eq!(field_ident("2d"), "n2d");
        assert_eq!(field_ident("➕ Add Lora"), "add_lora");
    }

    #[test]
    fn values_that_differ_in_a_symbol_differ() {
        assert_ne!(variant_ident("C major"), variant_ident("C# major"));
        assert_ne!(variant_ident("x"), variant_ident("-x"));
        assert_ne!(variant_ident("a < b"), variant_ident("a > b"));
        assert_ne!(variant_ident("1.5"), variant_ident("15"));
        assert_eq!(variant_ident("nearest-exact"), "NearestExact");
        assert_eq!(variant_ident("16:9"), "V16To9");
    }

    #[test]
    fn socket_types_read_like_types() {
        assert_eq!(socket_ident("CLIP_VISION"), "ClipVision");
        assert_eq!(socket_ident("LOAD3D_CAMERA"), "Load3dCamera");
        assert_eq!(socket_ident("ipAdapter"), "IpAdapter");
    }
}
