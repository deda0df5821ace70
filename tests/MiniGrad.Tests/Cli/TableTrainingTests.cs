using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

/// <summary>From a table to predictions, for classes and for numbers.</summary>
public sealed class TableTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Model => folder.File("model.safetensors");

    [Fact]
    public async Task Species_of_irises_are_learned_where_there_is_no_table()
    {
        ProgramRun run = await Run("train", "--irises", "--epochs", "60", "--save", Model, "--report", folder.File("report.html"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain('\e', run.Output);
        Assert.Equal("iris.csv: 120 rows to learn from, 30 held out", run.Lines[0]);
        Assert.Contains("'species' (3 classes) from 4 features: sepal_length, sepal_width, petal_length, petal_width", run.Lines);
        (double accuracy, double guessed) = Score(run, "accuracy");
        Assert.InRange(accuracy, 0.85, 1);
        Assert.Equal(1.0 / 3, guessed, 1e-4);
        Assert.Equal(Math.Log(3), Score(run, "log loss").Baseline, 1e-4);
        Assert.Equal(10, run.Lines.Where(line => line.StartsWith("virginica ", StringComparison.Ordinal)).Sum(
            line => int.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture)));
        Assert.Equal(20, run.Lines.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)));
        string[] parts = [.. XDocument.Load(folder.File("report.html")).Descendants().Where(
            element => element.Name.LocalName == "section").Select(section => (string)section.Attribute("id")!)];
        Assert.Superset(new HashSet<string> { "figures", "configuration", "model", "curves", "confusion", "flow", "times" },
            new HashSet<string>(parts));

        File.WriteAllText(folder.File("new.csv"), "petal_width,petal_length,sepal_width,sepal_length\n0.2,1.4,3.5,5.1\n2.3,6.1,3.0,7.7\n");
        ProgramRun prediction = await Run("predict", Model, "--csv", folder.File("new.csv"));

        Assert.Equal((0, ""), (prediction.ExitCode, prediction.Error));
        Assert.Equal("species,species=setosa,species=versicolor,species=virginica", prediction.Lines[0]);
        string[][] rows = [.. prediction.Lines.Skip(1).Select(line => line.Split(','))];
        Assert.Equal(["setosa", "virginica"], rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.Equal(1, row.Skip(1).Sum(number => double.Parse(number, CultureInfo.InvariantCulture)), 2e-6));
    }

    [Fact]
    public async Task Prices_are_learned_and_predicted_from_numbers_categories_and_gaps()
    {
        WriteHouses(folder.File("houses.csv"), 400);
        File.WriteAllText(folder.File("asked.csv"), "area,kind\n100,flat\n100,house\n,house\n");

        ProgramRun run = await Run(
            "train", "--csv", folder.File("houses.csv"), "--target", "price", "--epochs", "100", "--hidden", "16", "--early-stopping", "20",
            "--save", Model, "--report", folder.File("report.html"));
        ProgramRun prediction = await Run("predict", Model, "--csv", folder.File("asked.csv"), "--out", folder.File("prices.csv"));

        Assert.Equal((0, "", 0, "", ""), (run.ExitCode, run.Error, prediction.ExitCode, prediction.Error, prediction.Output));
        Assert.Contains("'price' (numbers) from 3 features: area, kind=flat, kind=house", run.Lines);
        Assert.Contains("left out: 'id', because no two of its values are the same, like those of an identifier", run.Lines);
        Assert.InRange(Score(run, "R²").Model, 0.9, 1);
        Assert.InRange(Score(run, "R²").Baseline, -0.2, 0);
        Assert.True(Score(run, "RMSE").Model < Score(run, "RMSE").Baseline / 2);
        Assert.Contains(run.Lines, line => line.Contains("validation loss", StringComparison.Ordinal));
        Table prices = CsvTable.Read(folder.File("prices.csv"));
        double[] predicted = ((NumberColumn)prices["price"]).ToArray();
        Assert.InRange(predicted[0] - Price(100, "flat"), -30, 30);
        Assert.InRange(predicted[1] - Price(100, "house"), -30, 30);
        Assert.True(File.Exists(folder.File("report.html")));
    }

    [Fact]
    public async Task Numbers_far_from_0_are_learned_and_guessed_as_well_as_others()
    {
        ProgramRun far = await Learn(1.7e9, 1e9), near = await Learn(0, 0);

        Assert.InRange(Score(far, "R²").Model, 0.95, 1);
        foreach (string metric in (string[])["R²", "MAE", "RMSE"])
        {
            (double model, double baseline) = Score(near, metric);
            Assert.Equal(model, Score(far, metric).Model, 1e-2 * model);
            Assert.Equal(baseline, Score(far, metric).Baseline, 1e-3 * Math.Abs(baseline));
        }

        Task<ProgramRun> Learn(double time, double count)
        {
            Random random = new(4);
            IEnumerable<double> all = Enumerable.Range(0, 100).Select(_ => random.NextDouble());
            IEnumerable<string> rows = all.Select(u => FormattableString.Invariant($"{time + (1000 * u)},{count + (100 * u)}"));
            File.WriteAllLines(folder.File("times.csv"), rows.Prepend("time,count"));
            return Run("train", "--csv", folder.File("times.csv"), "--target", "count", "--epochs", "100");
        }
    }

    [Fact]
    public async Task A_seed_decides_the_model()
    {
        byte[] first = await ModelOf("3"), again = await ModelOf("3"), other = await ModelOf("4");

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        async Task<byte[]> ModelOf(string seed)
        {
            ProgramRun run = await Run("train", "--irises", "--epochs", "3", "--seed", seed, "--save", Model, "--force");
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            return File.ReadAllBytes(Model);
        }
    }

    [Fact]
    public async Task The_task_can_be_said_where_the_values_leave_it_open()
    {
        File.WriteAllLines(
            folder.File("grades.csv"), Enumerable.Range(0, 60).Select(row => $"{row % 12},{row % 12 / 4}").Prepend("points,grade"));

        ProgramRun found = await Run("train", "--csv", folder.File("grades.csv"), "--target", "grade", "--epochs", "5");
        ProgramRun said =
            await Run("train", "--csv", folder.File("grades.csv"), "--target", "grade", "--epochs", "5", "--task", "REGRESSION");

        Assert.Contains("'grade' (3 classes) from 1 feature: points", found.Lines);
        Assert.Contains("'grade' (numbers) from 1 feature: points", said.Lines);
    }

    [Fact]
    public async Task The_only_row_of_its_class_is_learned_from_and_rows_without_a_target_are_not()
    {
        File.WriteAllLines(
            folder.File("rare.csv"), Enumerable.Range(0, 20).Select(row => $"{row},{(row < 10 ? "a" : "b")}").Prepend("x,class").Append(
                "30,c").Append("40,").Append("41,NA"));

        for (int seed = 1; seed <= 3; seed++)
        {
            ProgramRun run = await Run("train", "--csv", folder.File("rare.csv"), "--target", "class", "--epochs", "2", "--test", "0.5",
                "--seed", $"{seed}", "--report", folder.File("report.html"), "--force");

            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            Match numbers =
                Regex.Match(run.Lines[0], "^[^:]*rare.csv: ([0-9]+) rows to learn from, ([0-9]+) held out, 2 not used, without a 'class'$");
            Assert.Equal(21, int.Parse(numbers.Groups[1].Value, CultureInfo.InvariantCulture) + int.Parse(
                numbers.Groups[2].Value, CultureInfo.InvariantCulture));
            Assert.Contains("rows without a target, not used", File.ReadAllText(folder.File("report.html")), StringComparison.Ordinal);
            Assert.Equal("0", run.Lines.Single(line => line.StartsWith("c ", StringComparison.Ordinal)).Split(' ')[^1]);
        }
    }

    [Fact]
    public async Task Large_figures_many_features_and_line_breaks_stay_apart_in_the_terminal()
    {
        File.WriteAllLines(folder.File("wide.csv"), Enumerable.Range(0, 60).Select(
            row => $"{2 * row},k{row % 15:D2},\"a\n{row % 2}\",{row * 1e9:F1}").Prepend("x,kind,\"na\nme\",sum"));

        ProgramRun run = await Run("train", "--csv", folder.File("wide.csv"), "--target", "sum", "--epochs", "1", "--hidden", "none");
        ProgramRun named = await Run("train", "--csv", folder.File("wide.csv"), "--target", "na\nme", "--epochs", "1", "--hidden", "none");

        Assert.Equal((0, "", 0, ""), (run.ExitCode, run.Error, named.ExitCode, named.Error));
        Assert.Contains(
            "'sum' (numbers) from 18 features: x, kind=k00, kind=k01, kind=k02, kind=k03, kind=k04, kind=k05, " +
            "kind=k06, kind=k07, kind=k08, … and 8 more",
            run.Lines);
        Assert.Matches(@"^RMSE +[0-9.]+E\+10 +[0-9.]+E\+10$", run.Lines[^1]);
        Assert.Contains(named.Lines, line => line.StartsWith(@"'na\nme' (2 classes)", StringComparison.Ordinal));
        Assert.Contains(named.Lines, line => line.StartsWith(@"a\n1 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_column_of_digits_can_be_read_as_text()
    {
        File.WriteAllLines(
            folder.File("post.csv"), Enumerable.Range(0, 60).Select(row => $"{row},0{row % 3 + 1}234,{row}.5").Prepend("x,zip,y"));

        ProgramRun run =
            await Run("train", "--csv", folder.File("post.csv"), "--target", "y", "--text", "zip", "--text", "x", "--epochs", "1");
        ProgramRun target = await Run("train", "--csv", folder.File("post.csv"), "--target", "zip", "--text", "zip", "--epochs", "1");

        Assert.Contains("'y' (numbers) from 3 features: zip=01234, zip=02234, zip=03234", run.Lines);
        Assert.Contains("left out: 'x', because no two of its values are the same, like those of an identifier", run.Lines);
        Assert.Contains(target.Lines, line => line.StartsWith("02234 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Figures_and_a_log_are_written_of_a_table_too()
    {
        string figures = folder.File("figures.json"), log = folder.File("log.jsonl");

        ProgramRun run = await Run(
            "train", "--irises", "--epochs", "3", "--activation", "elu", "--json", figures, "--log", log, "--minimum-accuracy", "100");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is below the 100 % asked for", run.Error, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(figures));
        Assert.Equal(
            """{"data":"iris.csv","target":"species","kind":"classes","trainingRows":120,"testRows":30,"hidden":[32]""" +
            ""","activation":"elu","epochs":3,"batch":32,"optimizer":"adam","learningRate":0.003,"seed":1}""",
            JsonSerializer.Serialize(json.RootElement.GetProperty("configuration")));
        Assert.Equal(
            [1, 2, 3], json.RootElement.GetProperty("epochs").EnumerateArray().Select(epoch => epoch.GetProperty("epoch").GetInt32()));
        double accuracy = json.RootElement.GetProperty("scores").GetProperty("accuracy").GetProperty("model").GetDouble();
        Assert.Equal(Score(run, "accuracy").Model, accuracy, 1e-4);
        Assert.Equal(12, File.ReadLines(log).Count(line => line.Contains("\"kind\":\"step\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Threads_do_not_change_the_model()
    {
        string other = folder.File("other.safetensors");

        await Run("train", "--irises", "--epochs", "3", "--hidden", "300", "--threads", "1", "--save", Model);
        await Run("train", "--irises", "--epochs", "3", "--hidden", "300", "--threads", "3", "--save", other);

        Assert.Equal(File.ReadAllBytes(Model), File.ReadAllBytes(other));
    }

    [InterruptFact]
    public async Task Control_C_ends_it_with_the_model_as_it_is_then()
    {
        ProgramRun run = await Minigrad.Run(
            ["train", "--irises", "--epochs", "1000000", "--target", "petal_width", "--early-stopping", "1000000", "--save", Model],
            line =>
            {
                if (!line.Contains("held out", StringComparison.Ordinal)) return null;
                Thread.Sleep(2000);
                return "INT";
            });

        Assert.Equal((130, ""), (run.ExitCode, run.Error));
        Assert.Contains(run.Lines, line => line.StartsWith("training", StringComparison.Ordinal)
            && line.EndsWith("epochs: interrupted", StringComparison.Ordinal));
        Assert.InRange(Score(run, "R²").Model, 0.5, 1);
        ProgramRun evaluation = await Run("evaluate", Model, "--irises", "--json");
        Assert.Equal((0, ""), (evaluation.ExitCode, evaluation.Error));
        using JsonDocument json = JsonDocument.Parse(evaluation.Output);
        Assert.InRange(json.RootElement.GetProperty("metrics").GetProperty("R²").GetDouble(), 0.5, 1);
    }

    /// <summary>The figures of a metric, of the model and of the baseline.</summary>
    private static (double Model, double Baseline) Score(ProgramRun run, string metric)
    {
        string[] figures = run.Lines.Single(line => line.StartsWith($"{metric}  ", StringComparison.Ordinal))[metric.Length..].Split(
            ' ', StringSplitOptions.RemoveEmptyEntries);
        return (double.Parse(figures[0], CultureInfo.InvariantCulture), double.Parse(figures[1], CultureInfo.InvariantCulture));
    }

    private static double Price(double area, string kind) => (kind == "house" ? 5 : 3) * area + 50;

    /// <summary>Prices by area and kind with a little noise; every fiftieth area is missing.</summary>
    private static void WriteHouses(string path, int count)
    {
        Random random = new(3);
        List<string> lines = ["id,area,kind,price"];
        for (int row = 0; row < count; row++)
        {
            double area = 40 + 160 * random.NextDouble();
            string kind = random.Next(2) == 0 ? "flat" : "house";
            double price = Price(area, kind) + 20 * (random.NextDouble() - 0.5);
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"h{row},{(row % 50 == 49 ? "" : area.ToString("F1", CultureInfo.InvariantCulture))},{kind},{price:F2}"));
        }
        File.WriteAllLines(path, lines);
    }

    private static Task<ProgramRun> Run(params string[] options) => Minigrad.Run(options);
}
