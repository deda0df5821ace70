using MiniGrad.Training;
using MiniGrad.Visualization;

namespace GradientDescent;

/// <summary>A function to go down on, and what counts as having arrived.</summary>
/// <param name="Function">The function.</param>
/// <param name="Target">A value that is to be fallen below.</param>
/// <param name="Goal">The same in words.</param>
/// <param name="Left">Where its picture begins.</param>
/// <param name="Right">Where it ends.</param>
/// <param name="Bottom">Where it begins, below.</param>
/// <param name="Top">Where it ends, above.</param>
internal sealed record Course(TestFunction<double> Function, double Target, string Goal, double Left, double Right, double Bottom, double Top)
{
    public string Name => Function.Name;

    /// <summary>The lines of its picture.</summary>
    public ContourLevels Levels { get; init; } = ContourLevels.Automatic;

    /// <summary>The learning rate of all contenders, where it would say little how long their longest steps are; null if each takes its best.</summary>
    public double? CommonRate { get; init; }


    public static IReadOnlyList<Course> All { get; } =
    [
        new(TestFunctions.Beale<double>(), 1e-6, "f < 10⁻⁶", 0.6, 3.6, -0.6, 1.3),
        new(TestFunctions.Rosenbrock<double>(), 1e-6, "f < 10⁻⁶", -1.8, 1.6, -0.6, 2),
        new(TestFunctions.Himmelblau<double>(), 1e-6, "f < 10⁻⁶", -1, 5, -2.5, 4.5) { Levels = ContourLevels.At(1, 2, 5, 10, 20, 50, 100, 200, 500) },
        new(TestFunctions.Saddle<double>(), -1, "f < −1", -0.6, 1.2, -0.5, 1.3) { CommonRate = 0.01 },
    ];
}
