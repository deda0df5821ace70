namespace MiniGrad.Data;

/// <summary>Draws images of the ten digits in the manner of MNIST: training data without a download.</summary>
/// <remarks><para>An image has 28×28 grey pixels, row-major, from 0 (ground) to 255 (full ink). The digit is about 20 pixels long and
/// centred by its mass. It is written with a round pen in one of several styles, such as a 7 with or without a bar. Random are the points
/// of the strokes, an elastic deformation, rotation, slant, aspect, size and place, the width and pressure of the pen, the ink, and noise
/// where there is ink.</para>
/// <para>The same seed gives the same bytes everywhere: only operations are used that IEEE 754 defines to the last bit. Not
/// thread-safe.</para></remarks>
/// <param name="random">The source of all randomness.</param>
public sealed class DigitGenerator(Random random)
{
    /// <summary>The width and height of an image, in pixels.</summary>
    public const int Side = 28;

    /// <summary>The number of pixels of an image.</summary>
    public const int PixelCount = Side * Side;

    /// <summary>The number of classes, the digits 0 to 9.</summary>
    public const int ClassCount = 10;

    // Standard deviations: of points and warp in hundredths of the digit's box, of noise in grey levels.
    private const float PointJitter = 3.3f;
    private const float WarpStrength = 5.5f;
    private const float Slant = 0.2f;
    private const float MeanSlant = 0.15f;
    private const float Turn = 0.09f;
    private const float PlacePixels = 0.9f;
    private const float NoiseLevel = 12;
    private const float MaximumPressure = 1.3f;
    private readonly Random random = random ?? throw new ArgumentNullException(nameof(random));
    private readonly InkCanvas canvas = new(Side);
    private readonly SmoothWarp warp = new();
    private readonly Vector2[] points = new Vector2[16];
    private readonly bool[] corners = new bool[16];
    private readonly Vector2[] vertices = new Vector2[256];
    private readonly int[] strokeEnds = new int[4];

    /// <summary>Draws one image.</summary>
    /// <param name="digit">The digit, 0 to 9.</param>
    /// <param name="pixels">Room for 784 pixels; all are overwritten.</param>
    /// <exception cref="ArgumentOutOfRangeException">The digit is not 0 to 9.</exception>
    /// <exception cref="ArgumentException">There is room for another number of pixels.</exception>
    public void Draw(int digit, Span<byte> pixels)
    {
        Guard.Between(digit, 0, ClassCount - 1, "DigitGenerator.Draw");
        if (pixels.Length != PixelCount)
            throw new ArgumentException($"DigitGenerator.Draw: expected {PixelCount} pixels, got {pixels.Length}.", nameof(pixels));
        WritingStyle style = PickStyle(WritingStyle.OfDigit[digit]);
        int vertexCount = Write(style);
        float radius = random.NextBell(1.2f, 0.35f, 0.55f, 1.9f);
        Place(vertices.AsSpan(0, vertexCount), radius);
        Trace(style.Strokes.Length, radius);
        Expose(pixels);
    }

