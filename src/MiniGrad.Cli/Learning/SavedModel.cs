using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>A model from a file.</summary>
internal abstract class SavedModel
{
    /// <summary>Measures the model on data and shows the result.</summary>
    /// <returns>The accuracy, from 0 to 1; null where numbers are predicted.</returns>
    /// <exception cref="InvalidDataException">The data do not fit the model.</exception>
    public abstract double? Evaluate(DataSource source);

    /// <summary>Predicts for every sample.</summary>
    /// <exception cref="InvalidDataException">The data do not fit the model.</exception>
    public abstract Table Predict(DataSource source);

    /// <summary>Shows what the model is.</summary>
    public abstract void Describe();
}
