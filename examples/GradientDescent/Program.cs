// Lets optimizers race on four functions, shows how many steps each takes with the learning rate that suits it best, and draws their paths.
using System.CommandLine;
using System.Globalization;
using System.Text;
using MiniGrad;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using MiniGrad.Visualization;

const int MostSteps = 20_000;

// The rate that takes the fewest steps makes long ones, to and fro; with a part of it one sees where an optimizer would go.
const double GentlePart = 0.2;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = Encoding.UTF8;
Option<string?> outOption = new("--out") { Description = "A folder for the pictures (SVG) and the table. [default: none]" };
RootCommand command = new("A race of optimizers. Exit code: 0 if curvature and momentum pay, 1 if not.") { outOption };
command.SetAction(parsed => Run(parsed.GetValue(outOption)));
return command.Parse(args).Invoke();

static int Run(string? folder)
{
    double[] rates = [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1, 2, 5, 10];

    // Without weight decay, which would move the minimum; and without Muon, which is for matrices.
    Contender[] contenders =
    [
        new("gradient descent", (x, rate) => new Sgd<double>(x, rate)),
        new("momentum", (x, rate) => new Sgd<double>(x, rate, 0.9)),
        new("heavy ball", (x, rate) => new Sgd<double>(x, rate, 0.9, MomentumKind.HeavyBall)),
        new("Nesterov", (x, rate) => new Sgd<double>(x, rate, 0.9, MomentumKind.Nesterov)),
        new("AdaGrad", (x, rate) => new AdaGrad<double>(x, rate)),
        new("RMSProp", (x, rate) => new RmsProp<double>(x, rate)),
        new("AdaDelta", (x, rate) => new AdaDelta<double>(x, rate)),
        new("Adam", (x, rate) => new Adam<double>(x, rate)),
        new("AMSGrad", (x, rate) => new AmsGrad<double>(x, rate)),
        new("AdaMax", (x, rate) => new AdaMax<double>(x, rate)),
        new("NAdam", (x, rate) => new NAdam<double>(x, rate)),
        new("RAdam", (x, rate) => new RAdam<double>(x, rate)),
        new("AdaBelief", (x, rate) => new AdaBelief<double>(x, rate)),
        new("Lion", (x, rate) => new Lion<double>(x, rate)),
        new("LAMB", (x, rate) => new Lamb<double>(x, rate)),
        new("Schedule-Free", (x, rate) => new ScheduleFreeAdamW<double>(x, rate)),
        new("Rprop", (x, rate) => new Rprop<double>(x, rate)),
        new("L-BFGS", (x, rate) => new Lbfgs<double>(x, rate)) { Rates = [1] },
    ];
    ContourLevels himmelblau = ContourLevels.At(1, 2, 5, 10, 20, 50, 100, 200, 500);
    Course[] courses =
    [
        new(TestFunctions.Beale<double>(), 1e-6, "f < 10⁻⁶", 0.6, 3.6, -0.6, 1.3),
        new(TestFunctions.Rosenbrock<double>(), 1e-6, "f < 10⁻⁶", -1.8, 1.6, -0.6, 2),
        new(TestFunctions.Himmelblau<double>(), 1e-6, "f < 10⁻⁶", -1, 5, -2.5, 4.5) { Levels = himmelblau },
        new(TestFunctions.Saddle<double>(), -1, "f < −1", -0.6, 1.2, -0.5, 1.3) { Rates = [0.01] },
    ];
    Contest[] contests = [.. contenders.SelectMany(contender => courses.Select(course => Hold(contender, course, rates)))];

    StringBuilder table =
        new($"| optimizer | {string.Join(" | ", courses.Select(course => $"{course.Function.Name}, {course.Goal}"))} |\n");
    table.Append($"| --- |{string.Concat(courses.Select(_ => " ---: |"))}\n");
    foreach (Contender contender in contenders)
    {
        IEnumerable<string> cells = contests.Where(contest => contest.Contender == contender)
            .Select(contest => contest.Steps is { } steps ? $"{steps:N0} (η {contest.Rate})" : "–");
        table.Append($"| {contender.Name} | {string.Join(" | ", cells)} |\n");
    }
    table.Append(
        $"\nSteps from the usual start to the target, with the learning rate that takes the fewest of {rates[0]} to {rates[^1]}; ");
    table.Append($"on the saddle all have 0.01, and L-BFGS has 1 everywhere. A dash: none of them within {MostSteps:N0} steps.\n");
    Console.Write(table);
    if (folder is not null)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "steps.md"), $"{table}");
        (string Name, Picture Picture)[] pictures = [.. Draw(courses, contests)];
        foreach ((string name, Picture picture) in pictures) picture.Save(Path.Combine(folder, $"{name}.svg"));
        Console.WriteLine($"{pictures.Length} pictures and the table (steps.md) are in {folder}");
    }
    int? StepsOf(string name) => contests.Single(contest => contest.Contender.Name == name && contest.Course == courses[1]).Steps;
    return StepsOf("L-BFGS") < StepsOf("heavy ball") && StepsOf("heavy ball") < StepsOf("gradient descent") ? 0 : 1;
}

