namespace MiniGrad;

/// <summary>Derivatives estimated from values of the function alone, as the limit <c>(f(x + h) − f(x)) / h</c> for h → 0 suggests; slow and
/// inexact, and independent of the engine.</summary>
internal static class FiniteDifference
{
    /// <summary>The gradient by central differences of fourth order along each coordinate:
    /// <c>(f(x − 2h) − 8·f(x − h) + 8·f(x + h) − f(x + 2h)) / 12h</c>, whose error shrinks with h⁴.</summary>
    public static Tensor<T> Gradient<T>(Func<Tensor<T>, Tensor<T>> function, Tensor<T> x, double? step = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(x);
        CheckStep(step);
        Line<T> line = new(inputs => function(inputs[0]), [x]);
        T[] gradient = new T[x.ElementCount];
        for (int element = 0; element < gradient.Length; element++)
        {
            line.AlongCoordinate(0, element);
            gradient[element] = T.CreateTruncating(line.Slope(step ?? line.DefaultStep));
        }
        return Tensor.Create(gradient, x.Shape);
    }

    internal static void CheckStep(double? step) => Guard.Positive(step ?? 1, nameof(FiniteDifference), "the step", nameof(step));

    /// <summary>A function of tensors with one number as its value, restricted to a line through a point.</summary>
    internal sealed class Line<T>(Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>The jump of the slope, in relation to the slope itself, from which on it counts as a kink.</summary>
        private const double SmallestJump = 1e-5;

        private readonly double[][] direction = [.. x.Select(input => new double[input.ElementCount])];
        private double scale = 1;

        private static double Rounding => typeof(T) == typeof(float) ? 6e-8 : 1.2e-16;

        /// <summary>A step that balances truncation against rounding, for functions that change over distances of about 1.</summary>
        public static double UnitStep => typeof(T) == typeof(float) ? 0.03 : 1e-3;

        /// <summary>That step for |x| up to 1, and in proportion to |x| beyond.</summary>
        public double DefaultStep => UnitStep * scale;

        /// <summary>How far rounding may put a slope off: that of values of a size, and that of x for a function of a slope.</summary>
        public double Uncertainty(double step, double size, double slope) => 2 * Rounding * (size + scale * slope) / step;

        /// <summary>Goes along one coordinate of one input.</summary>
        public void AlongCoordinate(int input, int element)
        {
            foreach (double[] part in direction) Array.Clear(part);
            direction[input][element] = 1;
            scale = Math.Max(1, Math.Abs(double.CreateTruncating(x[input].Span[element])));
        }

        /// <summary>Goes along a direction of length 1 drawn at random in all inputs together, and returns it.</summary>
        public double[][] AlongRandom(Random random)
        {
            foreach (double[] part in direction) Kernels.RandomFill.Normal<double>(part, 0, 1, random);
            double norm = Math.Sqrt(direction.Sum(part => part.Sum(component => component * component)));
            foreach (double[] part in direction)
                for (int i = 0; i < part.Length; i++) part[i] /= norm;
            scale = 1;
            return direction;
        }

        /// <summary>The value at a distance along the line.</summary>
        public double At(double distance)
        {
            using GraphRegion region = Recording.Off();
            Tensor<T>[] moved = new Tensor<T>[x.Count];
            for (int i = 0; i < moved.Length; i++)
            {
                T[] values = x[i].ToArray();
                for (int element = 0; element < values.Length; element++)
                    values[element] = T.CreateTruncating(double.CreateTruncating(values[element]) + distance * direction[i][element]);
                moved[i] = Tensor.Create(values, x[i].Shape);
            }
            Tensor<T> value = function(moved);
            return value.ElementCount == 1
                ? double.CreateTruncating(value.Span[0]) : throw new InvalidOperationException(
                    $"FiniteDifference: expected the function's value to be a single number, got shape {value.Shape}.");
        }

        /// <summary>The slope by the central difference of fourth order.</summary>
        public double Slope(double step) => (At(-2 * step) - 8 * At(-step) + 8 * At(step) - At(2 * step)) / (12 * step);

        /// <summary>Whether the slope jumps within two steps of the point. The second difference over h² tends to the curvature where the
        /// function is smooth, and depends on h where it has a kink.</summary>
        public bool HasKink(double step)
        {
            double center = At(0), noise = 100 * Rounding;
            double size = Math.Abs(center), slope = 0, uncertainty = 0;
            double smallest = double.PositiveInfinity, largest = double.NegativeInfinity;
            foreach (double h in (ReadOnlySpan<double>)[2 * step, step, 0.5 * step])
            {
                double left = At(-h), right = At(h);
                size = Math.Max(size, Math.Max(Math.Abs(left), Math.Abs(right)));
                slope = Math.Max(slope, Math.Max(Math.Abs(center - left), Math.Abs(right - center)) / h);
                double curvature = (left - 2 * center + right) / (h * h);
                smallest = Math.Min(smallest, curvature);
                largest = Math.Max(largest, curvature);
                uncertainty = noise * size / (h * h) + SmallestJump * slope / h;
            }
            double reference = Math.Min(Math.Abs(smallest), Math.Abs(largest));
            return largest - smallest > 0.1 * reference + uncertainty;
        }
    }
}
