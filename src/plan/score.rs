//! The risk score: printed points, added and capped, so that a reader can redo it.

use crate::model::{Day, days_between};
use crate::plan::{Grade, Score, ScoreSource};
use crate::routes::Line;
use crate::rules::{Finding, Rulebook, Severity};

/// The most a customer can score.
const CAP: u32 = 100;
/// Parts of the scores of most customers.
const USUAL_PARTS: usize = 16;

/// The points that come with deadline and exposure, and the lowest score of each grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bands {
    /// Days to the first deadline, up to and including, and the points that brings; past deadlines too.
    pub deadline: Vec<(u64, u32)>,
    /// Seats in scope, from, and the points that brings.
    pub exposure: Vec<(u64, u32)>,
    /// Lowest scores of grades B, C, D, E and F.
    pub grades: [u32; 5],
}

impl Default for Bands {
    fn default() -> Self {
        Bands {
            deadline: vec![(7, 20), (14, 15), (30, 10), (60, 5)],
            exposure: vec![(1000, 5), (250, 3), (50, 1)],
            grades: [15, 30, 45, 60, 75],
        }
    }
}

/// Scores the findings that count: those of the customer and of its subscriptions in scope. They come in the order of
/// the rulebook.
pub(crate) fn score<'f, 'a: 'f>(
    counting: impl Iterator<Item = &'f Finding<'a>>,
    rulebook: &Rulebook<'_>,
    bands: &Bands,
    days_to_deadline: Option<i64>,
    seats: u64,
) -> Score {
    let mut parts = Vec::with_capacity(USUAL_PARTS);
    let mut last = None;
    for finding in counting.filter(|finding| last.replace(finding.rule) != Some(finding.rule)) {
        let points = rulebook.rules()[usize::from(finding.rule)].points;
        parts.push((ScoreSource::Rule(finding.rule), points));
    }
    parts.push((ScoreSource::Deadline, bands.deadline_points(days_to_deadline)));
    parts.push((ScoreSource::Exposure, bands.exposure_points(seats)));
    parts.retain(|&(_, points)| points > 0);
    of_parts(parts)
}

fn of_parts(parts: Vec<(ScoreSource, u32)>) -> Score {
    let sum: u32 = parts.iter().map(|(_, points)| points).sum();
    Score { total: sum.min(CAP) as u8, parts }
}

/// Positions of the three rules that weigh most, heaviest first.
pub(crate) fn reasons(score: &Score) -> [Option<u16>; 3] {
    let of_rule = |&(source, points): &(ScoreSource, u32)| match source {
        ScoreSource::Rule(rule) => Some((std::cmp::Reverse(points), rule)),
        ScoreSource::Deadline | ScoreSource::Exposure => None,
    };
    let mut heaviest: Vec<_> = score.parts.iter().filter_map(of_rule).collect();
    heaviest.sort_unstable();
    [0, 1, 2].map(|place| heaviest.get(place).map(|&(_, rule)| rule))
}

/// How many of some findings there are of each severity, in the order of [`Severity::ALL`].
pub(crate) fn by_severity<'f, 'a: 'f>(
    findings: impl Iterator<Item = &'f Finding<'a>>,
) -> [u64; Severity::ALL.len()] {
    let mut counts = [0; Severity::ALL.len()];
    findings.for_each(|finding| counts[finding.severity as usize] += 1);
    counts
}

/// The worst severity of which there is any.
pub(crate) fn worst(by_severity: &[u64; Severity::ALL.len()]) -> Option<Severity> {
    let place = by_severity.iter().rposition(|&count| count > 0);
    place.map(|place| Severity::ALL[place])
}

/// The worse of the band of `total` and the worst severity that counts.
pub(crate) fn grade(bands: &Bands, total: u8, worst: Option<Severity>) -> Grade {
    let reached = bands.grades.iter().filter(|&&from| u32::from(total) >= from).count();
    let band = Grade::ALL[reached];
    let of_severity = match worst {
        Some(Severity::Blocker) => Grade::E,
        Some(Severity::Action) => Grade::C,
        Some(Severity::Risk) => Grade::B,
        Some(Severity::Note) | None => Grade::A,
    };
    band.max(of_severity)
}

/// Days from the as-of day to the earliest last safe day in scope.
pub(crate) fn days_to(first_deadline: Option<Day>, as_of: Day) -> Option<i64> {
    first_deadline.map(|day| days_between(as_of, day))
}

/// Seats bought in scope.
pub(crate) fn seats_in_scope(lines: &[Line<'_>]) -> u64 {
    let in_scope = lines.iter().filter(|line| line.course.is_in_scope());
    in_scope.map(|line| u64::from(line.subscription.seats_purchased)).sum()
}

impl Bands {
    fn deadline_points(&self, days: Option<i64>) -> u32 {
        let Some(days) = days else { return 0 };
        let is_within = |up_to: u64| i64::try_from(up_to).is_ok_and(|up_to| days <= up_to);
        self.deadline.iter().find(|(up_to, _)| is_within(*up_to)).map_or(0, |&(_, points)| points)
    }

    fn exposure_points(&self, seats: u64) -> u32 {
        self.exposure.iter().find(|(from, _)| seats >= *from).map_or(0, |&(_, points)| points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_score_by_their_distance() {
        let points =
            [-3, 7, 8, 14, 15, 30, 31, 60, 61].map(|days| Bands::default().deadline_points(Some(days)));
        assert_eq!(points, [20, 20, 15, 15, 10, 10, 5, 5, 0]);
        assert_eq!(Bands::default().deadline_points(None), 0);
    }

    #[test]
    fn exposure_scores_by_seats() {
        assert_eq!(
            [49, 50, 249, 250, 999, 1000].map(|seats| Bands::default().exposure_points(seats)),
            [0, 1, 1, 3, 3, 5]
        );
    }

    #[test]
    fn the_sum_is_capped_and_the_heaviest_come_first() {
        let parts = vec![
            (ScoreSource::Rule(0), 10),
            (ScoreSource::Rule(4), 90),
            (ScoreSource::Rule(2), 10),
            (ScoreSource::Deadline, 20),
        ];
        let score = of_parts(parts);
        assert_eq!(score.total, 100);
        assert_eq!(reasons(&score), [Some(4), Some(0), Some(2)]);
    }

    #[test]
    fn a_grade_is_the_worse_of_band_and_severity() {
        assert_eq!(grade(&Bands::default(), 0, Some(Severity::Blocker)), Grade::E);
        assert_eq!(grade(&Bands::default(), 80, Some(Severity::Note)), Grade::F);
        assert_eq!(grade(&Bands::default(), 14, None), Grade::A);
        assert_eq!(grade(&Bands::default(), 15, Some(Severity::Risk)), Grade::B);
    }
}
