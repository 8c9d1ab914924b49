//! Teacher outputs kept between epochs: the likeliest ids of each token and one bucket for the rest, in f16.

use super::batch::TokenBatch;
use super::record::{Record, bytes_per_token};
use super::teachers::{Panel, Teaching};
use crate::shelf::{MemoryShelf, Shelf};
use crate::{EngineError, Room};
use burn::tensor::{Device, Int, Tensor, TensorData};
use std::ops::Range;
use stillroom_models::read_values;
use stillroom_objectives::TopK;
use stillroom_spec::{CacheCost, CachePlace, CachePoint};

/// Sizes that an automatic choice tries.
const SIZES: [usize; 8] = [2, 4, 8, 16, 32, 64, 128, 256];
/// Nats that an automatic choice may lose.
const TOLERANCE: f64 = 0.01;

/// What was kept, by block.
pub(crate) struct TeacherCache {
    top_k: usize,
    vocabulary: usize,
    /// The temperature of the kept distributions.
    temperature: f64,
    /// Tokens of a block.
    length: usize,
    shelf: Box<dyn Shelf>,
    place: CachePlace,
    /// Whether a block is kept.
    kept: Vec<bool>,
    curve: Vec<CachePoint>,
}

/// What was kept of one batch.
pub(crate) struct Kept {
    ids: Vec<i32>,
    log_p: Vec<f32>,
    log_tail: Vec<f32>,
    top_k: usize,
    vocabulary: usize,
    temperature: f64,
    device: Device,
}

impl TeacherCache {
    /// An empty cache of `blocks` blocks of `length` tokens, in memory; of the size asked for, or chosen by what a
    /// sample loses.
    pub(crate) async fn new(
        panel: &Panel,
        sample: &TokenBatch,
        top_k: Option<usize>,
        temperature: f64,
        (blocks, length): (usize, usize),
    ) -> Result<Self, EngineError> {
        let rows = 0..sample.tokens();
        let logits = panel.ask(sample).logits(&rows, temperature).ok_or(EngineError::State("there is no teacher"))?;
        let vocabulary = logits.dims()[1];
        let curve = curve(&logits, temperature).await?;
        let enough =
            || curve.iter().find(|point| point.kl <= TOLERANCE).or(curve.last()).map_or(vocabulary, |p| p.top_k);
        let top_k = top_k.unwrap_or_else(enough).min(vocabulary);
        let (shelf, place) = (Box::new(MemoryShelf::default()), CachePlace::Memory {});
        Ok(Self { top_k, vocabulary, temperature, length, shelf, place, kept: vec![false; blocks], curve })
    }

    /// Takes the room that the host gives, before anything is kept.
    pub(crate) fn settle(&mut self, room: Room) {
        match room {
            Room::Memory => {}
            Room::Files(shelf) => (self.shelf, self.place) = (shelf, CachePlace::Files {}),
            Room::None { free } => self.place = CachePlace::Nowhere { free },
        }
    }

    /// Keeps what the teachers say of some blocks. Where there is no more room, nothing is kept from then on.
    pub(crate) async fn fill(
        &mut self,
        panel: &Panel,
        blocks: &[usize],
        batch: &TokenBatch,
    ) -> Result<(), EngineError> {
        let logits = panel.ask(batch).logits(&(0..batch.tokens()), self.temperature);
        let top = TopK::of(logits.ok_or(EngineError::State("there is no teacher"))?, self.top_k, self.temperature);
        let ids: Vec<i32> = top.ids.into_data_async().await.map_err(unreadable)?.try_into_vec_as().map_err(unread)?;
        let [tokens, _] = top.log_p.dims();
        let log_p = read_values(Tensor::cat(vec![top.log_p, top.log_tail.reshape([tokens, 1])], 1)).await?;
        let (ids, log_p) =
            (ids.chunks_exact(self.length * self.top_k), log_p.chunks_exact(self.length * (self.top_k + 1)));
        for (&block, (ids, log_p)) in blocks.iter().zip(ids.zip(log_p)) {
            let record = Record { ids: ids.to_vec(), log_p: log_p.to_vec() };
            if self.shelf.write(block, &record.to_bytes()).is_err() {
                self.place = CachePlace::Nowhere { free: None };
                return Ok(());
            }
            self.kept[block] = true;
        }
        Ok(())
    }

    /// Blocks that are to be kept yet.
    pub(crate) fn missing(&self) -> Vec<usize> {
        let nowhere = matches!(self.place, CachePlace::Nowhere { .. });
        (0..self.kept.len()).filter(|&block| !nowhere && !self.kept[block]).collect()
    }

