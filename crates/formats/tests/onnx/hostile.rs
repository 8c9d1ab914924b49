//! Weights that are not the description's are refused by name, and nothing panics.

use crate::models::{
    DECODER_CLASSIFIERS, ENCODERS, FAMILIES, Model, Reference, checkpoint, classifier_checkpoint, encoder_checkpoint,
    package, small_bag, small_encoder,
};
use proptest::prelude::*;
use stillroom_formats::{OnnxError, OnnxWeights};
use stillroom_models::NamedTensor;
use stillroom_spec::{ErrorReport, ModelRecipe, TokenizerRecipe};

fn models() -> Vec<Model> {
    let classifiers = Reference::all().map(|(_, package, _)| Model::Classifier(package.into()));
    let decoders = FAMILIES.map(|family| Model::Decoder(checkpoint(family)));
    let encoders = ENCODERS.map(|family| Model::Encoder(encoder_checkpoint(family)));
    let others = DECODER_CLASSIFIERS.map(|family| Model::DecoderClassifier(classifier_checkpoint(family)));
    decoders.into_iter().chain(encoders).chain(others).chain(classifiers).collect()
}

fn check(model: &Model, wanted: impl Fn(&OnnxError) -> bool) {
    for weights in [OnnxWeights::F32, OnnxWeights::Int8] {
        let error = model.to_onnx(weights).expect_err("it was written");
        assert!(wanted(&error), "{error}");
        assert!(!ErrorReport::from(error).hint.is_empty());
    }
}

#[test]
fn each_weight_is_needed_and_no_other() {
    for at in 0..models().len() {
        let count = models()[at].weights().len();
        for place in 0..count {
            let mut model = models().swap_remove(at);
            let gone = model.weights().remove(place);
            check(&model, |error| *error == OnnxError::Missing(gone.name.clone()));
        }
        let mut model = models().swap_remove(at);
        let other = NamedTensor { name: "zzz".into(), shape: vec![1], values: vec![1.0] };
        model.weights().push(other);
        check(&model, |error| *error == OnnxError::Unused("zzz".into()));
        let mut model = models().swap_remove(at);
        let twice = model.weights()[0].clone();
        model.weights().push(twice.clone());
        check(&model, |error| *error == OnnxError::Unused(twice.name.clone()));
    }
}

#[test]
fn a_shape_and_a_number_of_values_must_be_right() {
    for at in 0..models().len() {
        for place in 0..models()[at].weights().len() {
            let mut short = models().swap_remove(at);
            let tensor = &mut short.weights()[place];
            tensor.values.pop();
            let name = tensor.name.clone();
            check(&short, |error| matches!(error, OnnxError::Shape { name: n, .. } if *n == name));
            let mut turned = models().swap_remove(at);
            turned.weights()[place].shape.push(1);
            check(&turned, |error| matches!(error, OnnxError::Shape { name: n, .. } if *n == name));
        }
    }
}

#[test]
fn a_description_that_contradicts_itself_is_refused() {
    let weights = || Reference::all()[0].1.weights.clone();
    let encoder = |heads: usize, width: usize, max_tokens: usize, layers: usize| {
        let tokenizer = TokenizerRecipe::Bytes {};
        let model =
            ModelRecipe::Encoder { tokenizer, layers, width, heads, feed_forward: 12, max_tokens, dropout: 0.0 };
        Model::Classifier(package(model, 11, 3, weights()).into())
    };
    let range = |error: &OnnxError| matches!(error, OnnxError::Range(_));
    check(&encoder(0, 8, 6, 2), range);
    check(&encoder(3, 8, 6, 2), range);
    check(&encoder(2, 0, 6, 2), range);
    check(&encoder(2, 8, 1, 2), range);
    check(&encoder(2, 8, 6, usize::MAX), |error| matches!(error, OnnxError::Missing(_)));
    check(&encoder(1, usize::MAX, 6, 2), |error| matches!(error, OnnxError::Shape { .. }));
    check(&encoder(2, 8, 6, 1), |error| matches!(error, OnnxError::Unused(name) if name.contains("blocks.1")));
    check(&Model::Classifier(package(small_bag(4, 16), 11, 3, weights()).into()), |e| {
        matches!(e, OnnxError::Missing(_))
    });
    check(
        &Model::Classifier(package(small_encoder(), usize::MAX, 3, weights()).into()),
        |e| matches!(e, OnnxError::Shape { name, .. } if name == "Encoder.tokens.weight"),
    );
    let mut decoder = checkpoint("llama");
    decoder.recipe.key_value_heads = 4;
    check(&Model::Decoder(decoder), range);
}

