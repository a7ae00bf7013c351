//! Where the time of a run goes: wall and processor seconds of every stage, and how much of it is serial.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Stages of a run with the time they took.
pub(crate) struct Timings {
    is_asked: bool,
    n_threads: usize,
    course: Mutex<Course>,
}

/// What was measured so far.
struct Course {
    stages: Vec<Stage>,
    /// The end of the last stage.
    reached: Mark,
    /// A moment that may turn out to be the end of the present stage.
    noted: Mark,
}

/// A moment of a run.
#[derive(Debug, Clone, Copy)]
struct Mark {
    at: Instant,
    /// Processor time of all threads so far; `None` where the system does not tell.
    processor: Option<Duration>,
}

struct Stage {
    name: &'static str,
    wall: Duration,
    processor: Option<Duration>,
}

impl Mark {
    fn now() -> Self {
        Mark { at: Instant::now(), processor: processor_time() }
    }
}

impl Timings {
    pub(crate) fn begin(is_asked: bool) -> Self {
        let now = Mark::now();
        let course = Course { stages: Vec::new(), reached: now, noted: now };
        Timings { is_asked, n_threads: rayon::current_num_threads(), course: Mutex::new(course) }
    }

    /// The present stage may end here.
    pub(crate) fn note(&self) {
        if self.is_asked {
            self.course().noted = Mark::now();
        }
    }

    /// What was done from the stage before to the moment noted last is called `name`.
    pub(crate) fn end_as_noted(&self, name: &'static str) {
        if self.is_asked {
            let mut course = self.course();
            let end = course.noted;
            course.end(name, end);
        }
    }

    /// What was done since the stage before is called `name`.
    pub(crate) fn end(&self, name: &'static str) {
        if self.is_asked {
            self.course().end(name, Mark::now());
        }
    }

    fn course(&self) -> MutexGuard<'_, Course> {
        self.course.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prints the table on standard error, which may be closed.
    pub(crate) fn print(&self) {
        if self.is_asked {
            let _ = std::io::stderr().write_all(self.table().as_bytes());
        }
    }

    fn table(&self) -> String {
        let stages = &self.course().stages;
        let mut text = format!("{:<10}{:>9}{:>9}{:>9}\n", "stage", "wall s", "cpu s", "serial");
        let whole = Stage {
            name: "whole",
            wall: stages.iter().map(|stage| stage.wall).sum(),
            processor: stages.iter().map(|stage| stage.processor).sum(),
        };
        for stage in stages.iter().chain([&whole]) {
            let processor = stage.processor.map_or_else(String::new, |it| format!("{:.2}", it.as_secs_f64()));
            let serial = stage.serial(self.n_threads).map_or_else(String::new, |it| format!("{it:.0}%"));
            let wall = stage.wall.as_secs_f64();
            let _ = writeln!(text, "{:<10}{wall:>9.2}{processor:>9}{serial:>9}", stage.name);
        }
        text
    }
}

impl Course {
    fn end(&mut self, name: &'static str, end: Mark) {
        let begin = std::mem::replace(&mut self.reached, end);
        let wall = end.at.saturating_duration_since(begin.at);
        let processor = end.processor.zip(begin.processor).map(|(end, begin)| end.saturating_sub(begin));
        self.stages.push(Stage { name, wall, processor });
    }
}

impl Stage {
    /// Share of the wall time in which one thread worked and the others waited, in percent, as the processor
    /// time tells it.
    fn serial(&self, n_threads: usize) -> Option<f64> {
        let threads = u32::try_from(n_threads).ok().map(f64::from).filter(|&threads| threads > 1.0)?;
        let wall = Some(self.wall.as_secs_f64()).filter(|&wall| wall > 0.0)?;
        let busy = self.processor?.as_secs_f64() / wall;
        Some(((threads - busy) / (threads - 1.0)).clamp(0.0, 1.0) * 100.0)
    }
}

/// Processor time of this process, in the hundredths of a second the kernel counts.
#[cfg(target_os = "linux")]
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, which may hold blanks, stands in parentheses.
    let behind_the_name = text.rsplit_once(')')?.1;
    let mut numbers = behind_the_name.split_ascii_whitespace().skip(11);
    let user: u64 = numbers.next()?.parse().ok()?;
    let system: u64 = numbers.next()?.parse().ok()?;
    Some(Duration::from_millis((user + system) * 10))
}

#[cfg(not(target_os = "linux"))]
fn processor_time() -> Option<Duration> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_that_keeps_half_of_two_threads_busy_is_serial() {
        let stage = |milliseconds| Stage {
            name: "read",
            wall: Duration::from_secs(1),
            processor: Some(Duration::from_millis(milliseconds)),
        };
        assert_eq!(stage(1000).serial(2), Some(100.0));
        assert_eq!(stage(1500).serial(2), Some(50.0));
        assert_eq!(stage(2000).serial(2), Some(0.0));
        assert_eq!(stage(2000).serial(1), None);
    }

    #[test]
    fn the_table_ends_with_the_whole() {
        let timings = Timings::begin(true);
        timings.end("read");
        timings.end("join");
        let table = timings.table();
        let names: Vec<&str> = table.lines().map(|line| line.split_whitespace().next().unwrap()).collect();
        assert_eq!(names, ["stage", "read", "join", "whole"]);
    }
}
