using MiniGrad.Search;

namespace MiniGrad.Benchmarks.Searches;

/// <summary>A function to be minimized by trials, of which the smallest value is known.</summary>
/// <param name="Name">The name, with the number of parameters.</param>
/// <param name="Create">Makes its space, and the regret of a trial: its value above the smallest.</param>
/// <param name="Noise">The standard deviation of what is added to the values that the search is told; the regret is without it.</param>
internal sealed record SearchProblem(string Name, Func<(SearchSpace Space, Func<ParameterValues, double> Regret)> Create, double Noise = 0)
{
    // Moves the minimum away from the middle of the box.
    private static readonly double[] shift = [.31, -.22, .13, -.41, .07, .27, -.35, .18, -.09, .38];

    /// <summary>All of them, in the order of reports.</summary>
    public static IReadOnlyList<SearchProblem> All { get; } =
    [
        new("branin2", Branin), new("hartmann6", Hartmann),
        new("ackley5", () => Box(5, -32.768, 32.768, x => Ackley(Shifted(x, 32.768)))),
        new("rosenbrock4", () => Box(4, -5, 10, Rosenbrock)),
        new("rastrigin5", () => Box(5, -5.12, 5.12, x => Shifted(x, 5.12).Sum(v => v * v - 10 * Math.Cos(2 * Math.PI * v) + 10))),
        new("levy8", () => Box(8, -10, 10, Levy)), new("sphere10", () => Box(10, -5, 5, x => Shifted(x, 5).Sum(v => v * v))),
        new("styblinski5", () => Box(5, -5, 5, x => x.Sum(v => (v * v * v * v - 16 * v * v + 5 * v) / 2 + 39.16616570377142))),
        new("mixed7", Mixed), new("cond", Conditional), new("noisyh6", Hartmann, Noise: 0.1),
    ];

    private static double[] Shifted(double[] x, double scale) => [.. x.Select((value, i) => value - scale * shift[i])];

    private static (SearchSpace, Func<ParameterValues, double>) Box(int dimension, double low, double high, Func<double[], double> function)
    {
        SearchSpace space = new();
        HyperParameter<double>[] x = [.. Enumerable.Range(0, dimension).Select(i => space.AddNumber($"x{i}", low, high))];
        return (space, values => function(Array.ConvertAll(x, values.Get)));
    }

    private static (SearchSpace, Func<ParameterValues, double>) Branin()
    {
        SearchSpace space = new();
        HyperParameter<double> first = space.AddNumber("x", -5, 10), second = space.AddNumber("y", 0, 15);
        return (space, values =>
        {
            double x = values.Get(first), y = values.Get(second);
            double inner = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
            return inner * inner + 10 * (1 - 1 / (8 * Math.PI)) * Math.Cos(x) + 10 - 0.39788735772973816;
        }
        );
    }

    private static (SearchSpace, Func<ParameterValues, double>) Hartmann()
    {
        double[] heights = [1, 1.2, 3, 3.2];
        double[][] widths = [[10, 3, 17, 3.5, 1.7, 8], [.05, 10, 17, .1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, .05, 10, .1, 14]];
        double[][] centers =
        [
            [.1312, .1696, .5569, .0124, .8283, .5886], [.2329, .4135, .8307, .3736, .1004, .9991],
            [.2348, .1451, .3522, .2883, .3047, .6650], [.4047, .8828, .8732, .5743, .1091, .0381],
        ];
        return Box(6, 0, 1, x => 3.322368011415515 - heights.Select((height, i) => height * Math.Exp(
            -x.Select((value, j) => widths[i][j] * (value - centers[i][j]) * (value - centers[i][j])).Sum())).Sum());
    }

    private static double Ackley(double[] v) => 20 + Math.E - 20 * Math.Exp(-0.2 * Math.Sqrt(v.Average(value => value * value)))
        - Math.Exp(v.Average(value => Math.Cos(2 * Math.PI * value)));

