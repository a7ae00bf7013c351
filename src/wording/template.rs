//! Texts with places: `{name}`, `{name|one|many}`, and, in sentences about findings, `[what may be left out]`.

/// A text with its places filled. `{name|one|many}` is the value and the noun that goes with it. A place
/// without a value stays as it is written.
pub(super) fn fill(text: &str, value_of: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    walk(text, &mut out, &value_of);
    out
}

/// A sentence with its places filled; parts in brackets without a value are left out. `None` where a value is
/// missing outside brackets, or nothing is filled at all.
pub(super) fn sentence(text: &str, value_of: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut filled = 0;
    for part in text.split('[') {
        let (optional, always) = part.split_once(']').map_or((None, part), |(one, rest)| (Some(one), rest));
        if let Some(optional) = optional {
            let start = out.len();
            let (known, missing) = walk(optional, &mut out, &value_of);
            if missing > 0 {
                out.truncate(start);
            } else {
                filled += known;
            }
        }
        let (known, missing) = walk(always, &mut out, &value_of);
        if missing > 0 {
            return None;
        }
        filled += known;
    }
    let tidy = out.trim_matches([' ', ';', ',']);
    (filled > 0).then(|| tidy.to_owned())
}

/// Writes a text with its places filled; says how many values were known and how many were missing.
fn walk(text: &str, out: &mut String, value_of: &impl Fn(&str) -> Option<String>) -> (usize, usize) {
    let (mut known, mut missing) = (0, 0);
    let mut rest = text;
    while let Some((before, place, after)) = next_place(rest) {
        out.push_str(before);
        let mut parts = place.split('|');
        let value = value_of(parts.next().unwrap_or_default());
        match (value, parts.next(), parts.next()) {
            (Some(value), Some(one), Some(many)) => {
                let noun = if value == "1" { one } else { many };
                out.extend([value.as_str(), " ", noun]);
                known += 1;
            }
            (Some(value), ..) => {
                out.push_str(&value);
                known += 1;
            }
            (None, ..) => {
                out.extend(["{", place, "}"]);
                missing += 1;
            }
        }
        rest = after;
    }
    out.push_str(rest);
    (known, missing)
}

/// The text before the first place, the place without its braces, and the text behind it.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + text[from..].find('{')?;
        let behind = &text[open + 1..];
        let close = behind.find('}')?;
        let place = &behind[..close];
        if is_place(place) {
            return Some((&text[..open], place, &behind[close + 1..]));
        }
        from = open + 1;
    }
}

fn is_place(place: &str) -> bool {
    let name = place.split('|').next().unwrap_or_default();
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// The names of the places of a text, sorted.
#[cfg(test)]
pub(super) fn places(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, place, after)) = next_place(rest) {
        names.push(place.split('|').next().unwrap_or_default());
        rest = after;
    }
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value_of(name: &str) -> Option<String> {
        let value = match name {
            "seats" => "25",
            "one" => "1",
            "name" => "{seats} and [more]",
            _ => return None,
        };
        Some(value.to_owned())
    }

    #[test]
    fn places_are_filled_with_their_nouns() {
        assert_eq!(fill("{seats|seat|seats}, {one|day|days}", value_of), "25 seats, 1 day");
    }

    #[test]
    fn a_value_that_looks_like_a_place_stays_what_it_is() {
        assert_eq!(fill("<{name}>", value_of), "<{seats} and [more]>");
    }

    #[test]
    fn what_is_no_place_and_what_has_no_value_stays() {
        assert_eq!(fill("{} {Seats} { {other} {seats", value_of), "{} {Seats} { {other} {seats");
    }

    #[test]
    fn a_sentence_leaves_out_what_it_does_not_know() {
        assert_eq!(
            sentence("{seats} seats[ until {day}][, {one}]", value_of).as_deref(),
            Some("25 seats, 1")
        );
        assert_eq!(sentence("[{day}][; {seats} left]", value_of).as_deref(), Some("25 left"));
        assert_eq!(sentence("until {day}[, {seats}]", value_of), None);
        assert_eq!(sentence("nothing[ {day}]", value_of), None);
    }

    #[test]
    fn the_names_of_places_are_found() {
        assert_eq!(places("{b|x|y} [{a}] {no place}"), ["a", "b"]);
    }
}
