//! Rows that were put aside on disk say what they would have said in memory.

use super::*;
use crate::intake::Memory;

/// Less than the room a single shard asks for, so that every file is put aside; more than a handful of rows need.
const LITTLE: u64 = 16 << 10;

fn read_with(rows: u64, files: &[String]) -> Result<Vec<String>, Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let aside = folder.path().join("aside");
    std::fs::create_dir(&aside).expect("a folder");
    let mut inputs = Vec::new();
    for (idx, text) in files.iter().enumerate() {
        let path = folder.path().join(format!("{idx}.csv"));
        std::fs::write(&path, text).expect("a file");
        inputs.push(Input { path: path.to_string_lossy().into_owned(), outside: NamedCustomer::Nobody });
    }
    let memory = Some(Memory { rows, directory: aside.clone() });
    let portfolio = Portfolio::read(&inputs, &Settings { memory, ..Settings::default() }, &|_| Ok(()))?;
    assert_eq!(std::fs::read_dir(&aside).expect("the folder").count(), 0, "a file with a name");
    Ok(told(&portfolio))
}

fn files_of(rows: &[String], n: usize) -> Vec<String> {
    rows.chunks(rows.len().div_ceil(n).max(1)).map(|rows| format!("{HEADER}{}", rows.concat())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_depends_on_how_much_memory_there_is(
        rows in rows().prop_filter("a file needs a row", |rows| !rows.is_empty()),
        n in 1usize..4,
    ) {
        let files = files_of(&rows, n);
        let bytes: Vec<&[u8]> = files.iter().map(String::as_bytes).collect();
        let expected = told(&read(&bytes).expect("files"));
        for threads in [1, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            let found = pool.install(|| read_with(LITTLE, &files)).expect("files");
            prop_assert_eq!(&found, &expected);
        }
        prop_assert_eq!(read_with(u64::MAX, &files).expect("files"), expected);
    }
}

#[test]
fn a_part_that_cannot_be_worked_on_is_named() {
    let row = |n: u32| format!(",Customer {n},,AS-{n},SPB,5,,,,,\n");
    let files = files_of(&(0..100).map(row).collect::<Vec<_>>(), 1);
    let error = read_with(LITTLE, &files).expect_err("too much");
    assert!(matches!(error, Error::Usage(_)), "{error}");
    assert!(error.to_string().contains("the rows without a tenant id"), "{error}");
    let row = |n: u32| format!("{A},Alpha,,AS-{n},SPB,5,,,,,\n");
    let files = files_of(&(0..100).map(row).collect::<Vec<_>>(), 1);
    let error = read_with(LITTLE, &files).expect_err("too much").to_string();
    assert!(error.contains("ids begin with 0a"), "{error}");
}

#[test]
fn records_that_were_joined_by_name_are_still_remarked() {
    let customers =
        format!("Microsoft ID,Company name,Primary domain name,Relationship\n{A},Alpha,a.example,Reseller\n");
    let rows = format!("{HEADER}{A},Alpha,,{ONE},SPB,5,,active,P1Y,,\n,Alpha,,{TWO},SPB,5,,,,,\n");
    let files = [rows, customers];
    let bytes: Vec<&[u8]> = files.iter().map(String::as_bytes).collect();
    let spilled = read_with(LITTLE, &files).expect("files");
    assert!(spilled.iter().any(|said| said == "JoinedByName"), "{spilled:?}");
    assert_eq!(told(&read(&bytes).expect("files")), spilled);
}
