//! The `[plan]` table of a night: any option of `cutover plan`, read by the same parser.

use std::any::TypeId;
use std::path::PathBuf;

use clap::{Args, Command, FromArgMatches};
use cutover::config::Nightly;
use cutover::error::Error;
use toml::Value;

use crate::cli::plan::PlanArgs;

/// What the night decides itself.
const DECIDED: [&str; 3] = ["out", "as-of", "baseline"];

/// The arguments of the night's plan, its inputs aside. Paths begin where the configuration stands.
pub(super) fn plan_args(config: &Nightly) -> Result<PlanArgs, Error> {
    let refused = |why: String| Error::Policy(format!("in [plan] of the nightly configuration: {why}"));
    let command = PlanArgs::augment_args(Command::new("plan"));
    let mut words = vec!["plan".to_owned()];
    for (name, value) in &config.plan {
        if DECIDED.contains(&name.as_str()) {
            return Err(refused(format!("`{name}` is decided by the night itself; leave it out")));
        }
        let is_path = command.get_arguments().any(|argument| {
            argument.get_long() == Some(name)
                && argument.get_value_parser().type_id() == TypeId::of::<PathBuf>()
        });
        let word = |text: &str| {
            if is_path { config.path(text).to_string_lossy().into_owned() } else { text.to_owned() }
        };
        match value {
            Value::Boolean(false) => {}
            Value::Boolean(true) => words.push(format!("--{name}")),
            value => {
                let parts = match value {
                    Value::Array(parts) => parts.iter().map(text_of).collect::<Option<Vec<_>>>(),
                    single => text_of(single).map(|text| vec![text]),
                };
                let parts = parts.ok_or_else(|| refused(format!("`{name}` cannot be a table")))?;
                let parts: Vec<String> = parts.iter().map(|part| word(part)).collect();
                words.push(format!("--{name}={}", parts.join(",")));
            }
        }
    }
    // The inputs are known later; the parser wants one.
    words.extend(["--".to_owned(), "-".to_owned()]);
    let matches = command.try_get_matches_from(words);
    let args = matches.and_then(|matches| PlanArgs::from_arg_matches(&matches));
    args.map_err(|wrong| refused(first_paragraph(&wrong.to_string())))
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Datetime(datetime) => Some(datetime.to_string()),
        Value::Boolean(_) | Value::Array(_) | Value::Table(_) => None,
    }
}

/// The parser goes on with a usage that is not this file's.
fn first_paragraph(text: &str) -> String {
    let text = text.split("\n\nUsage:").next().unwrap_or(text);
    text.trim().strip_prefix("error: ").unwrap_or(text).replace("\n\n", "\n")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn args(plan: &str) -> Result<PlanArgs, String> {
        let text = format!("inputs = [\"in.csv\"]\nroot = \"runs\"\n[plan]\n{plan}");
        let config = Nightly::parse(Path::new("conf/nightly.toml"), &text).unwrap();
        plan_args(&config).map_err(|wrong| wrong.to_string())
    }

    #[test]
    fn options_are_those_of_plan_and_paths_begin_at_the_file() {
        let args = args(
            "policy = \"policy.toml\"\npartner-country = \"DE\"\nfail-on = \"blocker\"\n\
             outputs = [\"plan\", \"risk\"]\nskip-unreadable = true\nmax-catalog-age = 40\n",
        )
        .unwrap();
        assert_eq!(args.input.policy.as_deref(), Some(Path::new("conf/policy.toml")));
        assert_eq!((args.outputs.len(), args.skip_unreadable), (2, true));
        assert_eq!(args.max_catalog_age, Some(40));
    }

    #[test]
    fn what_plan_does_not_know_is_refused() {
        for (plan, said) in [
            ("polcy = \"x\"\n", "--policy"),
            ("out = \"x\"\n", "decided by the night itself"),
            ("partner-country = \"Germany\"\n", "two letters"),
            ("fail-on = { a = 1 }\n", "cannot be a table"),
        ] {
            let refusal = args(plan).unwrap_err();
            assert!(refusal.contains(said), "{refusal}");
        }
    }
}
