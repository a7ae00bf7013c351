//! Chunks: how units are lumped together at first, and where that has to end.

use crate::waves::solver::envelope::Envelope;
use crate::waves::solver::item::Item;
use crate::waves::solver::network::{Chunk, Network};
use crate::waves::solver::transport::{Transport, cost};

/// Pieces a chunk is cut into.
const PIECES: u32 = 4;

impl Transport<'_> {
    /// Cuts every group into chunks.
    pub(in crate::waves) fn cut(&mut self) {
        let mut chunks = Vec::new();
        for (number, group) in (0u32..).zip(&mut self.groups) {
            let first = chunks.len() as u32;
            for begin in (group.begin..group.end).step_by(self.size as usize) {
                let end = group.end.min(begin + self.size);
                let slope = mean(&self.items[begin as usize..end as usize]);
                let place = self.network.root();
                chunks.push(Chunk { group: number, begin, mass: end - begin, slope, place });
            }
            group.chunks = first..chunks.len() as u32;
        }
        self.chunks = chunks;
    }

    /// Cuts every chunk in pieces of which a unit would rather stand elsewhere; `false` where there is none.
    ///
    /// The steeper a slope the nearer its cheapest way, so that all units of a chunk are content where the gentlest
    /// and the steepest are.
    pub(in crate::waves) fn refine(&mut self) -> bool {
        let whole = std::mem::take(&mut self.chunks);
        let mut chunks: Vec<Chunk> = Vec::with_capacity(2 * whole.len());
        let mut envelope = std::mem::take(&mut self.envelope);
        let mut moved: Vec<(u32, u32)> = Vec::new();
        for group in 0..self.groups.len() {
            let first = chunks.len() as u32;
            self.fill(&mut envelope, &self.groups[group], &self.network.price, true);
            let old = self.groups[group].chunks.clone();
            for chunk in &whole[old.start as usize..old.end as usize] {
                if self.is_content(chunk, &envelope) {
                    if !self.network.is_leaf(chunk.place) {
                        moved.push((chunk.place, chunks.len() as u32));
                    }
                    chunks.push(*chunk);
                } else {
                    self.split(chunk, &mut chunks);
                }
            }
            self.groups[group].chunks = first..chunks.len() as u32;
        }
        self.envelope = envelope;
        for (node, number) in moved {
            self.network.rename(node, number);
        }
        let has_changed = chunks.len() > whole.len();
        self.chunks = chunks;
        let mut network = std::mem::replace(&mut self.network, Network::new(Vec::new()));
        let root = network.width as u32;
        network.reprice(|chunk, day| {
            let chunk = &self.chunks[chunk as usize];
            let group = &self.groups[chunk.group as usize];
            let offset = |day: u32| i64::from(self.line.offset[(self.first + day) as usize]);
            let early = match day {
                day if day == root => None,
                day if day >= group.free => Some(0),
                day => Some(i64::from(group.best) - offset(day)),
            };
            cost(group, chunk.slope, early)
        });
        self.network = network;
        has_changed
    }

    /// Whether none of its units has a cheaper way.
    fn is_content(&self, chunk: &Chunk, envelope: &Envelope) -> bool {
        let (begin, end) = (chunk.begin as usize, (chunk.begin + chunk.mass) as usize);
        let (gentle, steep) = (self.items[begin].slope, self.items[end - 1].slope);
        if gentle == steep {
            return true;
        }
        let is_cheapest = |slope: u64| {
            let here =
                self.cost(&Chunk { slope, ..*chunk }, chunk.place) + self.network.price[chunk.place as usize];
            envelope.walk().cheapest(slope).is_none_or(|way| way.cost(slope) >= here)
        };
        self.network.is_leaf(chunk.place) && is_cheapest(gentle) && is_cheapest(steep)
    }

    fn split(&mut self, chunk: &Chunk, chunks: &mut Vec<Chunk>) {
        let end = chunk.begin + chunk.mass;
        let first = chunks.len() as u32;
        let size = chunk.mass.div_ceil(PIECES);
        for begin in (chunk.begin..end).step_by(size as usize) {
            let mass = size.min(end - begin);
            let slope = mean(&self.items[begin as usize..(begin + mass) as usize]);
            chunks.push(Chunk { begin, mass, slope, ..*chunk });
        }
        if self.network.is_leaf(chunk.place) {
            return;
        }
        let pieces: Vec<(u32, u32)> =
            (first..).zip(&chunks[first as usize..]).map(|(number, piece)| (number, piece.mass)).collect();
        let places = self.network.split(chunk.place, &pieces);
        chunks[first as usize..].iter_mut().zip(places).for_each(|(piece, place)| piece.place = place);
    }
}

fn mean(items: &[Item]) -> u64 {
    let sum: u128 = items.iter().map(|item| u128::from(item.slope)).sum();
    u64::try_from(sum / items.len() as u128).unwrap_or(u64::MAX)
}
