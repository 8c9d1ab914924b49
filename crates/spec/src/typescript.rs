//! TypeScript declarations of everything that crosses to the page, made from the Rust types.

#[allow(clippy::wildcard_imports, reason = "all types of the crate are named below")]
use crate::*;
use ts_rs::{Config, TS};

macro_rules! declare {
    ($config:ident, $($type:ty),+ $(,)?) => {
        vec![$(declaration::<$type>(&$config)),+]
    };
}

/// All declarations as one module.
pub fn declarations() -> String {
    let config = Config::default();
    let all = declare!(
        config,
        ModelSource,
        ModelCard,
        TokenizerRecipe,
        ModelRecipe,
        Schedule,
        TrainRecipe,
        LayerPair,
        Objective,
        WeightedObjective,
        DataSource,
        SplitRecipe,
        DataRecipe,
        TeacherHead,
        Tuning,
        TeacherRecipe,
        StudentRecipe,
        EvaluationRecipe,
        Recipe,
        Encoding,
        TableFormat,
        ColumnRole,
        Column,
        SourceReport,
        LateColumns,
        LateColumn,
        Cleaning,
        ClassCount,
        SplitSizes,
        DataReport,
        ErrorCode,
        Place,
        ErrorReport,
        Lane,
        Phase,
        LossPart,
        Validation,
        StepReport,
        TeacherWarning,
        TeacherCard,
        Metrics,
        Latency,
        TrainingSummary,
        ModelReport,
        VerdictKind,
        Verdict,
        Environment,
        RunReport,
        Report,
        Prediction,
        GoldenRow,
        DecoderNorm,
        DecoderPositions,
        DecoderActivation,
        DecoderBiases,
        DecoderRecipe,
        CorpusSource,
        DocumentRule,
        CorpusFormat,
        SplitBy,
        CorpusRecipe,
        CorpusPart,
        CorpusReport,
        Task,
        Course,
        LanguageTerm,
        LanguageTeacher,
        Author,
        OnPolicyRecipe,
        CacheRecipe,
        LanguageStudent,
        SampleRecipe,
        ControlTime,
        LanguageEvaluation,
        LanguageRecipe,
        LanguageMetrics,
        LanguageSpeed,
        SampleStatistics,
        SampleReport,
        LanguageModelReport,
        LanguageCard,
        OnPolicyCost,
        CachePoint,
        CheckRow,
        ExportFormat,
        ExportOffer,
        CacheCost,
        CachePlace,
        AlignmentReport,
        ControlBudget,
        LanguageRunReport,
        TokenCandidate,
        TokenJudgement,
    );
    format!("// Made from crates/spec by `npm run types`; not edited by hand.\n\n{}", all.concat())
}

fn declaration<T: TS>(config: &Config) -> String {
    let docs = T::docs().unwrap_or_default();
    format!("{docs}export {}\n\n", T::decl(config))
}
