//! What the portfolio promises whatever it is fed.

mod spilled;

use std::io::Write;

use proptest::prelude::*;

use crate::error::Error;
use crate::intake::{Flaw, Input, NamedCustomer, Portfolio, Settings};
use crate::model::{Estate, RemarkKind};

const HEADER: &str = "customer_tenant_id,customer_name,customer_domain,subscription_id,sku_part_number,\
                      seats_purchased,seats_assigned,status,term,end_date,unit_price\n";
const A: &str = "0a000000-0000-4000-a000-000000000001";
const B: &str = "b0000000-0000-4000-a000-000000000002";
const ONE: &str = "11111111-0000-4000-a000-000000000001";
const TWO: &str = "22222222-0000-4000-a000-000000000002";

fn read(files: &[&[u8]]) -> Result<Portfolio, Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut inputs = Vec::new();
    for (idx, bytes) in files.iter().enumerate() {
        let path = folder.path().join(format!("{idx}.csv"));
        std::fs::File::create(&path).and_then(|mut file| file.write_all(bytes)).expect("a file");
        inputs.push(Input { path: path.to_string_lossy().into_owned(), outside: NamedCustomer::Nobody });
    }
    Portfolio::read(&inputs, &Settings::default(), &|_| Ok(()))
}

fn portfolio(rows: &str) -> Portfolio {
    read(&[format!("{HEADER}{rows}").as_bytes()]).expect("a known header")
}

fn shards(portfolio: &Portfolio) -> Vec<super::Lent<'_>> {
    portfolio.shards.lend_all().expect("shards")
}

/// Everything the portfolio says but for the lines it stood on.
fn told(portfolio: &Portfolio) -> Vec<String> {
    let mut told = Vec::new();
    for shard in shards(portfolio) {
        for Estate { customer, subscriptions } in shard.estates() {
            told.push(format!(
                "{:?} {} {} {:?}",
                customer.tenant, customer.name, customer.domain, customer.facts
            ));
            for mut subscription in subscriptions {
                subscription.origin.line = 0;
                told.push(format!("{subscription:?}"));
            }
            told.extend(customer.remarks.iter().map(|remark| format!("{:?}", remark.kind)));
        }
    }
    let mut rejects: Vec<String> = portfolio
        .rejects
        .iter()
        .map(|it| format!("{} {:?} {}", it.value, it.flaws, String::from_utf8_lossy(it.raw())))
        .collect();
    rejects.sort();
    told.extend(rejects);
    told.push(format!("{:?} {:?}", portfolio.products, portfolio.files[0].entry));
    told
}

/// Line, column and flaw of rejects with one flaw each.
fn flaws(portfolio: &Portfolio) -> Vec<(u32, &str, &Flaw)> {
    portfolio.rejects.iter().map(|it| (it.origin.line, it.column(), &it.flaws[0].flaw)).collect()
}

fn row(cells: &str) -> impl Strategy<Value = String> + use<> {
    let cells: Vec<Vec<String>> =
        cells.split(',').map(|cell| cell.split('|').map(str::to_owned).collect()).collect();
    let cells: Vec<_> = cells.into_iter().map(proptest::sample::select).collect();
    cells.prop_map(|cells| format!("{}\n", cells.join(",")))
}

/// Rows that repeat, contradict, lack a tenant or a value, in few enough spellings to collide.
fn rows() -> impl Strategy<Value = Vec<String>> {
    let ids = (0..12).map(|n| format!("AS-{n}|")).collect::<Vec<_>>().concat();
    let cells = format!(
        "{A}|{A}|{A}|{B}|,Alpha|M?ller|Müller|\"Be\nta\",a.example|b.example|,{ids}{ONE}|{TWO}|,SPB|SPE_E3,\
         5|5|5|5|7|-3,5|,active|active|suspended|,P1Y|,2026-12-31|2026-12-31||2026-02-30,1.50|2|"
    );
    proptest::collection::vec(row(&cells), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn shuffled_rows_and_any_number_of_threads_give_the_same(
        (rows, shuffled) in rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
    ) {
        let expected = told(&portfolio(&rows.concat()));
        for threads in [1, 2, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            let found = pool.install(|| told(&portfolio(&shuffled.concat())));
            prop_assert_eq!(&found, &expected);
        }
    }

    #[test]
    fn the_ledger_balances_on_damaged_files(
        rows in rows(),
        cut in 0usize..3000,
        noise in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let mut bytes = format!("{HEADER}{}", rows.concat()).into_bytes();
        for (at, byte) in &noise {
            *at.get_mut(&mut bytes) = *byte;
        }
        bytes.truncate(bytes.len().saturating_sub(cut).max(1));
        let twice = [bytes.as_slice(), bytes.as_slice()].concat();
        for bytes in [bytes, twice] {
            match read(&[&bytes]) {
                Ok(portfolio) => prop_assert!(portfolio.files.iter().all(|file| file.entry.balances())),
                Err(error) => prop_assert!(matches!(error, Error::Input { .. }), "{error}"),
            }
        }
    }

    #[test]
    fn nonsense_is_an_answer_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let headed = [HEADER.as_bytes(), &bytes].concat();
        for bytes in [bytes, headed] {
            if let Err(error) = read(&[&bytes]) {
                prop_assert!(!matches!(error, Error::Internal(_)), "{error}");
            }
        }
    }
}

