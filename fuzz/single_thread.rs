//! One thread for all work: handing a few lines to other threads takes longer than reading them.

/// Makes the thread of the fuzzer the only worker.
pub(crate) fn arrange() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    pool.build_global().expect("nothing was done in parallel before");
}
