//! Where the last character stands that a parser has been given.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Line and column, both from 1, of the last character that is no white space; (1, 0) before the first.
///
/// A parser that meets the end of a file names the line after the last one. There is nothing to see.
#[derive(Debug)]
pub(super) struct LastSeen {
    now: Cell<(usize, usize)>,
    visible: Cell<(usize, usize)>,
}

impl LastSeen {
    pub(super) fn new() -> Rc<Self> {
        Rc::new(Self { now: Cell::new((1, 0)), visible: Cell::new((1, 0)) })
    }

    pub(super) fn place(&self) -> (usize, usize) {
        self.visible.get()
    }

    fn take(&self, byte: u8) {
        let (line, column) = self.now.get();
        let begins = byte & 0xC0 != 0x80;
        self.now.set(if byte == b'\n' { (line + 1, 0) } else { (line, column + usize::from(begins)) });
        if !byte.is_ascii_whitespace() {
            self.visible.set(self.now.get());
        }
    }
}

/// Passes bytes on and looks at each.
pub(super) struct Watch<R> {
    pub(super) input: R,
    pub(super) seen: Rc<LastSeen>,
}

impl<R: Read> Read for Watch<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(target)?;
        target[..length].iter().for_each(|&byte| self.seen.take(byte));
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stands_at_the_last_visible_character() {
        let check = |text: &str, place| {
            let seen = LastSeen::new();
            io::copy(&mut Watch { input: text.as_bytes(), seen: Rc::clone(&seen) }, &mut io::sink()).unwrap();
            assert_eq!(seen.place(), place, "{text:?}");
        };
        check("", (1, 0));
        check(" \n\n", (1, 0));
        check("ab", (1, 2));
        check("a\néb \n\n", (2, 2));
    }
}
