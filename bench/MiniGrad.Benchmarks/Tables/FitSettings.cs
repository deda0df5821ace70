using System.Globalization;

namespace MiniGrad.Benchmarks.Tables;

/// <summary>What both estimators are set to.</summary>
internal sealed record FitSettings(IReadOnlyList<int> Hidden, int Epochs, int Batch = 32, double LearningRate = 1e-3, double Alpha = 1e-4)
{
    /// <summary>As the peer reads it.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', Hidden)} {Epochs} {Batch} {LearningRate} {Alpha}");
}
