using System.Globalization;
using MiniGrad;
using MiniGrad.Training;
using MiniGrad.Visualization;

namespace GradientDescent;

/// <summary>Where the optimizers go: a few of them over each surface.</summary>
internal static class PathPictures
{
    private const int MaxPathSteps = 1000;
    private const int MaxValueSteps = 400;

    /// <summary>The rate that takes the fewest steps makes long ones, to and fro; with a part of it one sees where an optimizer would go.</summary>
    private const double GentlePart = 0.2;

    private static readonly IReadOnlyList<(string Name, string Title, IReadOnlyList<Contender> Contenders)> groups =
    [
        ("momentum", "gradient descent with and without momentum", [Contender.Descent, Contender.HeavyBall, Contender.Nesterov]),
        ("adaptive", "a rate for each coordinate; curvature", [Contender.AdaGrad, Contender.Adam, Contender.Lion, Contender.Lbfgs]),
    ];

    public static IEnumerable<(string Name, Picture Picture)> Draw(IReadOnlyList<Contest> contests)
    {
        foreach (Course course in Course.All)
        {
            foreach ((string name, string title, IReadOnlyList<Contender> contenders) in groups)
                yield return ($"{course.Name.ToLowerInvariant()}-{name}", Paths(course, title, [.. contests.Where(contest => contest.Course == course && contenders.Contains(contest.Contender))]));
        }
        Course valley = Course.All[1];
        yield return ("rosenbrock-values", Values(valley, [.. contests.Where(contest => contest.Course == valley && groups.Any(group => group.Contenders.Contains(contest.Contender)))]));
    }

    private static ContourPlot Paths(Course course, string title, IReadOnlyList<Contest> contests)
    {
        ContourPlot plot = new(Height(course), course.Left, course.Right, course.Bottom, course.Top)
        {
            Title = $"{course.Name}: {title}",
            XAxis = new Axis("x"),
            YAxis = new Axis("y"),
            Levels = course.Levels,
        };
        foreach (Contest contest in contests)
        {
            double rate = GentleRate(contest);
            plot.AddPath(
                string.Create(CultureInfo.InvariantCulture, $"{contest.Contender.Name}, η {rate:G2}"), contest.Trace(rate, MaxPathSteps).Select(point => (point.Point[0], point.Point[1])));
        }
        if (course.Function.Minima.Count > 0) plot.AddMark("minimum", course.Function.Minima.Select(minimum => (minimum[0], minimum[1])));
        return plot;
    }

    private static LineChart Values(Course course, IReadOnlyList<Contest> contests)
    {
        LineChart chart = new()
        {
            Title = $"{course.Name}: how fast the value falls",
            XAxis = new Axis("step"),
            YAxis = new Axis("f") { Scale = AxisScale.Logarithmic, Minimum = course.Target },
        };
        foreach (Contest contest in contests)
            chart.Add(contest.Contender.Name, [.. contest.Trace(contest.Rate, MaxValueSteps).Select(point => point.Value)]);
        return chart;
    }

    private static double GentleRate(Contest contest) =>
        contest.Contender.OwnRate is null && contest.Course.CommonRate is null ? GentlePart * contest.Rate : contest.Rate;

    private static Func<double, double, double> Height(Course course) => (x, y) => course.Function.Function(Tensor.Vector(x, y)).ToScalar();
}