static Contest Hold(Contender contender, Course course, double[] rates)
{
    Contest best = new(contender, course, 0, null, double.PositiveInfinity);
    foreach (double rate in contender.Rates ?? course.Rates ?? rates)
    {
        // A run that takes longer than the best so far need not be seen to its end.
        DescentResult<double> run = Descend(contender, course, rate, best.Steps ?? MostSteps, traceEvery: 0);
        if (run.Reason.IsDivergence) continue;
        int? steps = run.Reason.Kind == StopKind.LossTarget ? run.Iterations : null;
        if (steps is null ? best.Steps is null && run.Value < best.Value : !(steps >= best.Steps))
            best = new(contender, course, rate, steps, run.Value);
    }
    return best;
}

static DescentResult<double> Descend(Contender contender, Course course, double rate, int steps, int traceEvery) => Descent.Minimize(
    course.Function.Function, course.Function.Start, x => contender.Create(x, rate),
    Stop.WhenLossBelow(course.Target) | Stop.AfterIterations(steps),
    new DescentOptions { TraceEvery = traceEvery, DivergenceFactor = double.PositiveInfinity });

// A few optimizers over each surface, and how fast the value falls in Rosenbrock's valley.
static IEnumerable<(string Name, Picture Picture)> Draw(Course[] courses, Contest[] contests)
{
    string[] plain = ["gradient descent", "heavy ball", "Nesterov"], adaptive = ["AdaGrad", "Adam", "Lion", "L-BFGS"];
    foreach (Course course in courses)
    {
        yield return Paths("momentum", "gradient descent with and without momentum", plain);
        yield return Paths("adaptive", "a rate for each coordinate; curvature", adaptive);

        (string, Picture) Paths(string name, string title, string[] shown)
        {
            ContourPlot plot = new(
                (x, y) => course.Function.Function(Tensor.Vector(x, y)).ToScalar(), course.Left, course.Right, course.Bottom, course.Top)
            {
                Title = $"{course.Function.Name}: {title}",
                XAxis = new Axis("x"),
                YAxis = new Axis("y"),
                Levels = course.Levels,
            };
            foreach (Contest contest in contests.Where(contest => contest.Course == course && shown.Contains(contest.Contender.Name)))
            {
                double rate = contest.Contender.Rates is null && course.Rates is null ? GentlePart * contest.Rate : contest.Rate;
                IReadOnlyList<TracePoint<double>> trace = Descend(contest.Contender, course, rate, steps: 1000, traceEvery: 1).Trace;
                plot.AddPath($"{contest.Contender.Name}, η {rate:G2}", trace.Select(point => (point.Point[0], point.Point[1])));
            }
            if (course.Function.Minima.Count > 0)
                plot.AddMark("minimum", course.Function.Minima.Select(minimum => (minimum[0], minimum[1])));
            return ($"{course.Function.Name.ToLowerInvariant()}-{name}", plot);
        }
    }
    Axis axis = new("f") { Scale = AxisScale.Logarithmic, Minimum = courses[1].Target };
    LineChart values = new() { Title = "Rosenbrock: how fast the value falls", XAxis = new Axis("step"), YAxis = axis };
    string[] all = [.. plain, .. adaptive];
    foreach (Contest contest in contests.Where(contest => contest.Course == courses[1] && all.Contains(contest.Contender.Name)))
    {
        DescentResult<double> run = Descend(contest.Contender, courses[1], contest.Rate, steps: 400, traceEvery: 1);
        values.Add(contest.Contender.Name, [.. run.Trace.Select(point => point.Value)]);
    }
    yield return ("rosenbrock-values", values);
}

/// <summary>An optimizer without its learning rate; it has its own rates where it looks for the length of its steps by itself.</summary>
internal sealed record Contender(string Name, Func<IReadOnlyList<Parameter<double>>, double, Optimizer<double>> Create)
{
    public double[]? Rates { get; init; }
}

/// <summary>A function to go down on, the value to fall below, and the borders of its picture; with its own rates where the best would say
/// little.</summary>
internal sealed record Course(
    TestFunction<double> Function, double Target, string Goal, double Left, double Right, double Bottom, double Top)
{
    public ContourLevels Levels { get; init; } = ContourLevels.Automatic;

    public double[]? Rates { get; init; }
}

/// <summary>The steps that an optimizer takes to the target with the rate that suits it best; null and the value reached if no rate leads
/// there.</summary>
internal sealed record Contest(Contender Contender, Course Course, double Rate, int? Steps, double Value);
