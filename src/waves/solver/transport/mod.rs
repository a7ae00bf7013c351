//! The cheapest placement of a crowded stretch: coarse chunks first, then finer ones, at last single units.

mod order;
mod refine;

use crate::waves::solver::envelope::{Envelope, Way, price_of_days};
use crate::waves::solver::item::{Item, MISSED};
use crate::waves::solver::line::Line;
use crate::waves::solver::network::{Chunk, Network};
use crate::waves::solver::rescue::{Fate, rescue};
use crate::waves::solver::stretch::Stretch;
use crate::waves::solver::transport::order::in_order_of_groups;

/// Price of one unit of weight that misses its last day: more than prices can sum up to (below 2^68 on any ring).
pub(in crate::waves) const WEIGHT: i128 = 1 << 72;
/// Chunks of the first level per day of the stretch.
const CHUNKS_PER_DAY: usize = 8;
/// Elementary steps: some ten seconds.
const EFFORT: u64 = 6_000_000_000;

/// A placement, and how good it is.
pub(in crate::waves) struct Placement {
    pub(in crate::waves) items: Vec<Item>,
    pub(in crate::waves) days: Vec<u32>,
    /// No placement of as little missed weight is cheaper by more than this; `None`: nothing is known.
    pub(in crate::waves) gap: Option<i128>,
}

/// Units that may stand on the same days at prices that differ by their slopes only.
struct Group {
    /// Their places in `items`, cheapest slope first, and their chunks.
    begin: u32,
    end: u32,
    chunks: std::ops::Range<u32>,
    early: u32,
    free: u32,
    last: u32,
    best: i32,
    /// Weight of missing one of them.
    escape: i128,
}

struct Transport<'a> {
    line: &'a Line,
    first: u32,
    /// Sorted by group, then slope; those that are lost in any case aside.
    items: Vec<Item>,
    groups: Vec<Group>,
    chunks: Vec<Chunk>,
    network: Network,
    envelope: Envelope,
    /// Seats of these units that have to be missed.
    missed: i128,
    size: u32,
}

/// How far a search goes.
#[derive(Debug, Clone, Copy)]
pub(in crate::waves) struct Limits {
    /// Elementary steps spent on one stretch before its calendar stands as it is; counted, so every machine agrees.
    pub(in crate::waves) effort: u64,
    /// Chunks of the first level per day of the stretch.
    pub(in crate::waves) chunks_per_day: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { effort: EFFORT, chunks_per_day: CHUNKS_PER_DAY }
    }
}

/// Finds the cheapest placement of the least missed weight.
pub(in crate::waves) fn place(stretch: Stretch<'_>, limits: Limits) -> Placement {
    let rescue = rescue(&stretch);
    let fated = || stretch.items.iter().copied().zip(rescue.fates.iter().copied());
    let lost: Vec<(Item, Fate)> = fated().filter(|it| it.1 == Fate::Lost).collect();
    let kept: Vec<(Item, Fate)> = fated().filter(|it| it.1 != Fate::Lost).collect();
    let mut transport = Transport::new(&stretch, &kept, limits);
    transport.missed = i128::from(rescue.tied_weight);
    let known = transport.run(limits.effort, &rescue.weight_prices);
    let days: Vec<u32> = transport.days().into_iter().chain(lost.iter().map(|_| MISSED)).collect();
    let items: Vec<Item> = transport.items.iter().copied().chain(lost.iter().map(|it| it.0)).collect();
    let Known::Prices(prices) = known else { return Placement { items, days, gap: Some(0) } };
    let gap = |items: &[Item], days: &[u32]| {
        let in_time = items.iter().zip(days).filter(|(_, day)| **day != MISSED);
        let cost: i128 = in_time.map(|(item, &day)| item.cost(day, stretch.line)).sum();
        transport.bound(&prices, &lost).map(|bound| cost - bound.clamp(0, cost))
    };
    let missed = |items: &[Item], days: &[u32]| -> u64 {
        let missed = items.iter().zip(days).filter(|(_, day)| **day == MISSED);
        missed.map(|(item, _)| u64::from(item.weight)).sum()
    };
    let in_time = rescue.in_time(&stretch);
    if missed(&items, &days) > missed(&stretch.items, &in_time) {
        let gap = gap(&stretch.items, &in_time);
        return Placement { items: stretch.items, days: in_time, gap };
    }
    let gap = gap(&items, &days);
    Placement { items, days, gap }
}

enum Known {
    Optimal,
    /// Prices per day that prove something.
    Prices(Vec<i128>),
}

