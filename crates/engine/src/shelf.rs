//! Room for what a run keeps beside its models: records of one length, by their place.

/// Why a record could not be kept or found again: storage that is full, or was taken away.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ShelfFault(pub String);

/// Records of one length, each at its place; what was not written there reads as anything.
pub trait Shelf {
    /// Puts a record at its place.
    ///
    /// # Errors
    /// [`ShelfFault`] if it does not fit.
    fn write(&mut self, place: usize, record: &[u8]) -> Result<(), ShelfFault>;

    /// Fills `record` with what was put at a place.
    ///
    /// # Errors
    /// [`ShelfFault`] if it is there no more.
    fn read(&self, place: usize, record: &mut [u8]) -> Result<(), ShelfFault>;
}

/// What a host offers for a number of bytes.
pub enum Room {
    /// Nothing of its own: the run's memory.
    Memory,
    /// Storage outside it.
    Files(Box<dyn Shelf>),
    /// Too little; the bytes that are free, where they are known.
    None {
        /// Bytes.
        free: Option<f64>,
    },
}

/// Records in memory.
#[derive(Debug, Default)]
pub(crate) struct MemoryShelf {
    records: Vec<Option<Box<[u8]>>>,
}

impl Shelf for MemoryShelf {
    fn write(&mut self, place: usize, record: &[u8]) -> Result<(), ShelfFault> {
        if self.records.len() <= place {
            self.records.resize(place + 1, None);
        }
        self.records[place] = Some(record.into());
        Ok(())
    }

    fn read(&self, place: usize, record: &mut [u8]) -> Result<(), ShelfFault> {
        let kept = self.records.get(place).and_then(Option::as_ref).filter(|kept| kept.len() == record.len());
        let kept = kept.ok_or_else(|| ShelfFault(format!("there is no record {place} of {} bytes", record.len())))?;
        record.copy_from_slice(kept);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_from_their_places() {
        let mut shelf = MemoryShelf::default();
        shelf.write(2, &[1, 2]).unwrap();
        shelf.write(0, &[3, 4]).unwrap();
        let mut record = [0; 2];
        shelf.read(2, &mut record).unwrap();
        assert_eq!(record, [1, 2]);
        assert!(shelf.read(1, &mut record).is_err(), "nothing was put there");
        assert!(shelf.read(0, &mut [0; 3]).is_err(), "it has another length");
    }
}
