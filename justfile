# Everything here is one command that also works without `just`.

test:
    cargo test

update:
    UPDATE=1 cargo test

lint:
    cargo fmt --check && cargo clippy --all-targets -- -D warnings

bench:
    cargo bench

docs:
    cargo doc --no-deps --open

ci:
    .ci/run
