//! Memory that is counted. libFuzzer's own limit needs a sanitizer's runtime, which the stable compiler does not link.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Bytes that any input may take: tables of Unicode and patterns that are compiled once are the most of them.
const BASE: usize = 64 << 20;
/// Bytes for each byte of the input, above [`BASE`].
const FACTOR: usize = 1024;
/// Bytes at which an allocation fails, which ends the process: no input may come near.
const MOST: usize = 1 << 30;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

struct Counting;

#[global_allocator]
static MEMORY: Counting = Counting;

fn take(bytes: usize) -> bool {
    let live = LIVE.fetch_add(bytes, Relaxed).saturating_add(bytes);
    PEAK.fetch_max(live, Relaxed);
    live <= MOST
}

// SAFETY: everything is the system's allocator; null is what an allocator returns when there is no room.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        if take(layout.size()) { unsafe { System.alloc(layout) } } else { null_mut() }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        if take(layout.size()) { unsafe { System.alloc_zeroed(layout) } } else { null_mut() }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !take(size) {
            return null_mut();
        }
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Runs a check and looks at the most memory that it held.
///
/// # Panics
/// If that is out of proportion to the input, and as `check`.
pub fn run(check: fn(&[u8]), bytes: &[u8]) {
    let before = LIVE.load(Relaxed);
    PEAK.store(before, Relaxed);
    check(bytes);
    let held = PEAK.load(Relaxed) - before;
    assert!(held <= BASE + FACTOR * bytes.len(), "{held} bytes of memory for {} of input", bytes.len());
}
