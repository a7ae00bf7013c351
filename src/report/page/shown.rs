//! Texts of an input as the page shows them: on one line, not longer than a reader can take in.

/// Characters of one text that are shown.
const MOST_CHARACTERS: usize = 120;

/// A text from an input: control characters and line breaks become spaces, what is too long ends in `…`.
pub(super) fn shown(text: &str) -> String {
    let on_one_line = |c: char| if c.is_control() { ' ' } else { c };
    let mut characters = text.chars().map(on_one_line);
    let mut shown: String = characters.by_ref().take(MOST_CHARACTERS).collect();
    if characters.next().is_some() {
        shown.pop();
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_and_a_short_one_is_left_alone() {
        assert_eq!(shown("Müller\r\n& Söhne"), "Müller  & Söhne");
        let long = shown(&"ä".repeat(10_000));
        assert_eq!((long.chars().count(), long.ends_with('…')), (MOST_CHARACTERS, true));
    }
}