impl<'a> Transport<'a> {
    fn new(stretch: &Stretch<'a>, kept: &[(Item, Fate)], limits: Limits) -> Self {
        let kept = in_order_of_groups(kept);
        let (line, first, width) = (stretch.line, stretch.first, stretch.width as u32);
        let mut groups: Vec<Group> = Vec::new();
        let mut begin = 0;
        for group in kept.chunk_by(|a, b| (a.0.class(), a.1) == (b.0.class(), b.1)) {
            let (item, fate) = group[0];
            let local = |position: u32| position.saturating_sub(first).min(width);
            let end = begin + group.len() as u32;
            groups.push(Group {
                begin,
                end,
                chunks: 0..0,
                early: local(item.early),
                free: local(item.free),
                last: local(item.end),
                best: item.best,
                escape: WEIGHT * i128::from(fate.escape()),
            });
            begin = end;
        }
        let room = line.room[first as usize..][..stretch.width].to_vec();
        let mut transport = Transport {
            line,
            first,
            items: kept.iter().map(|it| it.0).collect(),
            groups,
            chunks: Vec::new(),
            network: Network::new(room),
            envelope: Envelope::default(),
            missed: 0,
            size: 1,
        };
        let chunks = limits.chunks_per_day.saturating_mul(stretch.width);
        while transport.items.len() / transport.size as usize > chunks {
            transport.size *= 4;
        }
        transport.cut();
        transport
    }

    /// Coarse chunks come close in few steps; single units prove the optimum.
    fn run(&mut self, effort: u64, weight_prices: &[u32]) -> Known {
        self.spread();
        let mut known: Vec<i128> = weight_prices.iter().map(|&weight| i128::from(weight) * WEIGHT).collect();
        loop {
            if !self.improve(effort) {
                return Known::Prices(known);
            }
            known.copy_from_slice(&self.network.price[..self.network.width]);
            if !self.refine() {
                return Known::Optimal;
            }
        }
    }

