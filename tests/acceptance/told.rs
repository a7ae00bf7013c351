//! What the program says about customers that a test describes by what is special about them.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::run::{cutover, rows};

pub(crate) type Cells = BTreeMap<String, String>;

/// One subscription, by the cells in which it differs from [`STANDING`].
pub(crate) type Row<'t> = &'t [(&'t str, &'t str)];

/// A subscription of another partner in a customer in perfect standing: rows change what they are about.
pub(crate) const STANDING: &[(&str, &str)] = &[
    ("customer_country", "DE"),
    ("relationship_status", "active"),
    ("gdap_status", "active"),
    ("agreement_status", "accepted"),
    ("agreement_date", "2024-05-01"),
    ("agreement_method", "direct"),
    ("source_channel", "csp_other"),
    ("commerce_model", "nce"),
    ("sku_part_number", "EXCHANGESTANDARD"),
    ("seats_purchased", "40"),
    ("seats_assigned", "40"),
    ("status", "active"),
    ("term", "P1Y"),
    ("start_date", "2026-02-01"),
    ("end_date", "2027-01-31"),
    ("auto_renew", "true"),
];

/// Cells that make a subscription wait for the end of its term: it sits in another request.
pub(crate) const WAITING: (&str, &str) = ("open_transfer_id", "request-1");

/// The tables of one run.
pub(crate) struct Told {
    pub(crate) plan: Vec<Cells>,
    risk: Vec<Cells>,
    findings: Vec<Cells>,
    steps: Vec<Cells>,
    pub(crate) work: tempfile::TempDir,
}

/// Plans every customer on `as_of`; `policy` is the text of a policy, of which the partner is in Germany.
pub(crate) fn told(as_of: &str, policy: &str, customers: &[(&str, &[Row<'_>])]) -> Told {
    let work = tempfile::tempdir().expect("a temporary directory");
    fs::write(work.path().join("export.csv"), export(customers)).expect("an export");
    fs::write(work.path().join("policy.toml"), format!("partner.country = \"DE\"\n{policy}"))
        .expect("a policy");
    let arguments = ["plan", "export.csv", "--policy", "policy.toml", "--as-of", as_of, "--out", "run"];
    let output = cutover(work.path(), &[&arguments[..], &["--format", "csv,json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let table = |name: &str| rows(&work.path().join("run").join(name));
    Told {
        plan: table("plan.csv"),
        risk: table("risk.csv"),
        findings: table("findings.csv"),
        steps: table("steps.csv"),
        work,
    }
}

fn export(customers: &[(&str, &[Row<'_>])]) -> String {
    let mut lines: Vec<Cells> = Vec::new();
    for (number, (name, subscriptions)) in customers.iter().enumerate() {
        for row in *subscriptions {
            let mut cells: Cells =
                STANDING.iter().map(|&(column, cell)| (column.to_owned(), cell.to_owned())).collect();
            cells.insert("customer_tenant_id".to_owned(), tenant(number));
            cells.insert("customer_name".to_owned(), (*name).to_owned());
            cells
                .insert("subscription_id".to_owned(), format!("00000000-0000-4000-9000-{:012}", lines.len()));
            cells.extend(row.iter().map(|&(column, cell)| (column.to_owned(), cell.to_owned())));
            lines.push(cells);
        }
    }
    let mut header: Vec<&str> = lines.iter().flat_map(|cells| cells.keys().map(String::as_str)).collect();
    header.sort_unstable();
    header.dedup();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).expect("a header");
    for cells in &lines {
        let record = header.iter().map(|&column| cells.get(column).map_or("", String::as_str));
        writer.write_record(record).expect("a line");
    }
    String::from_utf8(writer.into_inner().expect("bytes")).expect("UTF-8")
}

fn tenant(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

impl Told {
    /// The rows of the plan of the customer of this name, in the order of its subscription ids.
    pub(crate) fn plan(&self, name: &str) -> Vec<&Cells> {
        let plan: Vec<&Cells> = self.plan.iter().filter(|row| row["customer_name"] == name).collect();
        assert!(!plan.is_empty(), "{name} is not in the plan");
        plan
    }

    /// One cell of the plan of a customer with one subscription.
    pub(crate) fn cell(&self, name: &str, column: &str) -> &str {
        &self.plan(name)[0][column]
    }

    pub(crate) fn risk(&self, name: &str) -> &Cells {
        self.risk.iter().find(|row| row["customer_name"] == name).expect("a customer at risk")
    }

    fn tenant(&self, name: &str) -> &str {
        self.cell(name, "customer_tenant_id")
    }

    /// Rules with a finding about the customer or one of its subscriptions, notes included.
    pub(crate) fn rules(&self, name: &str) -> Vec<&str> {
        let mut rules: Vec<&str> =
            self.plan(name).iter().flat_map(|row| row["findings"].split(';')).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    pub(crate) fn findings(&self, name: &str) -> Vec<&Cells> {
        let tenant = self.tenant(name);
        self.findings.iter().filter(|row| row["customer_tenant_id"] == tenant).collect()
    }

    pub(crate) fn steps(&self, name: &str) -> Vec<&Cells> {
        let tenant = self.tenant(name);
        self.steps.iter().filter(|row| row["customer_tenant_id"] == tenant).collect()
    }

    /// What `explain` says of the customer.
    pub(crate) fn explained(&self, name: &str) -> String {
        let output = cutover(self.work.path(), &["explain", "run", self.tenant(name), "--lang", "en"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    pub(crate) fn run(&self) -> PathBuf {
        self.work.path().join("run")
    }
}
