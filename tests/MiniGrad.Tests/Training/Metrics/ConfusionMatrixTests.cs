using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Metrics;

public class ConfusionMatrixTests
{
    private static readonly string[] animals = ["cat", "dog", "hamster"];

    private static readonly IndexTensor actual = [0, 0, 0, 1, 1, 2, 2, 2, 2];
    private static readonly IndexTensor predicted = [0, 0, 1, 1, 1, 2, 0, 2, 2];

    [Fact]
    public void Rows_are_actual_classes_and_columns_predicted_ones()
    {
        ConfusionMatrix matrix = ConfusionMatrix.OfPredictions(predicted, actual);
        int[][] expected = [[2, 1, 0], [0, 2, 0], [1, 0, 3]];
        for (int row = 0; row < 3; row++)
            for (int column = 0; column < 3; column++) Assert.Equal(expected[row][column], matrix[row, column]);
        Assert.Equal(9, matrix.Total);
        Assert.Equal(7 / 9.0, matrix.Accuracy);
        Assert.Equal((3, 2, 4), (matrix.Support(0), matrix.Support(1), matrix.Support(2)));
        Assert.Equal((2 / 3.0, 2 / 3.0, 2 / 3.0), (matrix.Precision(0), matrix.Recall(0), matrix.F1(0)));
        Assert.Equal((2 / 3.0, 1.0, 0.8), (matrix.Precision(1), matrix.Recall(1), matrix.F1(1)));
        Assert.Equal((1.0, 3 / 4.0, 6 / 7.0), (matrix.Precision(2), matrix.Recall(2), matrix.F1(2)));
    }

    [Fact]
    public void Predictions_come_first_as_outputs_do_in_metrics()
    {
        // Of three samples of class 1 one is found, and nothing else is taken for it.
        IndexTensor predictions = [1, 0, 0], labels = [1, 1, 1];
        ConfusionMatrix matrix = ConfusionMatrix.OfPredictions(predictions, labels);
        Assert.Equal((1 / 3.0, 1.0), (matrix.Recall(1), matrix.Precision(1)));
        Assert.Equal(
            Metric.Recall(Averaging.Binary).Of(Tensor.Vector<double>(1, -1, -1), labels), matrix.Recall(Averaging.Binary));
    }

    [Fact]
    public void Normalized_rows_are_shares_of_a_class()
    {
        ConfusionMatrix matrix = new(4);
        matrix.AddPredictions(predicted, actual);
        double[,] expected = { { 2 / 3.0, 1 / 3.0, 0, 0 }, { 0, 1, 0, 0 }, { 0.25, 0, 0.75, 0 }, { 0, 0, 0, 0 } };
        Assert.Equal(expected, matrix.Normalized());
    }

    [Fact]
    public void It_is_a_table_with_names() => Assert.Equal(
        """
        actual \ predicted  cat  dog  hamster  precision  recall     F1  support
        ------------------  ---  ---  -------  ---------  ------  -----  -------
        cat                   2    1        0      0.667   0.667  0.667        3
        dog                   0    2        0      0.667   1.000  0.800        2
        hamster               1    0        3      1.000   0.750  0.857        4

        """.ReplaceLineEndings("\n"),
        ConfusionMatrix.OfPredictions(predicted, actual, animals).ToString());

    [Fact]
    public void Rows_without_a_prediction_have_a_column_of_their_own()
    {
        ConfusionMatrix matrix = new(2, ["no", "yes"]);
        matrix.Add(Tensor.Vector(1.5, double.NaN, -1), [1, 1, 0], Tensor.Vector(1, 0.25, 2));
        Assert.Equal((0, 0.25), (matrix.Unpredicted(0), matrix.Unpredicted(1)));
        Assert.Equal((1.25, 0.8, 1.0), (matrix.Support(1), matrix.Recall(1), matrix.Precision(1)));
        Assert.Equal(
            """
            actual \ predicted  no  yes  none  precision  recall     F1  support
            ------------------  --  ---  ----  ---------  ------  -----  -------
            no                   2    0     0      1.000   1.000  1.000        2
            yes                  0    1  0.25      1.000   0.800  0.889     1.25

            """.ReplaceLineEndings("\n"),
            matrix.ToString());
    }

    [Fact]
    public void It_grows_with_batches()
    {
        ConfusionMatrix matrix = new(3), whole = ConfusionMatrix.OfPredictions([2, 0, 0, 1], [2, 0, 1, 1]);
        matrix.AddPredictions([2, 0], [2, 0]);
        matrix.Add(Tensor.Create<float>([1, 0, 0, 0, 1, 0], [2, 3]), [1, 1]);
        Assert.Equal(whole.ToString(), matrix.ToString());
    }

    [Fact]
    public void Without_samples_scores_are_NaN_or_0()
    {
        ConfusionMatrix matrix = new(2);
        Assert.Equal((double.NaN, double.NaN, 0.0), (matrix.Accuracy, matrix.F1(Averaging.Macro), matrix.F1(1)));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        ConfusionMatrix matrix = new(3, animals);
        Assert.StartsWith("ConfusionMatrix: expected 1 to 10000 classes, got 0.",
            Refused<ArgumentOutOfRangeException>(() => new ConfusionMatrix(0)));
        Assert.StartsWith("ConfusionMatrix: expected 2 class names, got 3.",
            Refused<ArgumentException>(() => new ConfusionMatrix(2, animals)));
        Assert.StartsWith(
            "ConfusionMatrix: predicted and actual classes must have the same shape, got [2] and [3].",
            Refused<ArgumentException>(() => ConfusionMatrix.OfPredictions([0, 1], [0, 1, 1])));
        Assert.StartsWith("ConfusionMatrix: without samples", Refused<ArgumentException>(() => ConfusionMatrix.OfPredictions([], [])));
        Assert.StartsWith(
            "ConfusionMatrix: expected 1 to 10000 classes, got 2147483647.",
            Refused<ArgumentOutOfRangeException>(() => ConfusionMatrix.OfPredictions([int.MaxValue], [0])));
        Assert.StartsWith(
            "ConfusionMatrix: predicted 3 at position 1 is outside 0 to 2.",
                Refused<ArgumentOutOfRangeException>(() => matrix.AddPredictions([0, 3], [0, 1])));
        Assert.StartsWith("ConfusionMatrix: actual -1 at position 0 is outside 0 to 2.",
            Refused<ArgumentOutOfRangeException>(() => matrix.AddPredictions([0], [-1])));
        Assert.StartsWith(
            "ConfusionMatrix: expected outputs for 3 classes, got 2.",
                Refused<ArgumentException>(() => matrix.Add(Tensor.Zeros<float>([1, 2]), [0])));
        Assert.StartsWith("ConfusionMatrix: class 3 is outside 0 to 2.", Refused<ArgumentOutOfRangeException>(() => matrix[0, 3]));
        Assert.StartsWith("F1: expected 2 classes, got 3", Refused<ArgumentException>(() => matrix.F1(Averaging.Binary)));
        Assert.Equal(0, matrix.Total);
    }

    private static string Refused<TException>(Func<object> action) where TException : Exception =>
        Assert.Throws<TException>(action).Message;

    private static string Refused<TException>(Action action) where TException : Exception => Assert.Throws<TException>(action).Message;
}
