using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>A contour of a <see cref="ScatterChart"/>.</summary>
/// <param name="Name">The name in the legend.</param>
/// <param name="Color">The colour.</param>
/// <param name="Pieces">Straight pieces, in the units of the axes.</param>
internal sealed record ContourLine(string Name, ThemedColor Color, IReadOnlyList<(Point From, Point To)> Pieces);
