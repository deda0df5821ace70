namespace MiniGrad.Data;

/// <summary>A random elastic deformation: displacements on a coarse lattice over the control points' box, blended smoothly.</summary>
internal sealed class SmoothWarp
{
    private const int Nodes = 4;
    private const float Low = -20;
    private const float Spacing = 140f / (Nodes - 1);
    private readonly Vector2[] displacements = new Vector2[Nodes * Nodes];

    /// <summary>Draws new displacements, normal with the given standard deviation in units of the box (100 a side).</summary>
    public void Randomize(Random random, float deviation)
    {
        for (int i = 0; i < displacements.Length; i++) displacements[i] = new Vector2(random.NextBell(), random.NextBell()) * deviation;
    }

    /// <summary>Where a point of the box moves to.</summary>
    public Vector2 Move(Vector2 point)
    {
        (int column, float u) = Cell(point.X);
        (int row, float v) = Cell(point.Y);
        ReadOnlySpan<Vector2> upper = displacements.AsSpan((row * Nodes) + column, 2);
        ReadOnlySpan<Vector2> lower = displacements.AsSpan(((row + 1) * Nodes) + column, 2);
        Vector2 above = (upper[0] * (1 - u)) + (upper[1] * u);
        Vector2 below = (lower[0] * (1 - u)) + (lower[1] * u);
        return point + (above * (1 - v)) + (below * v);
    }

    private static (int Index, float Blend) Cell(float coordinate)
    {
        float position = Math.Clamp((coordinate - Low) / Spacing, 0, Nodes - 1.001f);
        int index = (int)position;
        float t = position - index;
        return (index, t * t * (3 - (2 * t)));
    }
}