    /// What is kept of some blocks; none if any is missing or cannot be found again.
    pub(crate) fn batch(&self, blocks: &[usize], device: &Device) -> Option<Teaching> {
        let found = blocks.iter().map(|&block| self.record(block)).collect::<Option<Vec<_>>>()?;
        let rows = || found.iter().flat_map(|record| record.log_p.chunks_exact(self.top_k + 1));
        Some(Teaching::Kept(Kept {
            ids: found.iter().flat_map(|record| &record.ids).copied().collect(),
            log_p: rows().flat_map(|row| &row[..self.top_k]).copied().collect(),
            log_tail: rows().map(|row| row[self.top_k]).collect(),
            top_k: self.top_k,
            vocabulary: self.vocabulary,
            temperature: self.temperature,
            device: device.clone(),
        }))
    }

    fn record(&self, block: usize) -> Option<Record> {
        let nowhere = matches!(self.place, CachePlace::Nowhere { .. });
        self.kept.get(block).filter(|&&kept| kept && !nowhere)?;
        let mut bytes = vec![0; self.length * bytes_per_token(self.top_k)];
        self.shelf.read(block, &mut bytes).ok()?;
        Some(Record::from_bytes(&bytes, self.length, self.top_k))
    }

    /// What it takes once it is full.
    pub(crate) fn cost(&self) -> CacheCost {
        let tokens = self.kept.len() * self.length;
        let bytes = (tokens * bytes_per_token(self.top_k)) as f64;
        CacheCost { top_k: self.top_k, bytes, place: self.place, curve: self.curve.clone() }
    }
}

impl Kept {
    pub(crate) fn top_k(&self, rows: &Range<usize>) -> TopK {
        let shape = [rows.len(), self.top_k];
        let from = |values: &[f32]| TensorData::new(values.to_vec(), shape);
        let range = rows.start * self.top_k..rows.end * self.top_k;
        TopK {
            ids: Tensor::<2, Int>::from_data(TensorData::new(self.ids[range.clone()].to_vec(), shape), &self.device),
            log_p: Tensor::from_data(from(&self.log_p[range]), &self.device),
            log_tail: Tensor::from_data(
                TensorData::new(self.log_tail[rows.clone()].to_vec(), [rows.len()]),
                &self.device,
            ),
        }
    }

    /// Logits over the whole vocabulary: the kept ids have their probability, all others an even share of the rest.
    pub(crate) fn logits(&self, rows: &Range<usize>) -> Tensor<2> {
        let others = (self.vocabulary - self.top_k).max(1) as f32;
        let mut values = Vec::with_capacity(rows.len() * self.vocabulary);
        for row in rows.clone() {
            let start = values.len();
            values.resize(start + self.vocabulary, self.log_tail[row] - others.ln());
            for at in row * self.top_k..(row + 1) * self.top_k {
                values[start + self.ids[at].cast_unsigned() as usize] = self.log_p[at];
            }
        }
        let shape = [rows.len(), self.vocabulary];
        Tensor::<2>::from_data(TensorData::new(values, shape), &self.device).mul_scalar(self.temperature)
    }
}

/// Mean KL of the teachers' distribution from what each size leaves of it, the rest spread evenly.
async fn curve(logits: &Tensor<2>, temperature: f64) -> Result<Vec<CachePoint>, EngineError> {
    let [rows, vocabulary] = logits.dims();
    let logits = read_values(logits.clone().div_scalar(temperature)).await?;
    let mut sums = vec![0.0; SIZES.len()];
    for row in logits.chunks_exact(vocabulary) {
        losses(row).into_iter().zip(&mut sums).for_each(|(loss, sum)| *sum += loss);
    }
    let point = |(&top_k, sum): (&usize, f64)| CachePoint {
        top_k,
        bytes_per_token: bytes_per_token(top_k),
        kl: sum / rows.max(1) as f64,
    };
    Ok(SIZES.iter().zip(sums).filter(|(k, _)| **k < vocabulary).map(point).collect())
}

/// `Σ p (log p − log (tail / others))` over the ids that a size leaves out, for each size.
fn losses(row: &[f32]) -> Vec<f64> {
    let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut p: Vec<f64> = row.iter().map(|&z| f64::from(z - largest).exp()).collect();
    let sum: f64 = p.iter().sum();
    p.iter_mut().for_each(|p| *p /= sum);
    p.sort_unstable_by(|a, b| b.total_cmp(a));
    let loss = |rest: &[f64]| {
        let even = rest.iter().sum::<f64>() / rest.len().max(1) as f64;
        rest.iter().filter(|&&p| p > 0.0).map(|&p| p * (p / even).ln()).sum::<f64>()
    };
    SIZES.iter().map(|&k| p.get(k..).map_or(0.0, loss)).collect()
}

fn unreadable(error: burn::tensor::ExecutionError) -> EngineError {
    EngineError::Device(error.into())
}

fn unread(error: burn::tensor::DataError) -> EngineError {
    EngineError::Device(error.into())
}
