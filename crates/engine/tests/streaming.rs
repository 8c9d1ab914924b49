//! What reading a model onto a device holds at once, by the peak of this process's resident memory.
//!
//! A binary of its own, with one test: the peak is that of the whole process.
#![cfg(target_os = "linux")]

mod disk;

use burn::tensor::Device;
use disk::Disk;
use serde_json::{Map, Value, json};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use stillroom_engine::{OutputModel, PretrainedModel};

const LAYERS: usize = 6;
const WIDTH: usize = 512;
const WIDE: usize = 1536;
const VOCABULARY: usize = 8192;
/// Bytes besides the weights: a piece of a file, its header, the tables of positions, the allocator's own.
const ALLOWANCE: usize = 6 << 20;

/// Names and shapes of a Llama's tensors.
fn tensors() -> Vec<(String, Vec<usize>)> {
    let block = |layer: usize| {
        let matrices = [
            ("self_attn.q_proj", [WIDTH, WIDTH]),
            ("self_attn.k_proj", [WIDTH, WIDTH]),
            ("self_attn.v_proj", [WIDTH, WIDTH]),
            ("self_attn.o_proj", [WIDTH, WIDTH]),
            ("mlp.gate_proj", [WIDE, WIDTH]),
            ("mlp.up_proj", [WIDE, WIDTH]),
            ("mlp.down_proj", [WIDTH, WIDE]),
        ];
        let norms = ["input_layernorm", "post_attention_layernorm"].map(|name| (name, vec![WIDTH]));
        let all = matrices.map(|(name, shape)| (name, shape.to_vec())).into_iter().chain(norms);
        all.map(move |(name, shape)| (format!("model.layers.{layer}.{name}.weight"), shape)).collect::<Vec<_>>()
    };
    let ends = [("model.embed_tokens.weight", vec![VOCABULARY, WIDTH]), ("model.norm.weight", vec![WIDTH])];
    ends.map(|(name, shape)| (name.to_owned(), shape)).into_iter().chain((0..LAYERS).flat_map(block)).collect()
}

/// A folder with the model in f16, of which no more than a buffer is ever in memory.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("streaming-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let config = json!({
        "model_type": "llama", "vocab_size": VOCABULARY, "max_position_embeddings": 64, "hidden_size": WIDTH,
        "intermediate_size": WIDE, "num_hidden_layers": LAYERS, "num_attention_heads": 8, "hidden_act": "silu",
        "rms_norm_eps": 1e-5, "tie_word_embeddings": true,
    });
    fs::write(folder.join("config.json"), config.to_string()).unwrap();
    let (mut header, mut end) = (Map::new(), 0);
    for (name, shape) in tensors() {
        let start = end;
        end += 2 * shape.iter().product::<usize>();
        header.insert(name, json!({"dtype": "F16", "shape": shape, "data_offsets": [start, end]}));
    }
    write(&folder.join("model.safetensors"), &Value::from(header).to_string(), end / 2);
    folder
}

fn write(path: &Path, header: &str, values: usize) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    out.write_all(&(header.len() as u64).to_le_bytes()).unwrap();
    out.write_all(header.as_bytes()).unwrap();
    // 2⁻⁶ to 2⁻⁵ as f16.
    let some: Vec<u8> = (0..512_u16).flat_map(|at| (0x2400 + at).to_le_bytes()).collect();
    assert_eq!(values % 512, 0);
    (0..values / 512).for_each(|_| out.write_all(&some).unwrap());
    out.flush().unwrap();
}

/// The most that was ever resident since [`forget`], in bytes.
fn resident(key: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find(|line| line.starts_with(key)).expect("the figure");
    line.split_whitespace().nth(1).and_then(|n| n.parse::<usize>().ok()).expect("a number") * 1024
}

/// Lets the peak begin anew (`proc(5)`, `clear_refs`).
fn forget() {
    fs::write("/proc/self/clear_refs", "5").expect("Linux lets the peak begin anew");
}

#[test]
fn the_peak_is_the_model_and_its_largest_tensor() {
    let (folder, device) = (folder(), Device::flex());
    let file = |name: &str| Disk::open(&folder.join(name));
    let before = resident("VmRSS:");
    forget();
    let model = PretrainedModel::from_files("made", file).unwrap();
    let opened = resident("VmHWM:") - before;
    let (bytes, largest) = (model.card().device_bytes as usize, model.card().largest_tensor_bytes as usize);
    let loaded = OutputModel::new(&model, &device).unwrap();
    let streamed = resident("VmHWM:") - before;
    drop(loaded);
    let before = resident("VmRSS:");
    forget();
    let checkpoint = model.read_checkpoint().unwrap();
    let loaded = OutputModel::new(&model, &device).unwrap();
    let whole = resident("VmHWM:") - before;
    drop((checkpoint, loaded));
    fs::remove_dir_all(folder).unwrap();
    let mb = |bytes: usize| bytes as f64 / 1e6;
    println!(
        "model {:.1} MB, largest tensor {:.1}; peaks: opened {:.1}, streamed {:.1}, with all in memory {:.1}",
        mb(bytes),
        mb(largest),
        mb(opened),
        mb(streamed),
        mb(whole)
    );
    assert!(bytes > 64 << 20, "a model of {bytes} bytes would prove little");
    assert!(opened <= ALLOWANCE, "opening holds {opened} bytes");
    assert!(streamed <= bytes + largest + ALLOWANCE, "{streamed} bytes for {bytes} and {largest}");
    // The measure sees what it should.
    assert!(streamed >= bytes && whole > bytes + largest + ALLOWANCE, "{streamed} {whole}");
}
