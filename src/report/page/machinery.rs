//! What makes the page work without anything else: its style, its one script, and the policy that allows only these.

use sha2::{Digest, Sha256};

/// The look, in light and dark, on a screen and on paper.
pub(super) const STYLE: &str = include_str!("template/page.css");
/// Sorting and filtering; the page is complete without it.
pub(super) const SCRIPT: &str = include_str!("template/page.js");

/// The content security policy: this style and this script by their hashes, and nothing from anywhere.
pub(super) fn policy() -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// SHA-256 in base64.
fn hash(text: &str) -> String {
    base64(&Sha256::digest(text.as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits =
            three.iter().fold(0u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = char::from(ALPHABET[(bits >> (18 - 6 * place) & 63) as usize]);
            text.push(if place <= three.len() { letter } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let texts = ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes()));
        assert_eq!(texts, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
        assert_eq!(hash("abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }

    #[test]
    fn nothing_comes_from_elsewhere() {
        for text in [STYLE, SCRIPT] {
            for word in ["http:", "https:", "@import", "fetch(", "eval(", "innerHTML", "</"] {
                assert!(!text.contains(word), "{word}");
            }
            let urls = text.split("url(").skip(1);
            assert!(urls.into_iter().all(|url| url.starts_with('#')), "only marks of the page itself");
        }
    }
}
