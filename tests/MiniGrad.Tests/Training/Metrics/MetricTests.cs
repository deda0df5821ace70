using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Metrics;

/// <summary>Metrics computed by hand.</summary>
public class MetricTests
{
    private const double Error = 1e-15;

    /// <summary>Eight samples whose largest output is that of the classes 0 0 0 1 1 2 2 2.</summary>
    private static readonly Tensor<float> outputs = Tensor.Create<float>(
        [3, 1, 0, 3, 1, 0, 2, 1, 0, 0, 1, -1, 0, 4, 1, 0, 1, 5, 0, 1, 2, 1, 0, 3], [8, 3]);

    // Right are samples 0, 1, 3, 5, 6: two of 0, one of 1, two of 2.
    private static readonly IndexTensor labels = [0, 0, 1, 1, 2, 2, 2, 0];

    [Fact]
    public void Accuracy_is_the_share_of_right_predictions() => Assert.Equal(5.0 / 8, Metric.Accuracy.Of(outputs, labels), Error);

    [Fact]
    public void Precision_is_the_share_of_a_classs_predictions_that_are_right()
    {
        // Class 0: 2 of 3 predictions; class 1: 1 of 2; class 2: 2 of 3. There are 3, 2 and 3 samples of them.
        Assert.Equal((2 / 3.0 + 1 / 2.0 + 2 / 3.0) / 3, Metric.Precision().Of(outputs, labels), Error);
        Assert.Equal((3 * 2 / 3.0 + 2 * 1 / 2.0 + 3 * 2 / 3.0) / 8, Metric.Precision(Averaging.Weighted).Of(outputs, labels), Error);
        Assert.Equal(5.0 / 8, Metric.Precision(Averaging.Micro).Of(outputs, labels), Error);
    }

    [Fact]
    public void Recall_is_the_share_of_a_classs_samples_that_are_found()
    {
        IndexTensor mostlyZero = [0, 0, 0, 0, 0, 2, 2, 0];
        // Class 0: 3 of 6 are found; class 1 has no sample, but predictions: 0; class 2: 2 of 2.
        Assert.Equal((3 / 6.0 + 0 + 1) / 3, Metric.Recall().Of(outputs, mostlyZero), Error);
        Assert.Equal((3 / 6.0 + 1) / 2, Metric.BalancedAccuracy.Of(outputs, mostlyZero), Error);
    }

    [Fact]
    public void F1_is_the_harmonic_mean_of_precision_and_recall()
    {
        // Predicted 1 1 1 0 0, right 1 1 0 1 0: precision and recall of class 1 are 2/3.
        Tensor<double> logits = Tensor.Vector<double>(1, 2, 3, -1, -2);
        Assert.Equal(2 / 3.0, Metric.F1(Averaging.Binary).Of(logits, [1, 1, 0, 1, 0]), Error);
        // Of one sample that is 1, all five predicted: precision 1/5, recall 1.
        Assert.Equal(2 * 0.2 / 1.2, Metric.F1(Averaging.Binary).Of(Tensor.Ones<double>([5, 1]), [1, 0, 0, 0, 0]), Error);
    }

    [Fact]
    public void What_is_divided_by_nothing_is_0()
    {
        Tensor<double> neverOne = Tensor.Full<double>([3, 1], -1);
        Assert.Equal(0, Metric.Precision(Averaging.Binary).Of(neverOne, [1, 1, 0]));
        Assert.Equal(0, Metric.F1(Averaging.Binary).Of(neverOne, [1, 1, 0]));
        Assert.Equal(0, Metric.Recall(Averaging.Binary).Of(neverOne, [0, 0, 0]));
    }

    [Fact]
    public void Top_k_counts_a_class_among_the_k_largest()
    {
        Tensor<double> scores = Tensor.Create<double>([4, 3, 2, 1, 4, 3, 2, 1, 4, 3, 2, 1, 1, 1, 1, 1], [4, 4]);
        double[] expected = [1 / 4.0, 2 / 4.0, 4 / 4.0, 4 / 4.0];
        // Of equal outputs the earlier class comes first: class 2 is the third.
        for (int k = 1; k <= 4; k++) Assert.Equal(expected[k - 1], Metric.TopK(k).Of(scores, [0, 1, 2, 2]), Error);
    }