    /// <summary>Draws a data set with as many images of every digit, to within one, in random order.</summary>
    /// <param name="count">The number of images.</param>
    /// <returns>The images one after the other, 784 pixels each, and their digits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or too large for one array of pixels.</exception>
    public (byte[] Pixels, byte[] Labels) Generate(int count)
    {
        Guard.Between(count, 0, Array.MaxLength / PixelCount, "DigitGenerator.Generate");
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) labels[i] = (byte)(i % ClassCount);
        random.Shuffle(labels);
        byte[] pixels = new byte[count * PixelCount];
        for (int i = 0; i < count; i++) Draw(labels[i], pixels.AsSpan(i * PixelCount, PixelCount));
        return (pixels, labels);
    }

    private WritingStyle PickStyle(WritingStyle[] styles)
    {
        int pick = random.Next(styles.Sum(style => style.Weight)), index = 0;
        while (pick >= styles[index].Weight) pick -= styles[index++].Weight;
        return styles[index];
    }

    /// <summary>Makes polylines of the strokes, still in the box of the control points, and returns the number of vertices.</summary>
    private int Write(WritingStyle style)
    {
        warp.Randomize(random, WarpStrength);
        int vertexCount = 0;
        for (int stroke = 0; stroke < style.Strokes.Length; stroke++)
        {
            ControlPoint[] controls = style.Strokes[stroke];
            for (int i = 0; i < controls.Length; i++)
            {
                Vector2 jitter = new Vector2(random.NextBell(), random.NextBell()) * PointJitter;
                points[i] = new Vector2(controls[i].X, controls[i].Y) + jitter;
                corners[i] = controls[i].IsCorner;
            }
            vertexCount += PenStroke.Flatten(points.AsSpan(0, controls.Length), corners, vertices.AsSpan(vertexCount));
            strokeEnds[stroke] = vertexCount;
        }
        foreach (ref Vector2 vertex in vertices.AsSpan(0, vertexCount)) vertex = warp.Move(vertex);
        return vertexCount;
    }

    /// <summary>Turns, slants and scales the polylines, and puts their centre of mass near the middle of the image.</summary>
    private void Place(Span<Vector2> outline, float radius)
    {
        // A rotation by θ from tan(θ/2), which takes no sine or cosine.
        float half = Turn * random.NextBell();
        float cosine = (1 - (half * half)) / (1 + (half * half));
        float sine = 2 * half / (1 + (half * half));
        float slant = (Slant * random.NextBell()) - MeanSlant;
        float aspect = random.NextBell(0.95f, 0.14f, 0.6f, 1.3f);

        Vector2 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (ref Vector2 vertex in outline)
        {
            float x = (vertex.X * aspect) + (vertex.Y * slant);
            vertex = new Vector2((cosine * x) - (sine * vertex.Y), (sine * x) + (cosine * vertex.Y));
            low = Vector2.Min(low, vertex);
            high = Vector2.Max(high, vertex);
        }
        Vector2 extent = high - low;
        float size = 20 * random.NextBell(0.97f, 0.06f, 0.75f, 1.1f);
        float scale = (size - (2 * radius)) / Math.Max(extent.X, extent.Y);
        Vector2 middle = new((Side - 1) / 2f);
        Vector2 target = middle + (new Vector2(random.NextBell(), random.NextBell()) * PlacePixels);
        Vector2 shift = target - (CentreOfMass(outline) * scale);

        // The centre of mass of a 7 lies far from the centre of its box; the ink has to stay within the frame.
        Vector2 margin = new((radius * MaximumPressure) + InkCanvas.EdgeWidth);
        shift = Vector2.Max(shift, margin - (low * scale));
        shift = Vector2.Min(shift, new Vector2(Side - 1) - margin - (high * scale));
        foreach (ref Vector2 vertex in outline) vertex = (vertex * scale) + shift;
    }

    private Vector2 CentreOfMass(ReadOnlySpan<Vector2> outline)
    {
        Vector2 sum = default;
        float total = 0;
        int start = 0;
        for (int stroke = 0; start < outline.Length; stroke++)
        {
            for (int i = start + 1; i < strokeEnds[stroke]; i++)
            {
                Vector2 piece = outline[i] - outline[i - 1];
                float length = MathF.Sqrt((piece.X * piece.X) + (piece.Y * piece.Y));
                sum += (outline[i] + outline[i - 1]) * (0.5f * length);
                total += length;
            }
            start = strokeEnds[stroke];
        }
        return sum * (1 / total);
    }

    /// <summary>Draws the polylines with a pen whose pressure changes evenly from the start of a stroke to its end.</summary>
    private void Trace(int strokeCount, float radius)
    {
        canvas.Clear();
        int start = 0;
        for (int stroke = 0; stroke < strokeCount; stroke++)
        {
            int end = strokeEnds[stroke];
            float first = random.NextBell(1, 0.12f, 0.7f, MaximumPressure);
            float last = random.NextBell(1, 0.12f, 0.7f, MaximumPressure);
            for (int i = start + 1; i < end; i++)
            {
                float progress = (i - start) / (float)(end - start);
                canvas.Draw(vertices[i - 1], vertices[i], radius * (first + ((last - first) * progress)));
            }
            start = end;
        }
    }

    /// <summary>Turns ink into grey values, with noise where there is ink.</summary>
    private void Expose(Span<byte> pixels)
    {
        float full = random.NextBell(255, 35, 160, 255);
        ReadOnlySpan<float> ink = canvas.Ink;
        for (int i = 0; i < pixels.Length; i++)
        {
            float grey = ink[i] == 0 ? 0 : (ink[i] * full) + (NoiseLevel * random.NextBell());
            pixels[i] = (byte)Math.Clamp(grey + 0.5f, 0, 255);
        }
    }
}