    /// A first placement: the steepest chunk first, on the nearest day on which it leaves a place free.
    fn spread(&mut self) {
        let mut order: Vec<u32> = (0..self.chunks.len() as u32).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(self.chunks[at as usize].slope));
        for at in order {
            let chunk = self.chunks[at as usize];
            let group = &self.groups[chunk.group as usize];
            let fits = |day: &u32| self.network.left(*day) > chunk.mass;
            let behind = (group.free.max(group.early)..group.last).find(fits);
            let day = behind.or_else(|| (group.early..group.free.min(group.last)).rev().find(fits));
            if let Some(day) = day {
                self.network.put(chunk.mass, day);
                self.chunks[at as usize].place = day;
            }
        }
    }

    /// Turns rings until none gains; `false` where the effort ran out first. Groups that gained are asked again
    /// until they are content; what proves the optimum is a round of all in which nothing changes.
    fn improve(&mut self, effort: u64) -> bool {
        let all: Vec<u32> = (0..self.groups.len() as u32).collect();
        let mut asked = all.clone();
        loop {
            let mut has_changed = false;
            for day in 0..self.network.width as u32 {
                has_changed |= self.network.release(&mut self.chunks, day);
            }
            let may_stop = self.network.price[..self.network.width].iter().all(|&price| price >= 0);
            let is_whole = asked.len() == all.len();
            let mut gaining = Vec::new();
            for group in asked {
                if self.improve_group(group as usize, may_stop) {
                    gaining.push(group);
                }
                if self.network.effort > effort {
                    return false;
                }
            }
            if gaining.is_empty() && is_whole && !has_changed {
                return true;
            }
            asked = if gaining.is_empty() { all.clone() } else { gaining };
        }
    }

    fn improve_group(&mut self, number: usize, may_stop: bool) -> bool {
        let mut envelope = std::mem::take(&mut self.envelope);
        let group = &self.groups[number];
        self.network.effort += self.fill(&mut envelope, group, &self.network.price, may_stop);
        let mut walk = envelope.walk();
        let mut has_changed = false;
        for at in group.chunks.clone().rev() {
            self.network.effort += 1;
            let chunk = self.chunks[at as usize];
            let Some(way) = walk.cheapest(chunk.slope) else { continue };
            let here = self.pays(&chunk);
            if way.cost(chunk.slope) >= here {
                continue;
            }
            let gain = self.cost(&chunk, way.place) + self.network.price[way.place as usize] - here;
            if gain < 0 {
                self.network.turn(&mut self.chunks, at as usize, way.place, here, gain);
                has_changed = true;
            }
        }
        self.envelope = envelope;
        has_changed
    }

    /// What a unit of the chunk pays now, the place included.
    fn pays(&self, chunk: &Chunk) -> i128 {
        let price = self.network.price[chunk.place as usize];
        if self.network.is_leaf(chunk.place) { self.cost(chunk, chunk.place) + price } else { price }
    }

    /// What a unit of the chunk costs on a day, or missed.
    fn cost(&self, chunk: &Chunk, day: u32) -> i128 {
        cost(&self.groups[chunk.group as usize], chunk.slope, self.early(chunk.group, day))
    }

    /// Calendar days from a day of the stretch to the best one of a group, `None` for "missed".
    fn early(&self, group: u32, day: u32) -> Option<i64> {
        let group = &self.groups[group as usize];
        if day == self.network.root() {
            return None;
        }
        let is_early = day < group.free;
        let offset = self.line.offset[(self.first + day) as usize];
        Some(if is_early { i64::from(group.best) - i64::from(offset) } else { 0 })
    }

    /// The ways of a group at these prices, and how many were looked at. No way is cheaper than one that is
    /// nearer and whose place costs nothing, so that the search ends there.
    fn fill(&self, envelope: &mut Envelope, group: &Group, prices: &[i128], may_stop: bool) -> u64 {
        envelope.clear();
        envelope.add(Way { early: 0, price: group.escape, place: self.network.root() });
        let days =
            (group.free.max(group.early)..group.last).chain((group.early..group.free.min(group.last)).rev());
        let (mut least, mut steps) = (group.escape, 0);
        for day in days {
            steps += 1;
            let price = prices[day as usize];
            // Almost every day is passed here: it is no cheaper than one that is nearer.
            if price >= least && price != 0 || self.network.room[day as usize] == 0 {
                continue;
            }
            least = least.min(price);
            let offset = self.line.offset[(self.first + day) as usize];
            let early = if day < group.free { i64::from(group.best) - i64::from(offset) } else { 0 };
            envelope.add(Way { early, price, place: day });
            if may_stop && price == 0 {
                break;
            }
        }
        steps
    }

    /// A position per item: of a group, the steepest stand where least is paid.
    fn days(&self) -> Vec<u32> {
        let mut days = vec![MISSED; self.items.len()];
        for (number, group) in (0u32..).zip(&self.groups) {
            let chunks = &self.chunks[group.chunks.start as usize..group.chunks.end as usize];
            let mut parts: Vec<(i64, u32, u32)> = chunks
                .iter()
                .flat_map(|chunk| self.network.parts(chunk))
                .map(|(day, units)| (self.early(number, day).unwrap_or(0), day, units))
                .collect();
            parts.sort_unstable();
            let mut at = group.end as usize;
            for (_, day, units) in parts {
                let position = if day == self.network.root() { MISSED } else { self.first + day };
                days[at - units as usize..at].fill(position);
                at -= units as usize;
            }
        }
        days
    }

    /// What every placement of as little missed weight costs at least: places are offered at any prices, everybody
    /// takes the cheapest way, and what the places bring is given back (weak duality). `None` where the prices
    /// would have somebody be missed who need not be.
    fn bound(&self, prices: &[i128], lost: &[(Item, Fate)]) -> Option<i128> {
        let mut prices: Vec<i128> = prices.iter().map(|&price| price.max(0)).collect();
        let (first, end) = (self.first as usize, self.first as usize + prices.len());
        if first > 0 {
            prices[0] = 0;
        }
        if end < self.line.len() {
            prices[end - first - 1] = 0;
        }
        let places = prices.iter().zip(&self.network.room).map(|(&price, &room)| price * i128::from(room));
        let mut bound = -places.sum::<i128>() - self.missed * WEIGHT;
        let mut envelope = Envelope::default();
        for group in &self.groups {
            self.fill(&mut envelope, group, &prices, true);
            let mut walk = envelope.walk();
            for item in self.items[group.begin as usize..group.end as usize].iter().rev() {
                bound += walk.cheapest(item.slope)?.cost(item.slope);
            }
        }
        let is_lost = |item: &Item| {
            let local = |position: u32| position.saturating_sub(self.first).min(self.network.width as u32);
            let weight = i128::from(item.weight) * WEIGHT;
            let mut open =
                (local(item.early)..local(item.end)).filter(|&day| self.network.room[day as usize] > 0);
            open.all(|day| prices[day as usize] >= weight)
        };
        lost.iter().all(|it| is_lost(&it.0)).then_some(bound)
    }
}

fn cost(group: &Group, slope: u64, early: Option<i64>) -> i128 {
    early.map_or(group.escape, |days| price_of_days(days, slope))
}
