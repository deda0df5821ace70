namespace MiniGrad;

/// <summary>Compares the derivatives that the engine computes with finite differences: for one's own operations and functions.</summary>
/// <remarks>A value of several elements is reduced to one number with random weights. The relative error of two numbers is their difference
/// divided by the larger of both, or by a thousandth of the largest derivative, or by the size to which rounding lets differences be known,
/// if that is larger still. Where two derivatives disagree, smaller steps are tried before that counts. Running averages that layers keep
/// in training stay as they are.</remarks>
public static class GradientCheck
{
    /// <summary>Compares, and throws if something disagrees.</summary>
    /// <inheritdoc cref="Run{T}(Func{IReadOnlyList{Tensor{T}}, Tensor{T}}, IReadOnlyList{Tensor{T}}, GradientCheckOptions?)"/>
    /// <exception cref="GradientCheckException">Two derivatives disagree, or there was nothing to compare.</exception>
    public static void Require<T>(
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> inputs, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GradientCheckResult result = Run(function, inputs, options);
        if (!result.Passed) throw new GradientCheckException(result);
    }

    /// <inheritdoc cref="Require{T}(Func{IReadOnlyList{Tensor{T}}, Tensor{T}}, IReadOnlyList{Tensor{T}}, GradientCheckOptions?)"/>
    public static void Require<T>(Func<Tensor<T>, Tensor<T>> function, Tensor<T> input, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        Require(inputs => function(inputs[0]), [input], options);
    }

    /// <inheritdoc cref="Run{T}(Func{IReadOnlyList{Tensor{T}}, Tensor{T}}, IReadOnlyList{Tensor{T}}, GradientCheckOptions?)"/>
    public static GradientCheckResult Run<T>(Func<Tensor<T>, Tensor<T>> function, Tensor<T> input, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return Run(inputs => function(inputs[0]), [input], options);
    }

    /// <summary>Compares, and reports.</summary>
    /// <param name="function">The function. It must give the same value for the same inputs.</param>
    /// <param name="inputs">The inputs. The function is evaluated near them too, so they should not lie at the edge of its domain.</param>
    /// <param name="options">How. Default: gradients, every coordinate.</param>
    /// <exception cref="ArgumentException">There are no inputs, or an option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The function gives different values for the same inputs, or does not depend on one of
    /// them: it has to compute with the tensors that it is given.</exception>
    public static GradientCheckResult Run<T>(
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> inputs, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        options ??= new GradientCheckOptions();
        Check(inputs.Count, options);
        using DryRun dryRun = DryRun.Begin();
        Tensor<T>[] points = [.. inputs.Select(input => input.Detach())];
        Random random = new(options.Seed);
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> contracted = Contract(function, points, random);
        CheckDependence(contracted, points);
        GradientCheckResult first = new Comparison<T>(contracted, points, options, order: 1, random).Run();
        if (options.Order == 1 || !first.Passed) return first;

        T least = T.CreateChecked(0.5), most = T.CreateChecked(1.5);
        Tensor<T>[] directions = [.. points.Select(point => Tensor.Uniform(point.Shape, least, most, random))];
        GradientCheckResult second = new Comparison<T>(
            x => Differentiation.DirectionalDerivative(contracted, x, directions), points, options, order: 2, random).Run();
        return new GradientCheckResult(
            first.CheckedCount + second.CheckedCount, first.SkippedCount + second.SkippedCount,
            Math.Max(first.LargestError, second.LargestError), second.Worst);
    }

    private static void Check(int inputCount, GradientCheckOptions options)
    {
        Guard.NotEmpty(inputCount, nameof(GradientCheck), "input", nameof(inputCount));
        if (options.Order is not (1 or 2))
            throw new ArgumentException($"GradientCheck: the order must be 1 or 2, got {options.Order}.", nameof(options));
        if (options.Directions < 1)
            throw new ArgumentException($"GradientCheck: expected at least 1 direction, got {options.Directions}.", nameof(options));
        if (options.Tolerance is <= 0 or double.NaN)
            throw new ArgumentException($"GradientCheck: the tolerance must be positive, got {options.Tolerance}.", nameof(options));
        FiniteDifference.CheckStep(options.Step);
    }

    private static Func<IReadOnlyList<Tensor<T>>, Tensor<T>> Contract<T>(
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, Tensor<T>[] points, Random random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using GraphRegion region = Recording.Off();
        Tensor<T> value = function(points) ?? throw new InvalidOperationException("GradientCheck: the function returned null.");
        Tensor<T> again = function(points);
        if (!value.Span.SequenceEqual(again.Span))
            throw new InvalidOperationException("GradientCheck: the function gave two values for the same inputs; make it deterministic.");
        Tensor<T> weights = Tensor.Uniform(value.Shape, T.CreateChecked(0.5), T.CreateChecked(1.5), random);
        return inputs => (function(inputs) * weights).Sum();
    }

