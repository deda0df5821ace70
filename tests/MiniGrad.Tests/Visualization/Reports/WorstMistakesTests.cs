using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Reports;

public class WorstMistakesTests
{
    /// <summary>Answers with its input.</summary>
    private static readonly Predictor<double> echo = new(new Echo(), batchSize: 2, captures: false);

    [Fact]
    public void Mistakes_are_sorted_by_loss_with_their_probabilities()
    {
        Dataset<double> data = new(Tensor.Create<double>([3, 0, 0, 0, 1, 0, 5, 0, 0, 0, 0, 2, 0, 0, 0], [5, 3]), [0, 2, 1, 0, 1]);
        WorstMistakes mistakes = WorstMistakes.Find(echo, data, classNames: ["a", "b", "c"]);
        // Of equal outputs the first is predicted.
        Assert.Equal([(2, "b", "a"), (3, "a", "c"), (1, "c", "b"), (4, "b", "a")], mistakes.Items.Select(Answer));
        double[] losses = [Math.Log(Math.Exp(5) + 2), Math.Log(Math.Exp(2) + 2), Math.Log(Math.E + 2), Math.Log(3)];
        Assert.Equal(losses, mistakes.Items.Select(mistake => mistake.Loss), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(Math.Exp(5) / (Math.Exp(5) + 2), mistakes.Items[0].Probability!.Value, 1e-12);
        Assert.Equal([5, 0, 0], mistakes.Items[0].Input);
        Assert.Equal((4, 5, true), (mistakes.MistakeCount, mistakes.SampleCount, mistakes.IsClassification));
        WorstMistakes two = WorstMistakes.Find(echo, data, 2);
        Assert.Equal(["1", "0"], two.Items.Select(mistake => mistake.Right));
        Assert.Equal(4, two.MistakeCount);
    }

    [Fact]
    public void One_logit_per_sample_gives_two_classes()
    {
        Dataset<double> data = new(Tensor.Create<double>([-4, 3, 2, 0.5], [4, 1]), [1, 0, 1, 0]);
        WorstMistakes mistakes = WorstMistakes.Find(echo, data, classNames: ["no", "yes"]);
        Assert.Equal([(0, "yes", "no"), (1, "no", "yes"), (3, "no", "yes")], mistakes.Items.Select(Answer));
        double[] losses = [Math.Log(1 + Math.Exp(4)), Math.Log(1 + Math.Exp(3)), Math.Log(1 + Math.Exp(0.5))];
        Assert.Equal(losses, mistakes.Items.Select(mistake => mistake.Loss), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(1 / (1 + Math.Exp(-4)), mistakes.Items[0].Probability!.Value, 1e-12);
    }

    [Fact]
    public void NaN_outputs_are_the_worst_mistakes_and_huge_logits_have_finite_losses()
    {
        Dataset<double> data =
            new(Tensor.Create<double>([0, 1e300, double.NaN, 1, double.PositiveInfinity, 0, 0, 800], [4, 2]), [0, 1, 0, 0]);
        WorstMistakes mistakes = WorstMistakes.Find(echo, data);
        Assert.Equal([(1, "none"), (2, "none"), (0, "1"), (3, "1")], mistakes.Items.Select(mistake => (mistake.Sample, mistake.Predicted)));
        Assert.Equal((null, double.PositiveInfinity), (mistakes.Items[0].Probability, mistakes.Items[0].Loss));
        Assert.Equal([1e300, 800], mistakes.Items.Skip(2).Select(mistake => mistake.Loss));
    }

    [Fact]
    public void Number_targets_are_sorted_by_squared_error()
    {
        Dataset<double> data = new(Tensor.Create<double>([1, 2, 3, 4, 5, 6], [3, 2]), Tensor.Create<double>([1, 2.5, 0, 4, 5, 6], [3, 2]));
        WorstMistakes mistakes = WorstMistakes.Find(echo, data, 2);
        Assert.Equal([(1, "0, 4.000", "3.000, 4.000"), (0, "1.000, 2.500", "1.000, 2.000")], mistakes.Items.Select(Answer));
        Assert.Equal([(4.5, null), (0.125, null)], mistakes.Items.Select(mistake => (mistake.Loss, mistake.Probability)));
        Assert.Equal((3, false), (mistakes.SampleCount, mistakes.IsClassification));
        ReportPage page = new(new TrainingReport("Numbers") { Mistakes = mistakes });
        Assert.Equal(["1", "0, 4.000", "3.000, 4.000", "4.500", "3.000", "4.000"], page.Rows("mistakes")[0]);
    }

    [Fact]
    public void Long_inputs_are_cut_short_in_a_table()
    {
        Dataset<double> data = new(Tensor.Create<double>([.. Enumerable.Range(0, 40).Select(i => (double)i)], [2, 20]), [0, 1]);
        ReportPage page = new(new TrainingReport("Rows") { Mistakes = WorstMistakes.Find(echo, data) });
        Assert.Equal(["input 15", "4 more"], page.Headers("mistakes").TakeLast(2));
        Assert.All(page.Rows("mistakes"), row => Assert.Equal((22, "…"), (row.Length, row[^1])));
    }

    [Fact]
    public void A_model_without_mistakes_has_no_section()
    {
        Dataset<double> data = new(Tensor.Create<double>([1, 0], [1, 2]), [0]);
        WorstMistakes mistakes = WorstMistakes.Find(echo, data) with { ImageShape = [28, 28] };
        Assert.Empty(mistakes.Items);
        Assert.Empty(new ReportPage(new TrainingReport("None") { Mistakes = mistakes }).Sections);
        Assert.Empty(WorstMistakes.Find(echo, new Dataset<double>(Tensor.Create<double>([], [0, 2]), IndexTensor.Create([]))).Items);
    }

    [Fact]
    public void Mistakes_are_found_in_the_file_by_their_rows_and_text_is_aligned_as_text()
    {
        Dataset<double> data = new(Tensor.Create<double>([1, 0, 1, 0], [2, 2]), [1, 1]);
        WorstMistakes mistakes = WorstMistakes.Find(echo, data) with
        {
            Columns = ["city", "age"],
            Cells = sample => sample == 0 ? ["Rome", "7"] : ["", "8.5"],
            Rows = sample => 1200 + sample,
        };
        string page = new TrainingReport("Rows") { Mistakes = mistakes }.ToHtml();
        Assert.Contains("row in the file", page, StringComparison.Ordinal);
        Assert.Contains(">1,201<", page, StringComparison.Ordinal);
        Assert.Contains("<td>Rome</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"number\">8.5</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_arguments_are_refused()
    {
        Dataset<double> data = new(Tensor.Create<double>([1, 0, 0, 1], [2, 2]), [1, 0]);
        AssertRefused<ArgumentException>(
            "expected 2 names of classes, got 3", () => WorstMistakes.Find(echo, data, classNames: ["a", "b", "c"]));
        Dataset<double> other = new(data.Inputs, [1, 2]);
        AssertRefused<ArgumentOutOfRangeException>("label 2 of sample 1 is outside 0 to 1", () => WorstMistakes.Find(echo, other));
        AssertRefused<ArgumentOutOfRangeException>("count must be at least 1, got 0", () => WorstMistakes.Find(echo, data, 0));
        Dataset<double> numbers = new(data.Inputs, Tensor.Ones<double>([2, 1]));
        AssertRefused<ArgumentException>("of the targets' shape [2, 1], got [2, 2]", () => WorstMistakes.Find(echo, numbers));
        WorstMistakes mistakes = WorstMistakes.Find(echo, data);
        AssertRefused<ArgumentException>(
            "images of shape [2, 2] need 4 numbers, the inputs have 2", () => mistakes with { ImageShape = [2, 2] });
        AssertRefused<ArgumentException>("[rows, columns] or [rows, columns, 3], got [2]", () => mistakes with { ImageShape = [2] });
        AssertRefused<ArgumentException>(
            "[rows, columns] or [rows, columns, 3], got [1, 2, 1]", () => mistakes with { ImageShape = [1, 2, 1] });
    }

    private static (int Sample, string Right, string Predicted) Answer(Mistake mistake) =>
        (mistake.Sample, mistake.Right, mistake.Predicted);

    private static void AssertRefused<TException>(string why, Func<WorstMistakes> find) where TException : Exception =>
        Assert.Contains(why, Assert.Throws<TException>(find).Message, StringComparison.Ordinal);

    private sealed class Echo : Layer<double>
    {
        protected override Tensor<double> Compute(Tensor<double> input) => input * 1;
    }
}
