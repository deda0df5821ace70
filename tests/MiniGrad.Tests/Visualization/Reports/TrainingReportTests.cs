using System.Xml.Linq;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Reports;

public class TrainingReportTests
{
    private const string Nasty = "</title></style><script>alert(1)</script><img src=\"https://x\" onerror='y'> & \"'` \u0001 \ud800 ∂ 🙂";
    private static readonly DateTimeOffset date = new(2026, 2, 3, 14, 5, 0, TimeSpan.FromHours(1));

    [Fact]
    public void A_report_shows_every_part_of_a_training()
    {
        (Dataset<float> training, Dataset<float> validation) =
            LabeledImages.GenerateDigits<float>(500, new Random(1)).Split(300);
        Mlp<float> model = new([784, 12, 10], Activation.Relu, new Random(3));
        var optimizer = new Adam<float>(model.Parameters, 0.003);
        var trainer = new Trainer<float>(model, optimizer, training, validation) { Metrics = [Metric.Accuracy, Metric.TopK(3)] };
        TrainingHistory history = trainer.Fit(3);
        var predictor = new Predictor<float>(model);
        WorstMistakes mistakes = WorstMistakes.Find(predictor, validation, 5) with { ImageShape = [28, 28] };
        ReportPage page = new(new TrainingReport("Digits")
        {
            Date = date,
            Configuration = [("layers", "784-12-10"), ("optimizer", "Adam")],
            Figures = [("price", "12 €")],
            Test = trainer.Evaluate(validation),
            Summary = ModelSummary.Of(model, [1, 784]),
            History = history,
            Confusion = ConfusionMatrix.OfPredictions(predictor.PredictClasses(validation.Inputs), validation.Labels),
            Flow = GradientFlow.Measure(model, () => Loss.CrossEntropy(model.Forward(training.Inputs), training.Labels), optimizer),
            Mistakes = mistakes,
        });

        Assert.Equal(["figures", "configuration", "model", "curves", "confusion", "mistakes", "flow", "times"], page.Sections);
        Assert.Equal(page.Sections.Select(id => $"#{id}"), page.Tags("nav").Descendants().Attributes("href").Select(link => link.Value));
        XElement header = page.Tags("header").Single();
        Assert.Contains("3 February 2026, 14:05 (UTC+01:00)", header.Value, StringComparison.Ordinal);
        Assert.Contains("Training ended: all 3 epochs are done.", header.Value, StringComparison.Ordinal);
        Assert.Equal("price: 12 €", page.Tiles[0]);
        Assert.Contains($"validation accuracy: {ReportText.Number(history.Best!.Validation!["accuracy"])}", page.Tiles);
        Assert.Contains("parameters: 9,550", page.Tiles);
        Assert.Equal(["layers.0", "Linear 784 → 12", "[1, 12]", "9,420"], page.Rows("model")[0]);
        // The loss, both metrics; the rate was the same all along.
        Assert.Equal(3, page.Charts("curves").Count);
        Assert.Contains("The learning rate was 0.003 in all epochs.", page.Section("curves").Value, StringComparison.Ordinal);
        Assert.Equal(["steps", "training", "validation", $"best epoch: {history.Best.Epoch}"], LegendOf(page.Charts("curves")[0]));
        Assert.Equal(3, page.Rows("curves").Count);
        Assert.Equal(ReportText.Number(history.Epochs[1].Validation!.Loss), page.Rows("curves")[1][3]);
        Assert.Equal(10, page.Rows("confusion").Count(row => row.Length == 5));
        XElement[] images = [.. page.Section("mistakes").Descendants().Where(element => element.Name.LocalName == "img")];
        IEnumerable<string> descriptions =
            mistakes.Items.Select(mistake => $"Sample {mistake.Sample}: {mistake.Predicted} instead of {mistake.Right}");
        Assert.Equal(descriptions, images.Select(image => image.Attribute("alt")!.Value));
        Assert.Single(page.Charts("flow"));
        Assert.Equal("total", page.Rows("times")[^1][0]);
        Assert.InRange(page.Text.Length, 50_000, 400_000);
    }