    [Fact]
    public void Area_is_the_share_of_pairs_that_are_in_order()
    {
        // Class 1 has 0.9, 0.5, 0.3; class 0 has 0.5, 0.1. Of the six pairs four are in order, 0.5 with 0.5 is a tie, 0.3 with 0.5 is not
        // in order.
        Tensor<double> scores = Tensor.Vector(0.9, 0.5, 0.3, 0.5, 0.1);
        Assert.Equal(4.5 / 6, Metric.RocAuc().Of(scores, [1, 1, 1, 0, 0]), Error);
        Assert.Equal(0.5, Metric.RocAuc().Of(Tensor.Ones<double>([4]), [1, 0, 0, 1]), Error);
        Assert.Equal(double.NaN, Metric.RocAuc().Of(scores, [1, 1, 1, 1, 1]));
    }

    [Fact]
    public void Areas_are_the_same_however_the_classes_are_numbered()
    {
        // Many rows are the same three whole numbers in another order, whose probabilities are tied.
        const int Rows = 200, Classes = 3;
        Random random = new(6);
        double[] outputs = [.. Tensor.Normal<double>([Rows, Classes], 0, 1, random).ToArray().Select(output => Math.Round(output))];
        int[] labels = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(Classes))];
        double area = Metric.RocAuc().Of(Tensor.Create<double>(outputs, [Rows, Classes]), labels);
        int[][] numberings = [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        foreach (int[] numbering in numberings)
        {
            double[] renumbered = new double[outputs.Length];
            for (int i = 0; i < outputs.Length; i++) renumbered[(i / Classes * Classes) + numbering[i % Classes]] = outputs[i];
            int[] renumberedLabels = Array.ConvertAll(labels, label => numbering[label]);
            Assert.Equal(area, Metric.RocAuc().Of(Tensor.Create<double>(renumbered, [Rows, Classes]), renumberedLabels), Error);
        }
        Assert.Equal(Enumerable.Range(0, Classes).Average(Area), area, Error);

        double Area(int label)
        {
            double ordered = 0, pairs = 0;
            for (int i = 0; i < Rows; i++)
            {
                for (int j = 0; j < Rows; j++)
                {
                    if (labels[i] != label || labels[j] == label) continue;
                    double difference = Probability(i, label) - Probability(j, label);
                    ordered += Math.Abs(difference) < 1e-12 ? 0.5 : difference > 0 ? 1 : 0;
                    pairs++;
                }
            }
            return ordered / pairs;
        }

        double Probability(int row, int label) =>
            Math.Exp(outputs[(row * Classes) + label]) / Enumerable.Range(0, Classes)
                .Sum(column => Math.Exp(outputs[(row * Classes) + column]));
    }

    [Fact]
    public void Large_scores_are_ranked_though_their_probabilities_round_to_1()
    {
        Assert.Equal(1, Metric.RocAuc().Of(Tensor.Vector<float>(50, 60), [0, 1]));
        Assert.Equal(1, Metric.RocAuc().Of(Tensor.Create<float>([-10, 40, -10, 50], [2, 2]), [0, 1]));
    }

    [Fact]
    public void Of_three_classes_large_scores_are_ranked_as_of_two()
    {
        double[] margins = [35, 45, 55, 38, 48, 58];
        IndexTensor three = [0, 0, 1, 0, 1, 1];
        double[] rows = [.. margins.SelectMany(margin => new[] { 0, margin, -1000 })];
        Assert.Equal(1, Metric.RocAuc().Of(Tensor.Create<double>(rows, [6, 3]), three));
        // The same with probabilities of class 1 below the smallest double, by which those of class 0 do not differ.
        double[] small = [.. margins.SelectMany(margin => new[] { 0, -1000 + margin, -10 })];
        Assert.Equal((0.5 + 1) / 2, Metric.RocAuc().Of(Tensor.Create<double>(small, [6, 3]), three), Error);
        // Impossible and certain classes are tied.
        double none = double.NegativeInfinity;
        Assert.Equal(0.5, Metric.RocAuc().Of(Tensor.Create<double>([1, none, none, 5, none, none], [2, 3]), [0, 1]), Error);
    }

    [Theory]
    [InlineData(30, 9.357622968839737e-14)]
    [InlineData(40, 4.248354255291589e-18)]
    [InlineData(700, 9.85967654375977e-305)]
    public void Log_loss_of_a_sure_prediction_is_not_rounded_to_0(double logit, double expected)
    {
        Assert.Equal(1, Metric.LogLoss.Of(Tensor.Vector(logit), [1]) / expected, Error);
        Assert.Equal(1, Metric.LogLoss.Of(Tensor.Vector(-logit), [0]) / expected, Error);
        Assert.Equal(1, Metric.LogLoss.Of(Tensor.Create([3, 3 + logit], [1, 2]), [1]) / expected, Error);
        Assert.Equal(1, Metric.LogLoss.Of(Tensor.Create([logit - 5, -5, -5], [1, 3]), [0]) / (2 * expected), 1e-12);
    }

    [Fact]
    public void A_class_whose_samples_weigh_nothing_counts_only_where_others_are_taken_for_it()
    {
        // Predicted 0 1 1 1 0 2, right 0 0 1 1 2 2. The figures are those of f1_score of scikit-learn 1.2.1; where it differs it counts a
        // class of samples of weight 0 as 0.
        Tensor<double> logits = Tensor.Create<double>([1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1], [6, 3]);
        IndexTensor right = [0, 0, 1, 1, 2, 2];
        Tensor<double> withoutOne = Tensor.Vector<double>(1, 1, 0, 0, 1, 1), withoutTwo = Tensor.Vector<double>(1, 1, 1, 1, 0, 0);
        Assert.Equal(0.6555555555555556, Metric.F1().Of(logits, right), Error);
        Assert.Equal(0.38888888888888884, Metric.F1().Of(logits, right, withoutOne), Error);
        Assert.Equal(0.5, Metric.BalancedAccuracy.Of(logits, right, withoutOne), Error);
        Assert.Equal(3 / 2.0 * 0.48888888888888893, Metric.F1().Of(logits, right, withoutTwo), Error);
        Assert.Equal(3 / 2.0 * 0.5555555555555555, Metric.Precision().Of(logits, right, withoutTwo), Error);
        Assert.Equal(3 / 2.0 * 0.5, Metric.Recall().Of(logits, right, withoutTwo), Error);
        Assert.Equal(0.75, Metric.BalancedAccuracy.Of(logits, right, withoutTwo), Error);
    }

    [Fact]
    public void Log_loss_is_the_mean_logarithm_of_the_right_classs_probability()
    {
        // Probabilities 3/4 and 1/4, of a logit and of two outputs.
        double logit = Math.Log(3);
        double expected = -(Math.Log(0.75) + Math.Log(0.25)) / 2;
        Assert.Equal(expected, Metric.LogLoss.Of(Tensor.Vector(logit, logit), [1, 0]), Error);
        Assert.Equal(expected, Metric.LogLoss.Of(Tensor.Create<double>([0, logit, 0, logit], [2, 2]), [1, 0]), Error);
        Assert.Equal(1000, Metric.LogLoss.Of(Tensor.Create<double>([1000, 0], [1, 2]), [1]));
        Assert.Equal(1000, Metric.LogLoss.Of(Tensor.Vector<double>(1000), [0]));
    }

    [Fact]
    public void Calibration_error_is_the_gap_between_confidence_and_accuracy()
    {
        // Five times as sure as 4/5, of class 1 and once of class 0; right four times: no gap.
        double sure = Math.Log(4);
        Tensor<double> logits = Tensor.Vector(sure, sure, sure, sure, -sure);
        Assert.Equal(0, Metric.CalibrationError(1).Of(logits, [1, 1, 1, 0, 0]), Error);
        // Always right: too modest by 1/5.
        Assert.Equal(0.2, Metric.CalibrationError().Of(logits, [1, 1, 1, 1, 0]), Error);
        // In one bin, being too modest makes up for being too sure; in two it does not. A half, on their edge, is in the lower.
        Tensor<double> mixed = Tensor.Vector(0.0, 0.0, 50.0, 50.0);
        Assert.Equal(0.25, Metric.CalibrationError(1).Of(mixed, [0, 0, 0, 0]), Error);
        Assert.Equal(0.75, Metric.CalibrationError(2).Of(mixed, [0, 0, 0, 0]), Error);
    }

    [Fact]
    public void Errors_are_means_over_samples_and_columns()
    {
        // Differences 1, −2, 2 in the first column and 0, 3, 0 in the second.
        Tensor<double> targets = Tensor.Create<double>([2, 1, 4, 5, 9, 0], [3, 2]), predictions =
            Tensor.Create<double>([1, 1, 6, 2, 7, 0], [3, 2]);
        Assert.Equal((9 / 3.0 + 9 / 3.0) / 2, Metric.MeanSquaredError.Of(predictions, targets), Error);
        Assert.Equal((Math.Sqrt(3) + Math.Sqrt(3)) / 2, Metric.RootMeanSquaredError.Of(predictions, targets), Error);
        Assert.Equal((5 / 3.0 + 3 / 3.0) / 2, Metric.MeanAbsoluteError.Of(predictions, targets), Error);
        // Means 5 and 2; squared deviations 9 + 1 + 16 and 1 + 9 + 4.
        Assert.Equal((1 - 9 / 26.0 + 1 - 9 / 14.0) / 2, Metric.RSquared.Of(predictions, targets), Error);
    }

    [Fact]
    public void Always_the_mean_explains_nothing() =>
        Assert.Equal(0, Metric.RSquared.Of(Tensor.Full<double>([4], 2.5), Tensor.Vector<double>(1, 2, 3, 4)), Error);

    [Theory]
    [InlineData(0)]
    [InlineData(1e8)]
    [InlineData(1e12)]
    [InlineData(-1e15)]
    public void R_squared_is_right_for_targets_far_from_0(double offset)
    {
        // Whole numbers, so that nothing is rounded: deviations −2 … 2 around the offset, over and over, and every tenth output off by 1.
        MetricAccumulator accumulator = Metric.RSquared.Begin();
        for (int batch = 0; batch < 1000; batch++)
        {
            double[] targets = [.. Enumerable.Range(0, 10).Select(i => offset + i % 5 - 2)];
            double[] outputs = [.. targets];
            outputs[3]++;
            accumulator.Add(Tensor.Vector<double>(outputs), Tensor.Vector<double>(targets));
        }
        Assert.Equal(1 - 1 / 20.0, accumulator.Value, Error);
    }

    [Fact]
    public void R_squared_is_right_where_the_first_target_is_far_from_the_others()
    {
        // The outlier has hardly any weight: the variance is that of the others, 1e12 times its distance away.
        double[] targets = [1e12, .. Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? 1.0 : -1.0)];
        double[] outputs = [1e12, .. targets.Skip(1).Select(target => target / 2)];
        double[] weights = [1e-30, .. Enumerable.Repeat(1.0, 1000)];
        // The outlier adds 1e-30·1e24 to the 1000 of the others.
        double expected = 1 - 250 / (1000 + 1e-6);
        Assert.Equal(expected,
            Metric.RSquared.Of(Tensor.Vector<double>(outputs), Tensor.Vector<double>(targets), Tensor.Vector<double>(weights)), Error);
    }

    [Fact]
    public void Small_losses_are_not_lost_beside_a_large_one()
    {
        // 1e8² and ten thousand times 1: added one by one in double precision each 1 would be rounded off.
        double[] targets = [1e9, .. Enumerable.Repeat(1.0, 10_000)];
        double value = Metric.MeanSquaredError.Of(Tensor.Zeros<double>([10_001]), Tensor.Vector<double>(targets));
        Assert.Equal((1e18 + 10_000) / 10_001, value);
    }

    [Fact]
    public void Names_say_what_a_metric_is()
    {
        Metric[] some = [Metric.Accuracy, Metric.TopK(5), Metric.F1(Averaging.Weighted), Metric.RSquared];
        Assert.Equal("accuracy, top-5 accuracy, F1 (weighted), R²", string.Join<Metric>(", ", some));
        Metric[] all = [.. MetricCatalog.OfClasses(2), .. MetricCatalog.OfNumbers];
        IEnumerable<string> smallerIsBetter = all.Where(metric => !metric.LargerIsBetter).Select(metric => metric.Name);
        Assert.Equal(["log loss", "calibration error", "Brier score", "MSE", "RMSE", "MAE", "MAPE", "median AE"], smallerIsBetter);
    }
}
