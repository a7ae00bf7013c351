//! Text from an input made safe to stand in a sentence, and in Markdown.

use std::fmt::Write;

/// Characters of a name that are shown.
const MOST: usize = 200;

/// One line without control characters or marks that turn the direction of writing, cut where it is too long.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(4 * MOST));
    let mut is_gap = false;
    for (n_shown, c) in text.chars().filter(|&c| !is_unseen(c)).enumerate() {
        if n_shown >= MOST {
            out.push('…');
            break;
        }
        if c.is_whitespace() || c.is_control() {
            is_gap = !out.is_empty();
            continue;
        }
        if is_gap {
            out.push(' ');
        }
        is_gap = false;
        out.push(c);
    }
    out
}

/// Marks that could show a reader something else than what stands there.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Escapes whatever Markdown, or HTML inside of it, would read as more than text.
pub(crate) fn write_markdown(out: &mut impl Write, text: &str) -> std::fmt::Result {
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            out.write_char(' ')?;
        }
        let mut is_start = true;
        for c in line.chars() {
            match c {
                '\\' | '[' | ']' | '|' | '*' | '_' | '#' | '`' | '~' | '!' => write!(out, "\\{c}")?,
                '<' => out.write_str("&lt;")?,
                // Only at the start of a line it is a quotation; elsewhere it is the arrow of a path of menus.
                '>' if is_start => out.write_str("&gt;")?,
                '&' => out.write_str("&amp;")?,
                c if c.is_control() => {}
                c => out.write_char(c)?,
            }
            is_start &= c.is_whitespace();
        }
    }
    Ok(())
}

/// A text as Markdown.
pub(crate) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    // Writing to a string cannot fail.
    let _ = write_markdown(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_become_one_harmless_line() {
        assert_eq!(plain("  a\r\n\tb\u{0}c "), "a b c");
        assert_eq!(plain("\u{202e}evil\u{2066}\u{feff}"), "evil");
        assert_eq!(plain(&"x".repeat(10_000)).chars().count(), MOST + 1);
        assert_eq!(plain("🙂 Müller & Söhne"), "🙂 Müller & Söhne");
    }

    #[test]
    fn markdown_sees_nothing_but_text() {
        assert_eq!(markdown("<script>"), "&lt;script>");
        assert_eq!(markdown(" > a > b"), " &gt; a > b");
        assert_eq!(markdown("[a](b)|*c*_d_"), "\\[a\\](b)\\|\\*c\\*\\_d\\_");
        assert_eq!(markdown("one\n# two"), "one \\# two");
    }
}
