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
    private const int Rows = 400, Calls = 10_000;

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
            "Predicts one row of six numbers, three categories and a boolean with a fitted MlpClassifier: from features that are ready, " +
            "a table of one row, a dictionary, a JsonElement and an object; nanoseconds in rounds of 10,000 calls, and bytes of memory.")
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
        TextColumn classes = new("leaves", customers.Select(it => it.Visits < 10 ? "yes" : it.Spent > 500 ? "no" : "perhaps").ToArray());
        Table table = new([.. Table.From(customers, columns).Columns, classes]);
        MlpClassifier classifier = new() { HiddenSizes = [hidden], Epochs = 5 };
        classifier.Fit(table, "leaves");

        Customer customer = customers[0];
        Table one = Table.From([customer], columns);
        Tensor<float> ready = classifier.Encoder!.EncodeInputs<float>(one);
        Predictor<float> network = new(classifier.Model);
        // Of features as they are: neither names nor scales.
        MlpClassifier onTensors = new() { HiddenSizes = [hidden], Epochs = 1, InputScaling = Scaling.None };
        onTensors.Fit(classifier.Encoder.EncodeInputs<float>(table), classifier.Encoder.EncodeLabels(table));
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
        // So that all is compiled for good.
        for (int i = 0; i < 3; i++)
            foreach ((_, Action predict) in ways) Time(predict);
        double[][] times = [.. ways.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
            for (int way = 0; way < ways.Length; way++) times[way][round] = Time(ways[way].Predict);
        string sizes = $"{ready.Shape[1]}-{hidden}-{classifier.ClassNames.Count}";
        MarkdownTable report = new($"one row of 10 columns, {sizes}", "ns, median", "ns, least", "times Predict", "bytes");
        for (int way = 0; way < ways.Length; way++)
        {
            // What else the machine does makes calls slower, never faster.
            double least = times[way].Min();
            report.Add(
                ways[way].Name, Number(times[way].Median(), "F0"), Number(least, "F0"), Number(least / times[1].Min(), "F2"),
                BytesOf(ways[way].Predict).ToString(CultureInfo.InvariantCulture));
        }
        report.Print();
    }

    /// <summary>Nanoseconds of a call.</summary>
    private static double Time(Action predict)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Calls; i++) predict();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Calls;
    }

    private static long BytesOf(Action predict)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++) predict();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }

    private sealed record Customer(
        int Age, double? Income, int Visits, double Spent, double Distance, int Days, string City, string Plan, string Device,
        bool IsMember)
    {
        public static Customer Draw(Random random) => new(
            random.Next(18, 90), random.Next(20) == 0 ? null : 1000 * random.NextDouble(), random.Next(50), 1000 * random.NextDouble(),
            random.NextDouble(), random.Next(1000), Of(random, "Bern", "Oslo", "Riga", "Graz", "Turin"),
            Of(random, "free", "basic", "full"), Of(random, "phone", "tablet", "laptop", "other"), random.Next(2) == 0);

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
