//! A student's zip and its weights, as any bytes may have them: never a panic, and what is accepted comes back.

use proptest::prelude::*;
use std::sync::LazyLock;
use stillroom_data::{Tokenizer, TokenizerKind};
use stillroom_formats::{
    FormatError, Manifest, PACKAGE_VERSION, StudentPackage, from_safetensors, from_zip, to_safetensors, to_zip,
};
use stillroom_models::NamedTensor;
use stillroom_spec::Recipe;

const FILES: [&str; 4] = ["model.safetensors", "student.json", "recipe.json", "tokenizer.json"];

static PACKAGE: LazyLock<StudentPackage> = LazyLock::new(|| {
    let recipe = Recipe::preset("languages").unwrap();
    let kind = TokenizerKind::Characters { vocabulary: 16 };
    let manifest = Manifest {
        version: PACKAGE_VERSION,
        model: recipe.student.model.clone(),
        ids: 16,
        classes: vec!["ham".into(), "spam".into()],
    };
    let weights = vec![NamedTensor { name: "w".into(), shape: vec![2, 3], values: vec![1.5; 6] }];
    let tokenizer = Some(Tokenizer::train(&kind, &["abc"]).unwrap().to_json());
    StudentPackage { manifest, tokenizer, recipe, readme: Some("# student\n".into()), weights }
});

static ZIP: LazyLock<Vec<u8>> = LazyLock::new(|| PACKAGE.to_zip().unwrap());

/// Some bytes changed, the rest cut off.
fn garbled(bytes: &[u8], changes: &[(prop::sample::Index, u8)], end: Option<prop::sample::Index>) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    changes.iter().for_each(|(at, byte)| {
        let at = at.index(bytes.len());
        bytes[at] = *byte;
    });
    let length = end.map_or(bytes.len(), |end| end.index(bytes.len()));
    bytes.truncate(length);
    bytes
}

fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, u8)>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6)
}

/// The end of an archive, where its directory is.
fn tail(changes: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    let start = ZIP.len() - 300;
    [&ZIP[..start], &garbled(&ZIP[start..], changes, None)].concat()
}

fn check(read: Result<StudentPackage, FormatError>) -> Result<(), TestCaseError> {
    match read {
        Ok(package) => {
            let again = StudentPackage::from_zip(&package.to_zip().unwrap()).unwrap();
            prop_assert_eq!(again.files().unwrap(), package.files().unwrap());
        }
        Err(error) => prop_assert!((1..2000).contains(&error.to_string().len()), "{}", error),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_garbled_zip_never_panics(changes in changes(), end in any::<Option<prop::sample::Index>>()) {
        check(StudentPackage::from_zip(&garbled(&ZIP, &changes, end)))?;
        check(StudentPackage::from_zip(&tail(&changes)))?;
    }

    /// Without the checksums of a zip, which stop most changes.
    #[test]
    fn garbled_files_never_panic(which in 0..FILES.len(), changes in changes(), end in any::<Option<prop::sample::Index>>()) {
        let files = PACKAGE.files().unwrap();
        check(StudentPackage::from_files(|name| {
            let bytes = &files.iter().find(|file| file.0 == name)?.1;
            Some(if name == FILES[which] { garbled(bytes, &changes, end) } else { bytes.clone() })
        }))?;
    }

    #[test]
    fn any_bytes_are_no_student(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(StudentPackage::from_zip(&bytes).is_err() && from_safetensors(&bytes).is_err());
    }

    #[test]
    fn garbled_weights_come_back_or_are_refused(changes in changes(), end in any::<Option<prop::sample::Index>>()) {
        let whole = to_safetensors(&PACKAGE.weights, &[("format", "stillroom")]).unwrap();
        if let Ok(read) = from_safetensors(&garbled(&whole, &changes, end)) {
            let again = from_safetensors(&to_safetensors(&read, &[]).unwrap()).unwrap();
            let bits = |t: &NamedTensor| (t.name.clone(), t.shape.clone(), t.values.iter().map(|v| v.to_bits()).collect());
            let all = |list: &[NamedTensor]| list.iter().map(bits).collect::<Vec<(String, Vec<usize>, Vec<u32>)>>();
            prop_assert_eq!(all(&again), all(&read));
        }
    }

    #[test]
    fn any_files_come_back(files in prop::collection::btree_map("[a-z./]{1,12}", prop::collection::vec(any::<u8>(), 0..60), 0..5)) {
        let listed: Vec<(String, Vec<u8>)> = files.clone().into_iter().collect();
        let zip = to_zip(&listed).unwrap();
        let mut read = from_zip(&zip).unwrap();
        files.iter().for_each(|(name, bytes)| assert_eq!(read(name).as_ref(), Some(bytes), "{name}"));
        prop_assert!(read("elsewhere/entirely").is_none());
    }
}