#[test]
fn bytes_need_finite_weights() {
    for mut model in models() {
        let matrix = model.weights().iter_mut().find(|tensor| tensor.shape.len() == 2).unwrap();
        matrix.values[1] = f32::NAN;
        let name = matrix.name.clone();
        assert_eq!(model.to_onnx(OnnxWeights::Int8), Err(OnnxError::NotFinite(name)));
        assert!(model.to_onnx(OnnxWeights::F32).is_ok());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any numbers in the description, with weights of another.
    #[test]
    fn any_encoder_is_written_or_refused(
        layers in any::<usize>(), width in any::<usize>(), heads in any::<usize>(), feed_forward in any::<usize>(),
        max_tokens in any::<usize>(), ids in any::<usize>(), small in any::<bool>(),
    ) {
        let [layers, width, heads, feed_forward, max_tokens, ids] =
            [layers, width, heads, feed_forward, max_tokens, ids].map(|n| if small { n % 13 } else { n });
        let tokenizer = TokenizerRecipe::Bytes {};
        let model = ModelRecipe::Encoder { tokenizer, layers, width, heads, feed_forward, max_tokens, dropout: 0.0 };
        let model = package(model, ids, 3, Reference::all()[0].1.weights.clone());
        let fits = (layers, width, feed_forward, max_tokens, ids) == (2, 8, 12, 6, 11);
        prop_assert_eq!(model.to_onnx(OnnxWeights::F32).is_ok(), fits && heads > 0 && 8 % heads == 0);
    }

    #[test]
    fn any_decoder_is_written_or_refused(
        family in 0..4_usize, layers in 0..6_usize, width in 0..200_usize, key_value_heads in any::<usize>(),
        head_width in any::<usize>(), context in any::<usize>(), vocabulary in any::<usize>(), small in any::<bool>(),
    ) {
        let mut model = checkpoint(FAMILIES[family]);
        let range = |n: usize| if small { n % 100 } else { n };
        model.recipe.layers = layers;
        model.recipe.width = width;
        model.recipe.key_value_heads = range(key_value_heads);
        model.recipe.head_width = range(head_width);
        model.recipe.context = range(context);
        model.vocabulary = range(vocabulary);
        prop_assert!(model.to_onnx(OnnxWeights::Int8).is_err());
    }

    /// Any numbers in an encoder's description, with weights of another.
    #[test]
    fn any_encoder_of_others_is_written_or_refused(
        family in 0..3_usize, layers in 0..6_usize, width in 0..200_usize, heads in any::<usize>(),
        positions in any::<usize>(), token_types in any::<usize>(), classes in any::<usize>(), vocabulary in any::<usize>(),
        small in any::<bool>(),
    ) {
        let mut model = encoder_checkpoint(ENCODERS[family]);
        let range = |n: usize| if small { n % 100 } else { n };
        let before = (model.shape.clone(), model.vocabulary);
        model.shape.layers = layers;
        model.shape.width = width;
        model.shape.heads = range(heads);
        model.shape.positions = range(positions);
        model.shape.token_types = range(token_types);
        model.shape.head.as_mut().unwrap().classes = range(classes);
        model.vocabulary = range(vocabulary);
        prop_assume!(before != (model.shape.clone(), model.vocabulary));
        prop_assert!(model.to_onnx(OnnxWeights::Int8).is_err());
    }
}