#[test]
fn records_without_tenant_join_by_domain_then_by_name() {
    let found = portfolio(&format!(
        "{A},Alpha,a.example,{ONE},SPB,5,,,,,\n,Other,a.example,{TWO},SPB,1,,,,,\n,Alpha,,AS-1,SPB,1,,,,,\n"
    ));
    let shards = shards(&found);
    let estates: Vec<_> = shards.iter().flat_map(|it| it.estates()).collect();
    assert_eq!(estates.len(), 1);
    assert_eq!(estates[0].subscriptions.len(), 3);
    assert!(matches!(estates[0].customer.remarks[0].kind, RemarkKind::JoinedByDomain));
    assert!(matches!(estates[0].customer.remarks[1].kind, RemarkKind::JoinedByName));
}

#[test]
fn a_name_with_lost_characters_joins_nobody() {
    let found = portfolio(&format!("{A},M?ller,,{ONE},SPB,5,,,,,\n,M?ller,,{TWO},SPB,1,,,,,\n"));
    assert_eq!(found.n_customers(), 2);
}

#[test]
fn the_name_without_lost_characters_stands() {
    let found = portfolio(&format!("{A},M?ller,,{ONE},SPB,5,,,,,\n{A},Müller,,{TWO},SPB,1,,,,,\n"));
    let shards = shards(&found);
    let names: Vec<_> = shards.iter().flat_map(|it| it.estates()).map(|it| it.customer.name).collect();
    assert_eq!(names, ["Müller"]);
}

#[test]
fn rows_that_complete_each_other_become_one() {
    let found = portfolio(&format!("{A},Alpha,,{ONE},SPB,5,,active,,,\n{A},Alpha,,{ONE},SPB,5,4,,P1Y,,\n"));
    let entry = found.files[0].entry;
    assert_eq!((entry.accepted.records, entry.merged.records, entry.read.seats), (1, 1, 10));
    let shards = shards(&found);
    let estate = shards.iter().flat_map(|it| it.estates()).next().expect("a customer");
    let merged = &estate.subscriptions[0];
    assert_eq!(merged.seats_assigned.map(crate::model::Seats::get), Some(4));
    assert!(merged.status.is_some() && merged.term.is_some());
}

#[test]
fn contradictions_reject_every_row_of_the_id() {
    let found = portfolio(&format!("{A},Alpha,,{ONE},SPB,5,,,,,\n{A},Alpha,,{ONE},SPB,7,,,,,\n"));
    let conflict = |line| (line, "seats_purchased", &Flaw::ConflictingDuplicate);
    assert_eq!(flaws(&found), [2, 3].map(conflict));
    assert!(found.rejects[0].raw().starts_with(A.as_bytes()));
}

#[test]
fn one_id_under_two_tenants_rejects_all_of_them() {
    let found = portfolio(&format!("{A},Alpha,,{ONE},SPB,5,,,,,\n{B},Beta,,{ONE},SPB,5,,,,,\n"));
    assert_eq!(found.rejects.len(), 2);
    assert_eq!(found.n_customers(), 0);
}

#[test]
fn what_is_not_a_record_is_not_counted() {
    let found = portfolio(&format!(
        "{A},Alpha,,{ONE},SPB,5,,,,,\n\n,,,,,,,,,,\n\u{feff}{HEADER}Total,,,,,5,,,,,\n(1 rows)\n\u{1a}"
    ));
    assert_eq!(found.files[0].entry.read.records, 1, "{:?}", found.rejects);
    assert_eq!(found.files[0].damage.repeated_headers, 1);
}

