using System.Text.Json;
using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>A model from a file.</summary>
internal abstract class SavedModel
{
    /// <summary>Measures the model on data.</summary>
    /// <exception cref="InvalidDataException">The data do not fit the model.</exception>
    public abstract Evaluation Evaluate(DataSource source);

    /// <summary>Predicts for every sample, part by part as they come.</summary>
    /// <exception cref="InvalidDataException">The data do not fit the model.</exception>
    public abstract IEnumerable<(Table Predicted, DataSource Part)> Predict(IEnumerable<DataSource> parts);

    /// <summary>Shows what the model is.</summary>
    public abstract void Describe();

    /// <summary>Writes properties that say what the model is.</summary>
    public abstract void Describe(Utf8JsonWriter json);
}
