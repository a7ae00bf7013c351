//! The gate against inputs that are much smaller than last night's.

use std::collections::BTreeMap;

use cutover::error::Error;
use cutover::report::Run;
use cutover::run::Nightly;

use crate::cli::nightly::inputs::pattern;

/// Refuses a night one of whose inputs, or all files of one pattern together, shrank too much.
pub(super) fn check(config: &Nightly, baseline: &Run, new: &BTreeMap<String, u64>) -> Result<(), Error> {
    let old: BTreeMap<String, u64> =
        baseline.info.inputs.iter().map(|input| (input.path.clone(), input.records)).collect();
    let of_pattern = |written: &String| {
        let (pattern, _) = pattern(config, written);
        let sum = |inputs: &BTreeMap<String, u64>| -> u64 {
            let matcher = glob::Pattern::new(&pattern).ok();
            let is_of = |path: &str| matcher.as_ref().is_some_and(|matcher| matcher.matches(path));
            inputs.iter().filter(|(path, _)| is_of(path)).map(|(_, records)| records).sum()
        };
        (pattern.clone(), sum(&old), sum(new))
    };
    let same_name = old.iter().filter_map(|(path, old)| new.get(path).map(|new| (path.clone(), *old, *new)));
    for (name, old, new) in same_name.chain(config.inputs.iter().map(of_pattern)) {
        if config.max_shrink.is_passed(old, new) {
            let (share, as_of) = (config.max_shrink, &baseline.info.as_of);
            return Err(Error::Gate(format!(
                "{name} holds {new} records and held {old} on {as_of}, more than {share} fewer: \
                 look at the export, or let it pass with --max-shrink 100%"
            )));
        }
    }
    Ok(())
}
