//! The few lines of RFC 5545 that all-day entries need: escaping, folding, CRLF.
//!
//! Ours, because the library for it turns on a clock in a program that must not have one.

use crate::model::Day;

/// Octets of a line, its end aside (RFC 5545, 3.1).
const LINE: usize = 75;

/// An all-day entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// Depends on what is told, never on the run.
    pub uid: String,
    pub day: Day,
    pub title: String,
    pub description: String,
}

/// A whole calendar; every entry was last changed on the as-of day.
pub(super) fn calendar(name: &str, as_of: Day, events: &[Event]) -> String {
    let mut out = String::new();
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cutover//migration plan//EN"] {
        append(&mut out, line);
    }
    append(&mut out, "CALSCALE:GREGORIAN");
    append(&mut out, "METHOD:PUBLISH");
    append(&mut out, &format!("X-WR-CALNAME:{}", escaped(name)));
    for event in events {
        append_event(&mut out, as_of, event);
    }
    append(&mut out, "END:VCALENDAR");
    out
}

fn append_event(out: &mut String, as_of: Day, event: &Event) {
    append(out, "BEGIN:VEVENT");
    append(out, &format!("UID:{}", escaped(&event.uid)));
    append(out, &format!("DTSTAMP:{}T000000Z", as_of.format("%Y%m%d")));
    // Grows with the as-of day, so that a later file wins over an earlier one.
    append(out, &format!("SEQUENCE:{}", as_of.num_days_from_ce()));
    append(out, &format!("DTSTART;VALUE=DATE:{}", event.day.format("%Y%m%d")));
    append(out, &format!("SUMMARY:{}", escaped(&event.title)));
    append(out, &format!("DESCRIPTION:{}", escaped(&event.description)));
    append(out, "TRANSP:TRANSPARENT");
    append(out, "END:VEVENT");
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A content line, folded between characters.
fn append(out: &mut String, line: &str) {
    let mut used = 0;
    for c in line.chars() {
        if used + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_day;

    #[test]
    fn long_lines_are_folded_between_characters_and_unfold_to_what_they_were() {
        let title = format!("{}, {}; a\\b", "ü🙂".repeat(40), "x".repeat(200));
        let day = parse_day("2026-12-01").unwrap();
        let event =
            Event { uid: "a@b".into(), day, title: title.clone(), description: "one\ntwo\r\u{7}".into() };
        let text = calendar("plan", parse_day("2026-11-22").unwrap(), &[event]);
        assert!(text.split("\r\n").all(|line| line.len() <= LINE && !line.contains(['\r', '\n'])), "{text}");
        let unfolded = text.replace("\r\n ", "");
        let summary = unfolded.lines().find_map(|line| line.strip_prefix("SUMMARY:")).unwrap();
        assert_eq!(summary.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\"), title);
        assert!(unfolded.contains("DESCRIPTION:one\\ntwo\r\n"));
        assert!(unfolded.contains("DTSTART;VALUE=DATE:20261201\r\n") && !unfolded.contains("DTEND"));
        assert!(text.ends_with("END:VCALENDAR\r\n"));
    }
}
