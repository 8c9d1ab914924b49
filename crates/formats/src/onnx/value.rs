//! Types of the tensors in a graph, so that the compiler refuses a node that ONNX would refuse.

use std::marker::PhantomData;

/// An element type of a tensor.
pub(super) trait Element: Copy + 'static {
    /// Its number in `TensorProto.DataType`.
    const TYPE: i32;
    /// Appends it as `raw_data` has it.
    fn write(self, to: &mut Vec<u8>);
}

macro_rules! element {
    ($($rust:ty => $number:literal, $bytes:expr;)*) => {$(
        impl Element for $rust {
            const TYPE: i32 = $number;
            fn write(self, to: &mut Vec<u8>) {
                let bytes: fn($rust) -> _ = $bytes;
                to.extend(bytes(self));
            }
        }
    )*};
}

element! {
    f32 => 1, |v| v.to_le_bytes();
    u8 => 2, |v| [v];
    i32 => 6, |v| v.to_le_bytes();
    i64 => 7, |v| v.to_le_bytes();
    bool => 9, |v| [u8::from(v)];
}

/// A tensor of a graph: an input, a constant, or what a node gives. Its shape is known to whoever made it.
#[derive(Debug)]
pub(super) struct Value<T> {
    pub(super) id: usize,
    element: PhantomData<T>,
}

impl<T> Value<T> {
    pub(super) fn new(id: usize) -> Self {
        Self { id, element: PhantomData }
    }
}

impl<T> Clone for Value<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Value<T> {}
