//! Losses of one line that another line of the same customer makes good.

use crate::catalogue::Verdict;
use crate::catalogue::verdict::Loss;

/// For each verdict of a customer's moving lines, the positions in `losses` that stand.
///
/// An aggregate export does not say which user holds what, so that a service which is lost on one line and kept by
/// the target of another, at the tier that was held, is no longer sure to be lost; what belongs to the tenant as a
/// whole is kept by any line. What is not in the answer is a warning instead of a loss.
pub fn remaining_losses(verdicts: &[&Verdict]) -> Vec<Vec<usize>> {
    let stands = |line: usize| {
        let losses = verdicts[line].losses.iter().enumerate();
        losses.filter(|(_, loss)| !is_made_good(verdicts, line, loss)).map(|(position, _)| position).collect()
    };
    (0..verdicts.len()).map(stands).collect()
}

fn is_made_good(verdicts: &[&Verdict], line: usize, loss: &Loss) -> bool {
    let of = |verdict: &Verdict| {
        verdict.services.iter().find(|s| s.family == loss.family).map(|s| (s.held, s.kept))
    };
    let Some((held, _)) = of(verdicts[line]) else { return false };
    let others = verdicts.iter().enumerate().filter(|&(other, _)| other != line);
    let mut kept = others.filter_map(|(_, verdict)| of(verdict)).filter_map(|(_, kept)| kept);
    kept.any(|tier| Some(tier) >= held)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::verdict::Service;

    fn line(held: Option<u8>, kept: Option<u8>) -> Verdict {
        let mut verdict = Verdict::default();
        verdict.services.push(Service { family: "mailbox".to_owned(), held, kept });
        if kept < held {
            verdict.losses.push(Loss {
                family: "mailbox".to_owned(),
                service: "mailbox (Exchange Online)".to_owned(),
                is_serious: true,
                is_shrink: kept.is_some(),
                days_until_gone: Some(30),
                is_tenant_wide: false,
            });
        }
        verdict
    }

    #[test]
    fn a_service_another_line_keeps_is_not_sure_to_be_lost() {
        assert_eq!(
            remaining_losses(&[&line(Some(2), None), &line(Some(2), Some(2))]),
            [Vec::<usize>::new(), Vec::new()]
        );
    }

    #[test]
    fn a_lower_tier_on_another_line_does_not_make_good() {
        assert_eq!(remaining_losses(&[&line(Some(3), None), &line(Some(2), Some(2))]), [vec![0], vec![]]);
        assert_eq!(
            remaining_losses(&[&line(Some(3), Some(2)), &line(None, Some(3))]),
            [Vec::<usize>::new(), Vec::new()]
        );
    }

    #[test]
    fn a_line_alone_keeps_its_losses() {
        assert_eq!(remaining_losses(&[&line(Some(2), None)]), [vec![0]]);
        assert_eq!(remaining_losses(&[&line(Some(2), None), &line(Some(2), None)]), [vec![0], vec![0]]);
        assert!(remaining_losses(&[]).is_empty());
    }
}
