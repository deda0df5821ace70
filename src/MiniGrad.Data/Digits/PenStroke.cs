namespace MiniGrad.Data;

/// <summary>Turns control points into a polyline: straight between two corners, otherwise smooth.</summary>
/// <remarks>Between corners the curve is a uniform Catmull–Rom spline, that is a cubic Hermite spline whose tangent at an inner point is
/// half the chord between its neighbours; the first and the last piece bend as a parabola. Source: E. Catmull and R. Rom, <i>A class of
/// local interpolating splines</i>, 1974.</remarks>
internal static class PenStroke
{
    /// <summary>The straight pieces drawn between two control points: at 20 pixels a digit, each is about a pixel long.</summary>
    public const int PiecesPerSpan = 5;

    /// <summary>Writes the polyline through <paramref name="points"/> and returns the number of its vertices.</summary>
    /// <param name="points">The stroke's points, already in place; at least 2.</param>
    /// <param name="corners">Which of them are corners.</param>
    /// <param name="vertices">Room for (points − 1) · <see cref="PiecesPerSpan"/> + 1 vertices.</param>
    public static int Flatten(ReadOnlySpan<Vector2> points, ReadOnlySpan<bool> corners, Span<Vector2> vertices)
    {
        int count = 0;
        vertices[count++] = points[0];
        for (int i = 0; i + 1 < points.Length; i++)
        {
            bool startsCurve = i == 0 || corners[i];
            bool endsCurve = i + 2 == points.Length || corners[i + 1];
            Vector2 chord = points[i + 1] - points[i];
            Vector2 leaving = startsCurve ? chord : (points[i + 1] - points[i - 1]) * 0.5f;
            Vector2 arriving = endsCurve ? chord : (points[i + 2] - points[i]) * 0.5f;

            // With one tangent free, 2·chord − other is the one that makes the piece a parabola.
            if (startsCurve && !endsCurve) leaving = (chord * 2) - arriving;
            else if (endsCurve && !startsCurve) arriving = (chord * 2) - leaving;

            for (int piece = 1; piece <= PiecesPerSpan; piece++)
            {
                float t = piece / (float)PiecesPerSpan;
                float rest = 1 - t;
                vertices[count++] = (points[i] * (rest * rest * (1 + (2 * t)))) + (leaving * (t * rest * rest))
                    - (arriving * (t * t * rest)) + (points[i + 1] * (t * t * (3 - (2 * t))));
            }
        }
        return count;
    }
}
