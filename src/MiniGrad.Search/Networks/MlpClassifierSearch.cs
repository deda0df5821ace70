using MiniGrad.Data;
using MiniGrad.Estimators;

namespace MiniGrad.Search;

/// <summary>Finds the settings of an <see cref="MlpClassifier"/> by itself, by the cross-entropy.</summary>
/// <remarks><inheritdoc cref="MlpSearch{TEstimator}" path="/remarks"/>
/// <para>What is chosen by is the mean cross-entropy as if of n samples one more had been of another class, <c>(−mean log p −
/// mean log(1 − p) / n) / (1 + 1/n)</c> with p the probability of the right class: n samples that are all predicted right do not tell
/// whether the next one will be, and the surest of many trials is so by chance. The held-out losses are the plain
/// cross-entropy.</para></remarks>
/// <example><code>
/// var search = new MlpClassifierSearch { Trials = 60, Folds = 5, Workers = 2, Ensemble = 5 };
/// MlpSearchResult&lt;MlpClassifier&gt; result = search.Fit(trainingTable, target: "species");
/// Console.WriteLine($"{result.Best.Score(testTable):P1} alone, {result.Ensemble.Score(testTable):P1} together; {result.Study.Best}");
/// result.Ensemble.Save("plants.safetensors");
/// </code></example>
public sealed class MlpClassifierSearch : MlpSearch<MlpClassifier>
{
    /// <summary>Whether every class counts the same in training. Default: false.</summary>
    public bool BalancesClasses { get; init; }

    private protected override string OwnSettings => BalancesClasses ? "balanced" : "";

    /// <summary>Searches by the rows of a table.</summary>
    /// <param name="table">Rows of numbers and text, as for <see cref="MlpClassifier.Fit(Table, string, TableEncoderOptions?,
    /// CancellationToken)"/>.</param>
    /// <param name="target">The name of the column with the classes.</param>
    /// <param name="encoding">How columns become features. Default: as <see cref="TableEncoderOptions"/> has it.</param>
    /// <param name="cancellation">Interrupts the search; with <see cref="MlpSearch{TEstimator}.Storage"/> another one goes on.</param>
    /// <exception cref="ArgumentException">The table cannot be learned from, or has too few rows.</exception>
    /// <exception cref="InvalidOperationException">No trial came to its end; the message says why.</exception>
    /// <exception cref="InvalidDataException">The study that is kept is of a search with another seed, overlap or pruner.</exception>
    /// <exception cref="StudyStorageException">The storage cannot do what it should.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public MlpSearchResult<MlpClassifier> Fit(
        Table table, string target, TableEncoderOptions? encoding = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentException.ThrowIfNullOrEmpty(target);
        return Find(new ClassTableTask(Checked(table, target), target, encoding) { Create = Create }, cancellation);
    }

    /// <summary>Searches by samples.</summary>
    /// <param name="data">Inputs of finite numbers, [samples, features], and labels.</param>
    /// <inheritdoc cref="Fit(Table, string, TableEncoderOptions?, CancellationToken)" path="/*[not(self::param)]"/>
    /// <param name="cancellation">Interrupts the search; with <see cref="MlpSearch{TEstimator}.Storage"/> another one goes on.</param>
    public MlpSearchResult<MlpClassifier> Fit(Dataset<float> data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Find(new ClassSampleTask(data) { Create = Create }, cancellation);
    }

    private protected override MlpClassifier Combine(IReadOnlyList<MlpClassifier> members, IReadOnlyList<double> weights) =>
        MlpClassifier.Combine(members, weights);

    private MlpClassifier Create(MlpSettings settings, ulong seed) => new()
    {
        LearningRate = settings.LearningRate,
        L2Penalty = settings.L2Penalty,
        BatchSize = settings.BatchSize,
        HiddenSizes = settings.HiddenSizes,
        Activation = settings.Activation,
        Dropout = settings.Dropout,
        Epochs = Epochs,
        Seed = seed,
        BalancesClasses = BalancesClasses,
    };
}