    [Fact]
    public void Empty_parts_are_left_out()
    {
        ReportPage page = new(new TrainingReport("Nothing"));
        Assert.Empty(page.Sections);
        Assert.Empty(page.Tags("nav"));
        ModelSummary summary = ModelSummary.Of(new Mlp<double>([2, 2], Activation.Tanh, new Random(1)), [1, 2]);
        Assert.Equal(["figures", "model"], new ReportPage(new TrainingReport("Model") { Summary = summary }).Sections);
        Assert.Equal(["configuration"], new ReportPage(new TrainingReport("Settings") { Configuration = [("a", "b")] }).Sections);
        Assert.Empty(new ReportPage(new TrainingReport("Empty matrix") { Confusion = new ConfusionMatrix(3) }).Sections);
        ReportPage untrained = new(new TrainingReport("Before the first step") { History = Histories.Of([], []) });
        Assert.Equal(["figures"], untrained.Sections);
        Assert.Contains("has not ended yet", untrained.Tags("header").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_text_is_escaped_and_shown()
    {
        string shown = Nasty.Replace('\u0001', '\ufffd').Replace('\ud800', '\ufffd');
        EvaluationResult evaluation = new(1, [(Nasty, 0.5)]);
        Mlp<double> model = new([2, 3, 2], Activation.Tanh, new Random(1));
        Dataset<double> data =
            new(Tensor.Normal([30, 2], 0.0, 1, new Random(1)), Enumerable.Range(0, 30).Select(i => i % 2).ToArray());
        ReportPage page = new(new TrainingReport(Nasty)
        {
            Configuration = [(Nasty, Nasty)],
            Figures = [(Nasty, Nasty)],
            History =
                Histories.Of([new(1, 1, 1, evaluation, 1, TimeSpan.Zero, true)], [1], new StopReason(StopKind.Diverged, Nasty), [Nasty]),
            Test = evaluation,
            Confusion = ConfusionMatrix.OfPredictions([0, 1, 0], [0, 1, 1], [Nasty, "b"]),
            Mistakes =
                WorstMistakes.Find(new Predictor<double>(model), data, 3, ["a", Nasty]) with { Columns = [Nasty], Cells = _ => [Nasty] },
        });
        Assert.Equal(shown, page.Tags("h1").Single().Value);
        Assert.Equal(shown, page.Tags("title").Single().Value);
        Assert.Equal(2, page.Section("configuration").Descendants().Count(element => !element.HasElements && element.Value == shown));
        Assert.Contains(shown, page.Section("warnings").Value, StringComparison.Ordinal);
        Assert.Contains($"Training ended: {shown}.", page.Tags("header").Single().Value, StringComparison.Ordinal);
        Assert.Equal(3, page.Rows("mistakes").Count(row => row[^1] == shown));
        Assert.Contains(page.Rows("confusion"), row => row[0] == shown);
        Assert.Contains(page.Tags("figcaption"), caption => caption.Value == $"Validation: {shown}");
    }

    [Fact]
    public void A_history_of_one_epoch_without_validation_is_shown()
    {
        TrainingHistory history = Histories.Of([new EpochResult(1, 3, 0.7, null, 0.1, TimeSpan.FromSeconds(2), true)], [0.9, 0.7, 0.5]);
        ReportPage page = new(new TrainingReport("One") { History = history });
        XElement chart = Assert.Single(page.Charts("curves"));
        Assert.Equal(["steps", "training"], LegendOf(chart));
        Assert.Equal(["epoch", "step", "training loss", "learning rate", "time"], page.Headers("curves"));
    }

    [Fact]
    public void Steps_without_an_epoch_are_shown_by_number()
    {
        XElement chart =
            Assert.Single(new ReportPage(new TrainingReport("Cancelled") { History = Histories.Of([], [3, 2, 1]) }).Charts("curves"));
        Assert.Equal(["steps"], LegendOf(chart));
        Assert.Contains(chart.Elements(), element => element.Value == "step");
    }

    [Fact]
    public void The_table_of_a_thousand_epochs_is_thinned()
    {
        EpochResult[] epochs = [.. Enumerable.Range(1, 1000).Select(epoch => new EpochResult(
            epoch, epoch * 20, 3.0 / epoch, new EvaluationResult(3.0 / epoch + 0.001 * epoch, []), 0.1 / epoch, TimeSpan.FromSeconds(1),
                epoch <= 55))];
        ReportPage page = new(
            new TrainingReport("Many") { History = Histories.Of(epochs, [.. Enumerable.Range(1, 20_000).Select(step => 60.0 / step)]) });
        Assert.Equal(["steps, means", "training", "validation", "best epoch: 55"], LegendOf(page.Charts("curves")[0]));
        IEnumerable<string> names = page.Rows("curves").Select(row => row[0]);
        Assert.Equal(
            ["1", "55 (best)", "1,000"], names.Where(name => name is "1" or "1,000" || name.Contains("best", StringComparison.Ordinal)));
        Assert.InRange(page.Rows("curves").Count, 200, 202);
        Assert.InRange(page.Text.Length, 50_000, 300_000);
    }

    [Fact]
    public void Losses_that_are_not_finite_interrupt_lines_and_are_mentioned()
    {
        double[] losses = [1, 0.5, double.NaN, double.PositiveInfinity, 0.4];
        EpochResult[] epochs =
        [
            .. losses.Select((loss, i) => new EpochResult(
                i + 1, i + 1, loss, new EvaluationResult(-loss, [("accuracy", double.NaN)]), 0.1, TimeSpan.Zero, i == 1)),
        ];
        ReportPage page = new(new TrainingReport("Broken") { History = Histories.Of(epochs, losses) });
        // Nothing of the metric can be shown.
        Assert.Single(page.Charts("curves"));
        Assert.Contains(
            "2 epochs had a loss that is not finite; lines are interrupted there.", page.Section("curves").Value, StringComparison.Ordinal);
        Assert.Equal(["1.000", "0.5000", "NaN", "∞", "0.4000"], page.Rows("curves").Select(row => row[2]));
        ReportPage nothing = new(new TrainingReport("All broken") { History = Histories.Of([epochs[2]], [double.NaN]) });
        Assert.Empty(nothing.Charts("curves"));
        Assert.Contains("training loss: NaN", nothing.Tiles);
    }

    [Fact]
    public void Curves_that_fall_by_orders_of_magnitude_have_logarithmic_axes()
    {
        EpochResult[] epochs = [.. Enumerable.Range(0, 8).Select(i => new EpochResult(
            i + 1, i + 1, Math.Pow(10, -i), new EvaluationResult(1, [("accuracy", 1 - Math.Pow(2, -i) + 0.01)]), Math.Pow(10, -i),
                TimeSpan.Zero, true))];
        ReportPage page = new(new TrainingReport("Curves") { History = Histories.Of(epochs, []) });
        Assert.Equal([true, false, true], page.Charts("curves").Select(chart => chart.Descendants().Any(IsPowerOfTen)));

        static bool IsPowerOfTen(XElement element) => element.Value.StartsWith("10⁻", StringComparison.Ordinal);
    }

    [Fact]
    public void Many_classes_are_listed_from_the_worst_on()
    {
        int[] actual = [.. Enumerable.Range(0, 4000).Select(i => i % 400)],
            predicted = [.. actual.Select((right, i) => right < 10 && i >= 400 ? 399 : right)];
        ReportPage page = new(new TrainingReport("Classes") { Confusion = ConfusionMatrix.OfPredictions(predicted, actual) });
        Assert.Empty(page.Charts("confusion"));
        Assert.Equal(60, page.Rows("confusion").Count(row => row.Length == 5));
        Assert.Contains("The 60 of 400 classes with the lowest F1", page.Section("confusion").Value, StringComparison.Ordinal);
        Assert.Equal(["0", "399", "9", "90.0 %"], page.Rows("confusion").First(row => row.Length == 4));
    }

    [Theory]
    [InlineData(Theme.Light, "color-scheme: light;", 1)]
    [InlineData(Theme.Dark, "color-scheme: dark;", 1)]
    [InlineData(Theme.Automatic, "color-scheme: light dark;", 2)]
    public void Page_and_pictures_have_one_theme(Theme theme, string scheme, int backgrounds)
    {
        ReportPage page = new(new TrainingReport("Theme") { Theme = theme, Confusion = ConfusionMatrix.OfPredictions([0, 1], [0, 1]) });
        Assert.Contains(scheme, page.Text, StringComparison.Ordinal);
        Assert.Equal(theme == Theme.Automatic, page.Text.Contains("prefers-color-scheme", StringComparison.Ordinal));
        string[] all = [Colors.Background.Hex(isDark: false), Colors.Background.Hex(isDark: true)];
        XElement style = page.Charts("confusion")[0].Elements().First(element => element.Name.LocalName == "style");
        Assert.Equal(backgrounds, all.Count(color => style.Value.Contains(color, StringComparison.Ordinal)));
        Assert.Equal(backgrounds, all.Count(color => page.Tags("style").Single().Value.Contains(color, StringComparison.Ordinal)));
    }

    [Fact]
    public void Text_stands_out_from_its_background()
    {
        foreach (ThemedColor text in new[] { Colors.Text, Colors.FaintText, Colors.Good, Colors.Bad, Colors.Link })
            foreach (ThemedColor background in new[] { Colors.Page, Colors.Background }) AssertIsReadable(text, background);
        // Rows of tables.
        foreach (ThemedColor background in new[] { Colors.MinorGridLine, Colors.InputFill }) AssertIsReadable(Colors.Text, background);

        static void AssertIsReadable(ThemedColor text, ThemedColor background)
        {
            Assert.InRange(Contrast.Of(text.Light, background.Light), 4.5, 21);
            Assert.InRange(Contrast.Of(text.Dark, background.Dark), 4.5, 21);
        }
    }

    [Fact]
    public void Wide_tables_scroll_in_a_frame()
    {
        string style = new ReportPage(new TrainingReport("Style") { History = Histories.Of([], [1.0, 0.5]) }).Tags("style").Single().Value;
        Assert.DoesNotContain("ellipsis", style, StringComparison.Ordinal);
        string narrow = style[style.IndexOf("@media (max-width", StringComparison.Ordinal)..];
        Assert.Contains("thead th, thead .number { font-size: 12px; white-space: normal; }", narrow, StringComparison.Ordinal);
        Assert.Contains("table { width: auto;", narrow, StringComparison.Ordinal);

        // The shadow at the edge of a table that scrolls is one that the table's own background covers at its end.
        Assert.Contains("background-attachment: local, local, scroll, scroll;", style, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_reports_have_equal_files()
    {
        TrainingReport Report() =>
            new("Same") { Date = date, History = Histories.Of([new EpochResult(1, 2, 1, null, 1, TimeSpan.Zero, true)], [2, 1]) };
        using TemporaryFolder folder = new();
        Report().Save(folder.File("report.html"));
        Assert.Equal(Report().ToHtml(), File.ReadAllText(folder.File("report.html")));
        Assert.Single(Directory.GetFiles(folder.Path));
        Assert.Throws<DirectoryNotFoundException>(() => Report().Save(folder.File("nowhere/report.html")));
    }

    [Fact]
    public void Invalid_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new TrainingReport(" "));
        InvalidOperationException error =
            Assert.Throws<InvalidOperationException>(() => new TrainingReport("a") { Theme = (Theme)7 }.ToHtml());
        Assert.Equal("TrainingReport: there is no theme 7.", error.Message);
    }

    [Theory]
    [InlineData(0.5, "500 µs", "0.5000")]
    [InlineData(12.34, "12.3 ms", "12.34")]
    [InlineData(999.6, "1.0 s", "999.6")]
    [InlineData(83_400, "1 min 23 s", "83400")]
    [InlineData(9_000_000_000, "2,500 h 0 min", "9·10⁹")]
    [InlineData(0.00123, "1 µs", "0.001230")]
    [InlineData(9.99996, "10.0 ms", "10.00")]
    [InlineData(5e-324, "0 µs", "4.941·10⁻³²⁴")]
    public void Durations_and_numbers_are_rounded(double value, string asMilliseconds, string asNumber)
    {
        Assert.Equal(asMilliseconds, ReportText.Duration(TimeSpan.FromMilliseconds(value)));
        Assert.Equal(asNumber, ReportText.Number(value));
        Assert.Equal($"−{asNumber}", ReportText.Number(-value));
    }

    private static bool IsText(XElement element) => element.Name.LocalName == "text";

    /// <summary>The entries of a chart's legend: groups of a title, a sample and the same as text.</summary>
    private static IEnumerable<string> LegendOf(XElement chart) =>
        chart.Elements().Where(element => element.Name.LocalName == "g" && element.Elements().Any(IsText)).Select(
            group => group.Elements().Last().Value);
}