#[test]
fn a_record_the_end_of_the_file_cuts_is_rejected() {
    let found = portfolio(&format!("{A},Alpha,,{ONE},SPB,5,,,,,\n{A},Alpha,,{TWO},SPB,5"));
    assert_eq!(flaws(&found), [(3, "", &Flaw::RecordCutShort)]);
}

#[test]
fn encodings_and_line_ends_change_nothing() {
    let text = format!("{HEADER}{A},Müller,,{ONE},SPB,5,,,,,\n{A},Müller,,{TWO},SPB,5,,,,,\n");
    let expected = told(&read(&[text.as_bytes()]).expect("UTF-8"));
    let wide: Vec<u16> = text.encode_utf16().collect();
    let little: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = [0xfeff].iter().chain(&wide).flat_map(|unit| unit.to_be_bytes()).collect();
    let (western, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).expect("memory");
    let packed = packed.finish().expect("memory");
    let returns = text.replace('\n', "\r");
    let windows = text.replace('\n', "\r\n");
    for bytes in [&little, &big, &western.into_owned(), &packed, &returns.into_bytes(), &windows.into_bytes()]
    {
        assert_eq!(told(&read(&[bytes]).expect("a header")), expected);
    }
}

#[test]
fn the_hash_is_that_of_the_file() {
    let found = read(&[HEADER.as_bytes()]).expect("a header");
    let digest = <sha2::Sha256 as sha2::Digest>::digest(HEADER.as_bytes());
    let bytes: Vec<u8> = digest.to_vec();
    let hex = &found.files[0].sha256;
    let read =
        (0..32).map(|idx| u8::from_str_radix(&hex[idx * 2..][..2], 16).expect("hex")).collect::<Vec<_>>();
    assert_eq!((found.files[0].bytes, read), (HEADER.len() as u64, bytes));
}

#[test]
fn another_notation_is_read_wherever_it_stands_in_the_file() {
    let rows = |n: u32| format!("{A},Alpha,,AS-{n},SPB,5,,,,2026-12-31,\n");
    let plain = (0..9000).map(rows).collect::<Vec<_>>().concat();
    let other = format!("{A},Alpha,,{ONE},SPB,5,,,,12/31/2026,\n");
    let first = portfolio(&format!("{other}{plain}"));
    let last = portfolio(&format!("{plain}{other}"));
    assert_eq!(first.n_subscriptions(), 9001);
    assert_eq!(told(&first), told(&last));
}

#[test]
fn a_pool_tells_the_assigned_seats_of_the_only_subscription() {
    let list = "AccountSkuId,SkuPartNumber,ActiveUnits,ConsumedUnits\ncontoso:SPB,SPB,9,4\ncontoso:SPE_E3,SPE_E3,3,2\n";
    let folder = tempfile::tempdir().expect("a folder");
    let (subscriptions, pools) = (folder.path().join("a.csv"), folder.path().join(format!("{A}.csv")));
    std::fs::write(&subscriptions, format!("{HEADER}{A},Alpha,,{ONE},SPB,5,,,,,\n")).expect("a file");
    std::fs::write(&pools, list).expect("a file");
    let paths = [subscriptions, pools].map(|path| path.to_string_lossy().into_owned());
    let inputs = crate::intake::expand(&paths).expect("inputs");
    let found = Portfolio::read(&inputs, &Settings::default(), &|_| Ok(())).expect("a portfolio");
    let shards = shards(&found);
    let estate = shards.iter().flat_map(|it| it.estates()).next().expect("a customer");
    let seats: Vec<_> = estate
        .subscriptions
        .iter()
        .map(|it| (it.seats_purchased, it.seats_assigned.map(crate::model::Seats::get), it.seats_scope))
        .collect();
    let expected = [
        (3, Some(2), Some(crate::model::SeatsScope::ProductPool)),
        (5, Some(4), Some(crate::model::SeatsScope::Subscription)),
    ];
    assert_eq!(seats, expected, "{:?}", found.files);
}

