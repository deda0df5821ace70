namespace MiniGrad.Training;

/// <summary>Functions that optimizers are usually tried on, with their usual starts and known minima.</summary>
public static class TestFunctions
{
    /// <summary>A bowl, κ times as steep along its last axis as along its first: <c>f(x) = ½·Σ κ^(i/(n−1))·xᵢ²</c>, i from 0. Start: all 1.
    /// Minimum: 0 at 0.</summary>
    /// <param name="dimensions">n, at least 1. Default: 2.</param>
    /// <param name="conditionNumber">κ, at least 1. Default: 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public static TestFunction<T> Quadratic<T>(int dimensions = 2, double conditionNumber = 10)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guard.AtLeast(dimensions, 1, nameof(Quadratic));
        Guard.That(
            conditionNumber >= 1 && double.IsFinite(conditionNumber), conditionNumber, "at least 1 and finite", nameof(Quadratic),
            "the condition number");
        T[] halves = new T[dimensions];
        for (int i = 0; i < dimensions; i++)
            halves[i] = T.CreateChecked(0.5 * Math.Pow(conditionNumber, dimensions == 1 ? 0 : i / (dimensions - 1.0)));
        Tensor<T> weights = Tensor.Vector<T>(halves);
        return new("Quadratic", x => (weights * x.Square()).Sum(), Tensor.Ones<T>([dimensions]), [Tensor.Zeros<T>([dimensions])], T.Zero);
    }

    /// <summary>Rosenbrock's curved valley (Rosenbrock, "An automatic method for finding the greatest or least value of a function", 1960),
    /// chained to n dimensions: <c>f(x) = Σ 100·(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²</c>. Start: −1.2, 1, −1.2, 1, … Minimum: 0 where all are 1; from
    /// 4 dimensions on there is a second, local one near (−1, 1, …, 1).</summary>
    /// <param name="dimensions">n, at least 2. Default: 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 dimensions.</exception>
    public static TestFunction<T> Rosenbrock<T>(int dimensions = 2) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guard.AtLeast(dimensions, 2, nameof(Rosenbrock));
        T[] start = new T[dimensions];
        for (int i = 0; i < dimensions; i++) start[i] = i % 2 == 0 ? T.CreateChecked(-1.2) : T.One;
        return new("Rosenbrock", Rosenbrock, Tensor.Vector<T>(start), [Tensor.Ones<T>([dimensions])], T.Zero);
    }

    /// <summary>Beale's function, flat far from its minimum (Beale, "On an iterative method for finding a local minimum of a function of
    /// more than one variable", 1958): <c>f(x, y) = (1.5 − x + x·y)² + (2.25 − x + x·y²)² + (2.625 − x + x·y³)²</c>. Start: (1, 1).
    /// Minimum: 0 at (3, ½).</summary>
    public static TestFunction<T> Beale<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new("Beale", Beale, Tensor.Vector(T.One, T.One), [Point<T>(3, 0.5)], T.Zero);

    /// <summary>Himmelblau's function with four equal minima (Himmelblau, "Applied nonlinear programming", 1972):
    /// <c>f(x, y) = (x² + y − 11)² + (x + y² − 7)²</c>. Start: (0, 0). Minimum: 0 at (3, 2) and at three points near (−2.81, 3.13), (−3.78,
    /// −3.28) and (3.58, −1.85).</summary>
    public static TestFunction<T> Himmelblau<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(
        "Himmelblau", Himmelblau, Tensor.Zeros<T>([2]),
        [
            Point<T>(3, 2), Point<T>(-2.8051180869527449, 3.1313125182505730), Point<T>(-3.7793102533777469, -3.2831859912861694),
            Point<T>(3.5844283403304917, -1.8481265269644036),
        ],
        T.Zero);

    /// <summary>A saddle, down along y and up along x: <c>f(x, y) = x² − y²</c>. At (0, 0) the gradient is 0, but there is no minimum.
    /// Start: (1, 0.001), almost on the ridge that leads to the saddle point.</summary>
    public static TestFunction<T> Saddle<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new("Saddle", x => At(x, 0).Square() - At(x, 1).Square(), Point<T>(1, 0.001), [], T.NegativeInfinity);

    private static Tensor<T> Rosenbrock<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> each = x.Slice(0, ..^1), next = x.Slice(0, 1..);
        return (T.CreateChecked(100) * (next - each.Square()).Square() + (T.One - each).Square()).Sum();
    }

    private static Tensor<T> Beale<T>(Tensor<T> point) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> x = At(point, 0), y = At(point, 1), square = y.Square();
        return Square(1.5, y) + Square(2.25, square) + Square(2.625, square * y);

        Tensor<T> Square(double constant, Tensor<T> power) => (T.CreateChecked(constant) - x + x * power).Square();
    }

    private static Tensor<T> Himmelblau<T>(Tensor<T> point) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> x = At(point, 0), y = At(point, 1);
        return (x.Square() + y - T.CreateChecked(11)).Square() + (x + y.Square() - T.CreateChecked(7)).Square();
    }

    /// <summary>One coordinate, of shape [].</summary>
    private static Tensor<T> At<T>(Tensor<T> point, int place)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => point.Slice(0, place, 1).Reshape(Shape.Scalar);

    private static Tensor<T> Point<T>(double x, double y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Tensor.Vector(T.CreateChecked(x), T.CreateChecked(y));
}
