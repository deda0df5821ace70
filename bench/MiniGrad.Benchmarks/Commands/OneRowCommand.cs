using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Data;
using MiniGrad.Estimators;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>one-row</c>: what it takes to predict a single row in the forms that services get them in.</summary>
internal static class OneRowCommand
{
    private const int Rows = 400;
    private const double RoundSeconds = 0.05;

    private static readonly RowColumns<Customer> columns = new RowColumns<Customer>()
        .With("age", it => it.Age).With("income", it => it.Income).With("visits", it => it.Visits).With("spent", it => it.Spent)
        .With("distance", it => it.Distance).With("days", it => it.Days).With("city", it => it.City).With("plan", it => it.Plan)
        .With("device", it => it.Device).With("member", it => it.IsMember);

    public static Command Create()
    {
        Option<int> hidden = CheckedOption.Integer("--hidden", "The units of the hidden layer.", 32, minimum: 1);
        Option<int> rounds = CheckedOption.Integer("--rounds", "How often each is timed, in turn with the others.", 21, minimum: 3);
        Command command = new(
            "one-row",
            "Predicts one row of six numbers, three categories and a boolean with a fitted MlpClassifier: from features that are ready, a " +
            "table of one row, a dictionary, a JsonElement and an object; nanoseconds (the median of rounds) and bytes of memory.")
        {
            hidden, rounds,
        };
        command.SetAction(parsed =>
        {
            Run(parsed.GetValue(hidden), parsed.GetValue(rounds));
            return CommandRunner.Success;
        });
        return command;
    }

    private static void Run(int hidden, int rounds)
    {
        Random random = new(1);
        Customer[] customers = [.. Enumerable.Range(0, Rows).Select(_ => Customer.Draw(random))];
        Table table = Table.From(customers, columns);
        TextColumn classes = new("leaves", customers.Select(it => it.Visits < 10 ? "yes" : it.Spent > 500 ? "no" : "perhaps").ToArray());
        MlpClassifier classifier = new() { HiddenSizes = [hidden], Epochs = 5 };
        classifier.Fit(new Table([.. table.Columns, classes]), "leaves");

        Customer customer = customers[0];
        Table one = Table.From([customer], columns);
        Tensor<float> ready = classifier.Encoder!.EncodeInputs<float>(one);
        Predictor<float> network = new(classifier.Model);
        // Of features as they are: neither names nor scales.
        MlpClassifier onTensors = new() { HiddenSizes = [hidden], Epochs = 1, InputScaling = Scaling.None };
        onTensors.Fit(classifier.Encoder.EncodeInputs<float>(table), classifier.Encoder.EncodeLabels(new Table([.. table.Columns, classes])));
        Dictionary<string, object?> named = customer.Named();
        JsonElement json = JsonDocument.Parse(customer.Json()).RootElement;

        (string Name, Action Predict)[] ways =
        [
            ("ready features: the network", () => network.Predict(ready)),
            ("ready features: Predict of an estimator", () => onTensors.Predict(ready)),
            ("a table of one row: PredictProbabilities", () => classifier.PredictProbabilities(one)),
            ("a dictionary: PredictRow", () => classifier.PredictRow(named)),
            ("a JsonElement: PredictRow", () => classifier.PredictRow(json)),
            ("an object: PredictRow", () => classifier.PredictRow(customer, columns)),
        ];
        int[] counts = [.. ways.Select(way => CountOf(way.Predict))];
        double[][] times = [.. ways.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
            for (int way = 0; way < ways.Length; way++) times[way][round] = Time(ways[way].Predict, counts[way]);
        string network0 = Invariant($"{ready.Shape[1]}-{hidden}-{classifier.ClassNames.Count}");
        MarkdownTable report = new($"one row of 10 columns, {network0}", "ns", "times the network", "bytes");
        double least = times[0].Median();
        for (int way = 0; way < ways.Length; way++)
        {
            double median = times[way].Median();
            report.Add(
                ways[way].Name, Number(median, "F0"), Number(median / least, "F2"),
                BytesOf(ways[way].Predict).ToString(CultureInfo.InvariantCulture));
        }
        report.Print();
    }

    /// <summary>How many calls fill a round.</summary>
    private static int CountOf(Action predict)
    {
        int count = 1;
        while (Time(predict, count) * count < RoundSeconds * 1e9) count *= 2;
        return count;
    }

    /// <summary>Nanoseconds of a call.</summary>
    private static double Time(Action predict, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++) predict();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }

    private static long BytesOf(Action predict)
    {
        const int Calls = 1000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++) predict();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private sealed record Customer(
        int Age, double? Income, int Visits, double Spent, double Distance, int Days, string City, string Plan, string Device, bool IsMember)
    {
        public static Customer Draw(Random random) => new(
            random.Next(18, 90), random.Next(20) == 0 ? null : 1000 * random.NextDouble(), random.Next(50), 1000 * random.NextDouble(),
            random.NextDouble(), random.Next(1000), Of(random, "Bern", "Oslo", "Riga", "Graz", "Turin"), Of(random, "free", "basic", "full"),
            Of(random, "phone", "tablet", "laptop", "other"), random.Next(2) == 0);

        public Dictionary<string, object?> Named() => new()
        {
            ["age"] = Age,
            ["income"] = Income,
            ["visits"] = Visits,
            ["spent"] = Spent,
            ["distance"] = Distance,
            ["days"] = Days,
            ["city"] = City,
            ["plan"] = Plan,
            ["device"] = Device,
            ["member"] = IsMember,
        };

        public string Json() => $"{{{string.Join(',', Named().Select(pair => $"\"{pair.Key}\":{Json(pair.Value)}"))}}}";

        private static string Json(object? value) => value switch
        {
            null => "null",
            string text => $"\"{text}\"",
            bool word => word ? "true" : "false",
            _ => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        };

        private static string Of(Random random, params string[] texts) => texts[random.Next(texts.Length)];
    }
}