#[test]
fn the_higher_rank_stands_and_the_other_is_remarked() {
    let folder = tempfile::tempdir().expect("a folder");
    let partner = format!("{HEADER}{A},Alpha,,{ONE},SPB,5,,active,P1Y,2026-12-31,\n");
    let billing = "CustomerId,CustomerName,ProductId,SkuId,AvailabilityId,SkuName,ProductName,ChargeType,UnitPrice,\
                   Quantity,SubscriptionId,ChargeStartDate,ChargeEndDate,TermAndBillingCycle,EffectiveUnitPrice,\
                   BillableQuantity,Currency,PartnerId,OrderId,OrderDate,Subtotal,TaxTotal,Total,\
                   PriceAdjustmentDescription,PublisherName,PublisherId,SubscriptionDescription,Tier2MpnId,\
                   InvoiceNumber,MpnId,ResellerMpnId,CustomerDomainName,CustomerCountry,AlternateId,UnitType,\
                   PricingCurrency,PCToBCExchangeRate,PCToBCExchangeRateDate,BillingFrequency,\
                   ProductQualifiers,ReferenceId,CreditReasonCode,MeterDescription";
    let width = billing.split(',').count();
    let row = |quantity: &str, kind: &str| {
        let mut cells = vec![""; width];
        let columns: Vec<&str> = billing.split(',').map(str::trim).collect();
        let mut set = |name: &str, value| {
            if let Some(idx) = columns.iter().position(|column| *column == name) {
                cells[idx] = value;
            }
        };
        set("CustomerId", A);
        set("CustomerName", "Alpha");
        set("ProductId", "CFQ7TTC0LCHC");
        set("SkuId", "0002");
        set("ChargeType", kind);
        set("Quantity", quantity);
        set("BillableQuantity", quantity);
        set("SubscriptionId", ONE);
        set("ChargeStartDate", "1/31/2026");
        set("ChargeEndDate", "12/31/2026");
        set("TermAndBillingCycle", "One-Year commitment for yearly billing");
        format!("{}\n", cells.join(","))
    };
    let header = billing.split(',').map(str::trim).collect::<Vec<_>>().join(",");
    let charges = format!("{header}\n{}{}", row("7", "cycleFee"), row("2", "addQuantity"));
    let paths = [("a.csv", partner), ("b.csv", charges)].map(|(name, text)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.to_string_lossy().into_owned()
    });
    let inputs = crate::intake::expand(&paths).expect("inputs");
    let found = Portfolio::read(&inputs, &Settings::default(), &|_| Ok(())).expect("a portfolio");
    let shards = shards(&found);
    let estate = shards.iter().flat_map(|it| it.estates()).next().expect("a customer");
    assert_eq!(estate.subscriptions[0].seats_purchased, 5, "{:?}", found.rejects);
    let disagrees = |kind: RemarkKind<'_>| {
        matches!(kind, RemarkKind::SourcesDisagree { column: "seats_purchased", kept: "5", other: "9" })
    };
    assert!(
        estate.customer.remarks.iter().any(|remark| disagrees(remark.kind)),
        "{:?}",
        estate.customer.remarks
    );
    assert_eq!(found.files[1].entry.merged.records, 2);
}

#[test]
fn another_known_header_begins_another_section() {
    let customers = "Microsoft ID,Company name,Primary domain name,Relationship,Tags";
    let text = format!(
        "{HEADER}{A},Alpha,,{ONE},SPB,5,,,,,\n{customers}\n{A},Alpha,alpha.example,Cloud Reseller,\n"
    );
    let found = read(&[text.as_bytes()]).expect("two headers");
    assert_eq!(found.files[0].sections.len(), 2, "{:?}", found.rejects);
    let entry = found.files[0].entry;
    assert_eq!((entry.read.records, entry.accepted.records, entry.merged.records), (2, 1, 1));
}

#[test]
fn a_customer_list_fills_an_empty_channel_and_contradicts_none() {
    let customers =
        format!("Microsoft ID,Company name,Primary domain name,Relationship\n{A},Alpha,a.example,Reseller\n");
    let header = HEADER.replace("unit_price", "source_channel");
    let rows = format!("{header}{A},Alpha,,{ONE},SPB,5,,,,,\n{A},Alpha,,{TWO},SPB,5,,,,,direct\n");
    let found = read(&[rows.as_bytes(), customers.as_bytes()]).expect("two files");
    let shards = shards(&found);
    let estate = shards.iter().flat_map(|it| it.estates()).next().expect("a customer");
    let channels: Vec<_> = estate.subscriptions.iter().map(|it| it.channel).collect();
    assert_eq!(channels, [Some(crate::model::Channel::CspSelf), Some(crate::model::Channel::Direct)]);
    assert_eq!(estate.customer.facts.relationship_type, Some(crate::model::RelationshipType::Reseller));
}
