//! The house is in order: layers, first sentences, sizes, and words that have no place in the library.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::root;

/// The longest a file may be, tests included.
const MOST_LINES: usize = 400;

fn sources(below: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(below)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a source file")
}

/// The layers, in the order `lib.rs` lists them.
fn layers() -> Vec<String> {
    let library = read(&root().join("src/lib.rs"));
    let name = |line: &str| line.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned);
    library.lines().filter_map(name).collect()
}

#[test]
fn each_layer_uses_only_those_before_it() {
    let layers = layers();
    let peers = ["intake", "catalogue", "timing"];
    let mut broken = Vec::new();
    for path in sources("src") {
        let relative = path.strip_prefix(root().join("src")).expect("below src").to_owned();
        let first = relative.components().next().expect("a component").as_os_str().to_string_lossy();
        let own = first.trim_end_matches(".rs").to_owned();
        let Some(place) = layers.iter().position(|layer| *layer == own) else { continue };
        for (above, layer) in layers.iter().enumerate() {
            let is_peer = peers.contains(&own.as_str()) && peers.contains(&layer.as_str());
            let forbidden = above > place || (is_peer && *layer != own);
            if forbidden && read(&path).contains(&format!("crate::{layer}")) {
                broken.push(format!("{} uses {layer}", relative.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(layers.len() > 8, "the layers are found");
}

#[test]
fn every_file_opens_with_a_sentence_about_itself() {
    let silent: Vec<_> = ["src", "tests", "benches", "examples"]
        .iter()
        .flat_map(|folder| sources(folder))
        .filter(|path| !read(path).starts_with("//! "))
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn no_file_is_longer_than_it_may_be() {
    let long: Vec<_> = ["src", "tests", "benches", "examples"]
        .iter()
        .flat_map(|folder| sources(folder))
        .map(|path| (read(&path).lines().count(), path))
        .filter(|(lines, _)| *lines > MOST_LINES)
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn the_library_knows_neither_terminal_nor_clock_nor_process() {
    let words =
        ["clap::", "indicatif::", "std::env::", "std::process", "println!", "SystemTime::now", "Utc::now"];
    let mut found = Vec::new();
    for path in sources("src") {
        let relative = path.strip_prefix(root().join("src")).expect("below src").to_owned();
        if relative.starts_with("cli") || relative == Path::new("main.rs") {
            continue;
        }
        let text = read(&path);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        found.extend(
            words
                .iter()
                .filter(|word| code.contains(**word))
                .map(|word| format!("{}: {word}", relative.display())),
        );
    }
    assert!(found.is_empty(), "{found:#?}");
}
