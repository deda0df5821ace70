using MiniGrad.Data;
using MiniGrad.Estimators;

namespace MiniGrad.Search;

/// <summary>Finds the settings of an <see cref="MlpRegressor"/> by itself, by the mean squared error.</summary>
/// <remarks><inheritdoc cref="MlpSearch{TEstimator}" path="/remarks"/></remarks>
public sealed class MlpRegressorSearch : MlpSearch<MlpRegressor>
{
    /// <summary>Searches by the rows of a table.</summary>
    /// <param name="table">Rows of numbers and text, as for <see cref="MlpRegressor.Fit(Table, string, TableEncoderOptions?,
    /// CancellationToken)"/>.</param>
    /// <param name="target">The name of the column with the numbers.</param>
    /// <param name="encoding">How columns become features. Default: as <see cref="TableEncoderOptions"/> has it.</param>
    /// <param name="cancellation">Interrupts the search; with <see cref="MlpSearch{TEstimator}.Storage"/> another one goes on.</param>
    /// <exception cref="ArgumentException">The table cannot be learned from, or has too few rows.</exception>
    /// <exception cref="InvalidOperationException">No trial came to its end; the message says why.</exception>
    /// <exception cref="InvalidDataException">The study that is kept is of a search with another seed, overlap or pruner.</exception>
    /// <exception cref="StudyStorageException">The storage cannot do what it should.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public MlpSearchResult<MlpRegressor> Fit(
        Table table, string target, TableEncoderOptions? encoding = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentException.ThrowIfNullOrEmpty(target);
        return Find(new NumberTableTask(Checked(table, target), target, encoding) { Create = Create }, cancellation);
    }

    /// <summary>Searches by samples.</summary>
    /// <param name="data">Inputs of finite numbers, [samples, features], and targets, [samples, outputs] or [samples].</param>
    /// <inheritdoc cref="Fit(Table, string, TableEncoderOptions?, CancellationToken)" path="/*[not(self::param)]"/>
    /// <param name="cancellation">Interrupts the search; with <see cref="MlpSearch{TEstimator}.Storage"/> another one goes on.</param>
    public MlpSearchResult<MlpRegressor> Fit(Dataset<float> data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Find(new NumberSampleTask(data) { Create = Create }, cancellation);
    }

    private protected override MlpRegressor Combine(IReadOnlyList<MlpRegressor> members, IReadOnlyList<double> weights) =>
        MlpRegressor.Combine(members, weights);

    private MlpRegressor Create(MlpSettings settings, ulong seed) => new()
    {
        LearningRate = settings.LearningRate,
        L2Penalty = settings.L2Penalty,
        BatchSize = settings.BatchSize,
        HiddenSizes = settings.HiddenSizes,
        Activation = settings.Activation,
        Dropout = settings.Dropout,
        Epochs = Epochs,
        Seed = seed,
    };
}