    private static double Rosenbrock(double[] x) => Enumerable.Range(0, x.Length - 1)
        .Sum(i => 100 * Math.Pow(x[i + 1] - x[i] * x[i], 2) + Math.Pow(1 - x[i], 2));

    private static double Levy(double[] x)
    {
        double[] w = Array.ConvertAll(x, value => 1 + (value - 1) / 4);
        return Math.Pow(Math.Sin(Math.PI * w[0]), 2)
            + w.SkipLast(1).Sum(value => Math.Pow(value - 1, 2) * (1 + 10 * Math.Pow(Math.Sin(Math.PI * value + 1), 2)))
            + Math.Pow(w[^1] - 1, 2) * (1 + Math.Pow(Math.Sin(2 * Math.PI * w[^1]), 2));
    }

    /// <summary>Like the settings of a training, of all kinds.</summary>
    private static (SearchSpace, Func<ParameterValues, double>) Mixed()
    {
        SearchSpace space = new();
        HyperParameter<double> rate = space.AddNumber("learning rate", 1e-5, 1, Scale.Logarithmic);
        HyperParameter<double> momentum = space.AddNumber("momentum", 0, 0.99);
        HyperParameter<double> decay = space.AddNumber("weight decay", 1e-8, 0.1, Scale.Logarithmic);
        HyperParameter<int> batch = space.AddInteger("batch", 8, 512, Scale.Logarithmic);
        HyperParameter<int> layers = space.AddInteger("layers", 1, 5);
        HyperParameter<string> activation = space.AddChoice("activation", "relu", "tanh", "sigmoid", "elu");
        HyperParameter<string> optimizer = space.AddChoice("optimizer", "sgd", "adam", "rmsprop");
        return (space, values =>
        {
            double size = Math.Log2(values.Get(batch)), factor = values.Get(optimizer) == "sgd" ? 1 : 0.3;
            double best = values.Get(optimizer) switch { "sgd" => -1, "adam" => -2.7, _ => -3 };
            double effect = Math.Log10(values.Get(rate)) - factor * Math.Log10(1 - values.Get(momentum)) - 0.15 * (size - 5);
            return Math.Pow(effect - best, 2) / 2 + 0.05 * Math.Pow(Math.Log10(values.Get(decay)) + 4, 2) + 0.04 * Math.Pow(size - 5.5, 2)
                + 0.1 * Math.Pow(values.Get(layers) - 3, 2) + 0.3 * Math.Pow(values.Get(momentum) - 0.9, 2)
                + values.Get(activation) switch { "relu" => 0, "elu" => 0.05, "tanh" => 0.15, _ => 0.6 }
                + values.Get(optimizer) switch { "adam" => 0, "rmsprop" => 0.08, _ => 0.12 };
        }
        );
    }

    /// <summary>Parameters that are there under conditions.</summary>
    private static (SearchSpace, Func<ParameterValues, double>) Conditional()
    {
        SearchSpace space = new();
        HyperParameter<int> layers = space.AddInteger("layers", 1, 4);
        HyperParameter<double> rate = space.AddNumber("learning rate", 1e-5, 1, Scale.Logarithmic);
        HyperParameter<int>[] units =
        [
            .. Enumerable.Range(0, 4).Select(i => space.AddInteger(
                $"units {i}", 4, 512, Scale.Logarithmic, when: i == 0 ? null : layers.AtLeast(i + 1))),
        ];
        HyperParameter<bool> dropout = space.AddChoice("dropout", false, true);
        HyperParameter<double> share = space.AddNumber("rate", 0, 0.8, when: dropout.Is(true));
        return (space, values =>
        {
            int count = values.Get(layers);
            return 0.15 * Math.Pow(count - 3, 2)
                + Enumerable.Range(0, count).Sum(i => 0.1 * Math.Pow(Math.Log2(values.Get(units[i])) - 7 + i, 2))
                + (values.Get(dropout) ? 2 * Math.Pow(values.Get(share) - 0.2, 2) : 0.2)
                + Math.Pow(Math.Log10(values.Get(rate)) + 2.5 + 0.2 * count, 2) / 2;
        }
        );
    }
}
