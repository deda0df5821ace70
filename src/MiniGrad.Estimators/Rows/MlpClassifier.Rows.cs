using System.Text.Json;
using MiniGrad.Data;

namespace MiniGrad.Estimators;

// One row at a time, as a service gets them.
public sealed partial class MlpClassifier
{
    /// <summary>The class of one row, the same bits as <see cref="PredictProbabilities(Table)"/> of a table with that row, without a
    /// table.</summary>
    /// <param name="row">The values by the names of their columns, as <see cref="TableEncoder.EncodeRow{T}(IReadOnlyDictionary{string,
    /// object?}, Span{T}, bool)"/> takes them: numbers, text, booleans, dates, or null for a missing value. All columns but those left out;
    /// those and the target may be there.</param>
    /// <param name="ignoresUnknown">Whether columns that the training table did not have are passed over. Default: no, they are refused,
    /// for they are likely misspelled.</param>
    /// <exception cref="ArgumentException">A column is not there or not known, or a value does not fit; the message names it.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    public ClassPrediction PredictRow(IReadOnlyDictionary<string, object?> row, bool ignoresUnknown = false)
    {
        FittedMlp known = Fitted;
        return known.ClassOf(known.RowOf(row, ignoresUnknown));
    }

    /// <param name="row">An object whose names are those of columns and whose values are numbers, texts, true, false or null.</param>
    /// <param name="ignoresUnknown">Whether columns that the training table did not have are passed over. Default: no, they are
    /// refused.</param>
    /// <inheritdoc cref="PredictRow(IReadOnlyDictionary{string, object?}, bool)" path="/*[not(self::param)]"/>
    public ClassPrediction PredictRow(JsonElement row, bool ignoresUnknown = false)
    {
        FittedMlp known = Fitted;
        return known.ClassOf(known.RowOf(row, ignoresUnknown));
    }

    /// <param name="row">The object.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="ignoresUnknown">Whether columns that the training table did not have are passed over. Default: no, they are
    /// refused.</param>
    /// <inheritdoc cref="PredictRow(IReadOnlyDictionary{string, object?}, bool)" path="/*[not(self::param)]"/>
    public ClassPrediction PredictRow<TRow>(TRow row, RowColumns<TRow> columns, bool ignoresUnknown = false)
    {
        FittedMlp known = Fitted;
        return known.ClassOf(known.RowOf(row, columns, ignoresUnknown));
    }
}