    /// <summary>Refuses unused inputs: their derivative of 0 would agree with anything.</summary>
    private static void CheckDependence<T>(Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, Tensor<T>[] points)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using GraphRegion region = Recording.On();
        Tensor<T>[] leaves = [.. points.Select(point => point.Tracked())];
        HashSet<Tensor<T>> reached = new(ReferenceEqualityComparer.Instance);
        Stack<Tensor<T>> rest = new([function(leaves)]);
        while (rest.TryPop(out Tensor<T>? tensor))
        {
            if (!reached.Add(tensor) || tensor.Producer is not { } operation) continue;
            for (int i = 0; i < operation.InputCount; i++) rest.Push(operation.Input(i));
        }
        int unused = Array.FindIndex(leaves, leaf => leaf.ElementCount > 0 && !reached.Contains(leaf));
        if (unused >= 0)
        {
            throw new InvalidOperationException(
                $"GradientCheck: the function does not depend on input {unused}; it has to compute with the tensors that it is given.");
        }
    }

    /// <summary>The comparison of one function's gradient with finite differences of its values.</summary>
    private sealed class Comparison<T>(
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, Tensor<T>[] points, GradientCheckOptions options, int order, Random random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly FiniteDifference.Line<T> line = new(function, points);
        private double valueSize;
        private double floor;
        private int checkedCount;
        private int skippedCount;
        private double largestError;
        private GradientDifference? worst;

        private double Tolerance => options.Tolerance
            ?? (typeof(T) == typeof(float) ? (order == 1 ? 1e-2 : 5e-2) : (order == 1 ? 1e-7 : 1e-5));

        public GradientCheckResult Run()
        {
            (Tensor<T> value, Tensor<T>[] gradients) = Differentiation.ValueAndGradient(function, points);
            double precision = typeof(T) == typeof(float) ? 1e-7 : 1e-12;
            valueSize = FiniteMagnitude(value.ToScalar());
            floor = precision / Tolerance * Math.Max(1, valueSize);
            foreach (Tensor<T> gradient in gradients)
                foreach (T element in gradient.Span) floor = Math.Max(floor, 1e-3 * FiniteMagnitude(element));
            if (options.Directions is { } directions) CompareDirections(gradients, directions);
            else CompareCoordinates(gradients);
            return new GradientCheckResult(checkedCount, skippedCount, largestError, worst);
        }

        private void CompareDirections(Tensor<T>[] gradients, int directions)
        {
            for (int i = 0; i < directions; i++)
            {
                double[][] direction = line.AlongRandom(random);
                double slope = 0;
                for (int input = 0; input < gradients.Length; input++)
                    for (int element = 0; element < direction[input].Length; element++)
                        slope += double.CreateTruncating(gradients[input].Span[element]) * direction[input][element];
                Compare(slope, -1, []);
            }
        }

        private void CompareCoordinates(Tensor<T>[] gradients)
        {
            for (int input = 0; input < gradients.Length; input++)
            {
                for (int element = 0; element < gradients[input].ElementCount; element++)
                {
                    line.AlongCoordinate(input, element);
                    Compare(double.CreateTruncating(gradients[input].Span[element]), input, Coordinate(element, gradients[input].Shape));
                }
            }
        }

        private void Compare(double engine, int input, int[] coordinate)
        {
            double step = options.Step ?? line.DefaultStep, unit = options.Step ?? FiniteDifference.Line<T>.UnitStep;
            if (options.SkipsKinks)
            {
                // Far from 0 the step may be so long that any bend looks like a kink.
                bool hasKink = line.HasKink(step);
                while (hasKink && step > unit) hasKink = line.HasKink(step = Math.Max(unit, step / 2));
                if (hasKink)
                {
                    skippedCount++;
                    return;
                }
            }
            checkedCount++;
            (double numeric, double error) = Measure(engine, step);
            // The step may be too long for this function: halved before failing, as long as rounding allows and down to a kink.
            while (error > Tolerance && options.Step is null && CanHalve(engine, step) && (step > unit || !line.HasKink(step)))
            {
                step /= 2;
                (double numeric, double error) closer = Measure(engine, step);
                if (closer.error < error) (numeric, error) = closer;
            }
            bool isWorst = error > Tolerance && (worst is null || error > worst.RelativeError);
            if (isWorst)
                worst = new GradientDifference(order, input, coordinate, engine, numeric, error, line.HasKink(Math.Min(step, unit)));
            largestError = Math.Max(largestError, error);
        }

        private (double Numeric, double Error) Measure(double engine, double step)
        {
            double numeric = line.Slope(step);
            double error = Math.Abs(engine - numeric) / Math.Max(floor, Math.Max(Math.Abs(engine), Math.Abs(numeric)));
            return (numeric, double.IsNaN(error) ? double.PositiveInfinity : error);
        }

        /// <summary>Whether half the step still leaves a difference that rounding alone cannot make or hide.</summary>
        private bool CanHalve(double engine, double step) =>
            double.IsFinite(engine) && line.Uncertainty(step / 2, valueSize, Math.Abs(engine))
                < 0.1 * Tolerance * Math.Max(floor, Math.Abs(engine));

        // Numbers that are not finite must not decide how large the other errors are.
        private static double FiniteMagnitude(T value) => T.IsFinite(value) ? Math.Abs(double.CreateTruncating(value)) : 0;

        private static int[] Coordinate(int element, Shape shape)
        {
            int[] indices = new int[shape.Rank];
            for (int axis = shape.Rank - 1; axis >= 0; element /= shape[axis], axis--) indices[axis] = element % shape[axis];
            return indices;
        }
    }
}
