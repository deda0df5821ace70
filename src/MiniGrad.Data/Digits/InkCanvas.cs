namespace MiniGrad.Data;

/// <summary>A square of pixels on which a round pen leaves ink; the centre of pixel (x, y) has the coordinates (x, y).</summary>
internal sealed class InkCanvas(int side)
{
    /// <summary>Half the width, in pixels, of the band over which ink fades out at the edge of a stroke.</summary>
    public const float EdgeWidth = 0.75f;

    private readonly float[] ink = new float[side * side];

    /// <summary>How much ink lies on each pixel, 0 to 1, row-major.</summary>
    public ReadOnlySpan<float> Ink => ink;

    public void Clear() => Array.Clear(ink);

    /// <summary>Draws a straight piece of a stroke: ink falls with the distance to it, and overlapping pieces do not add up.</summary>
    public void Draw(Vector2 from, Vector2 to, float radius)
    {
        float reach = radius + EdgeWidth;
        int left = Math.Max(0, (int)(Math.Min(from.X, to.X) - reach));
        int right = Math.Min(side - 1, (int)(Math.Max(from.X, to.X) + reach));
        int top = Math.Max(0, (int)(Math.Min(from.Y, to.Y) - reach));
        int bottom = Math.Min(side - 1, (int)(Math.Max(from.Y, to.Y) + reach));

        Vector2 along = to - from;
        float squaredLength = (along.X * along.X) + (along.Y * along.Y);
        float inverse = squaredLength > 0 ? 1 / squaredLength : 0;
        float reachSquared = reach * reach;
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                float fromX = x - from.X, fromY = y - from.Y;
                float t = Math.Clamp(((fromX * along.X) + (fromY * along.Y)) * inverse, 0, 1);
                float awayX = fromX - (t * along.X), awayY = fromY - (t * along.Y);
                float squaredDistance = (awayX * awayX) + (awayY * awayY);
                if (squaredDistance >= reachSquared) continue;
                float cover = Math.Min(1, (reach - MathF.Sqrt(squaredDistance)) / (2 * EdgeWidth));
                ref float pixel = ref ink[(y * side) + x];
                pixel = Math.Max(pixel, cover);
            }
        }
    }
}
