namespace MiniGrad.Training;

/// <summary>Steps that minimise the linearised residuals within a distance: <c>min ‖J·p + r‖</c> where <c>‖D·p‖ ≤ Δ</c>, by the damping λ
/// at which <c>(JᵀJ + λ·D²)·p = −Jᵀr</c> has that length (Moré, "The Levenberg-Marquardt algorithm: implementation and theory",
/// 1978).</summary>
internal sealed class DampedSystem
{
    private const int MostTrials = 10;

    private readonly JacobianFactor factor;
    // D·S⁻¹ in the order of R.
    private readonly double[] weights;
    private readonly double[] triangle;

    /// <param name="factor">The factor of J.</param>
    /// <param name="scale">The diagonal of D, above 0.</param>
    public DampedSystem(JacobianFactor factor, ReadOnlySpan<double> scale)
    {
        this.factor = factor;
        weights = new double[factor.Count];
        for (int k = 0; k < weights.Length; k++) weights[k] = scale[factor.Order[k]] / factor.Norms[factor.Order[k]];
        triangle = new double[factor.Upper.Length];
    }

    /// <summary>The damping of the last step that was sought.</summary>
    public double Damping { get; private set; }

    /// <summary>The length of that step, <c>‖D·p‖</c>.</summary>
    public double Length { get; private set; }

    /// <summary>The step for residuals whose projection is given, not longer than a tenth above the radius.</summary>
    /// <param name="projected">The first elements of Qᵀr.</param>
    /// <param name="radius">Δ.</param>
    /// <param name="guess">A damping to begin with, that of the last step.</param>
    public double[] Within(double[] projected, double radius, double guess)
    {
        int count = factor.Count;
        Damping = 0;
        double[] step = Solve(projected, 0);
        Length = Vectors.Norm(weights, step);
        if (Length <= 1.1 * radius) return ToPoint(step);

        // λ lies between a bound from Newton's method at 0 and one from the gradient.
        double low = 0, high = Vectors.Norm(GradientOverWeights(projected)) / radius;
        if (factor.Rank == count) low = (Length - radius) / radius / SquaredSlope(factor.Upper, step);
        if (!(high > 0)) high = double.Epsilon / Math.Min(radius, 0.1);
        Damping = Math.Clamp(guess, Math.Min(low, high), high);
        if (Damping == 0) Damping = high * 0.001;
        for (int trial = 0; ; trial++)
        {
            step = Solve(projected, Damping);
            Length = Vectors.Norm(weights, step);
            if (trial == MostTrials || Math.Abs(Length - radius) <= 0.1 * radius) return ToPoint(step);
            double correction = (Length - radius) / radius / SquaredSlope(triangle, step);
            if (Length > radius) low = Math.Max(low, Damping);
            else high = Math.Min(high, Damping);
            Damping = Math.Max(low, Damping + correction);
            if (!(Damping <= high)) Damping = Math.Max(0.001 * high, Math.Sqrt(low * high));
        }
    }

    /// <summary>The step for other residuals with the damping of the last one that was sought.</summary>
    public double[] Again(double[] projected) => ToPoint(Solve(projected, Damping));

    /// <summary>The scaled step in the order of R; the triangle that solved it stays behind.</summary>
    private double[] Solve(double[] projected, double damping)
    {
        int count = factor.Count;
        double[] step = (double[])projected.Clone();
        if (damping == 0) JacobianFactor.Solve(factor.Upper, step, count, factor.Rank);
        else
        {
            Triangularise(step, Math.Sqrt(damping));
            JacobianFactor.Solve(triangle, step, count, count);
        }
        for (int k = 0; k < count; k++) step[k] = -step[k];
        return step;
    }

    /// <summary>Turns <c>[R; √λ·D]</c> into a triangle by rotations of pairs of rows, and the right-hand side with it.</summary>
    private void Triangularise(double[] right, double root)
    {
        int count = factor.Count;
        factor.Upper.CopyTo(triangle, 0);
        double[] row = new double[count];
        for (int j = 0; j < count; j++)
        {
            Array.Clear(row);
            row[j] = root * weights[j];
            double rest = 0;
            for (int k = j; k < count; k++)
            {
                if (row[k] == 0) continue;
                double diagonal = triangle[k * count + k], length = double.Hypot(diagonal, row[k]);
                double cosine = diagonal / length, sine = row[k] / length;
                Span<double> upper = triangle.AsSpan(k * count, count);
                upper[k] = length;
                for (int i = k + 1; i < count; i++)
                    (upper[i], row[i]) = (cosine * upper[i] + sine * row[i], cosine * row[i] - sine * upper[i]);
                (right[k], rest) = (cosine * right[k] + sine * rest, cosine * rest - sine * right[k]);
            }
        }
    }

    /// <summary><c>‖U⁻ᵀ·D²·p / ‖D·p‖‖²</c>, which says how fast the length falls with the damping.</summary>
    private double SquaredSlope(double[] upper, double[] step)
    {
        double[] slope = new double[step.Length];
        for (int k = 0; k < slope.Length; k++) slope[k] = weights[k] * (weights[k] * step[k] / Length);
        JacobianFactor.SolveTransposed(upper, slope, step.Length, step.Length);
        return Vectors.Dot(slope, slope);
    }

    private double[] GradientOverWeights(double[] projected)
    {
        int count = factor.Count;
        double[] gradient = new double[count];
        for (int row = 0; row < count; row++)
            Vectors.AddScaled(projected[row], factor.Upper.AsSpan(row * count, count), gradient);
        for (int k = 0; k < count; k++) gradient[k] /= weights[k];
        return gradient;
    }

    private double[] ToPoint(double[] step)
    {
        double[] point = new double[step.Length];
        for (int k = 0; k < point.Length; k++) point[factor.Order[k]] = step[k] / factor.Norms[factor.Order[k]];
        return point;
    }
}
