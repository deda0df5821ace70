using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>Points of a <see cref="ScatterChart"/> that look alike.</summary>
/// <param name="Name">The name in the legend; empty for no entry.</param>
/// <param name="Color">Their colour.</param>
/// <param name="Points">The places.</param>
internal sealed record DotSeries(string Name, ThemedColor Color, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>The diameter of a dot, 0 for none.</summary>
    public double Diameter { get; init; } = 5;

    /// <summary>Whether a line joins the points.</summary>
    public bool HasLine { get; init; }
}
