using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data;

public class PartitionTests
{
    [Fact]
    public void Without_a_generator_the_parts_are_runs_of_the_data()
    {
        int[][] parts = Partition.Split(10, [0.6, 0.2, 0.2]);
        Assert.Equal([0, 1, 2, 3, 4, 5], parts[0]);
        Assert.Equal([6, 7], parts[1]);
        Assert.Equal([8, 9], parts[2]);
        Assert.Equal([[0, 1, 3, 4], [2, 5]], Partition.SplitStratified([0, 0, 0, 1, 1, 1], [2.0 / 3, 1.0 / 3]));
    }

    [Fact]
    public void Parts_hold_every_sample_once_and_each_class_in_proportion_to_within_one()
    {
        Random random = new(7);
        for (int trial = 0; trial < 300; trial++)
        {
            int[] labels = [.. Enumerable.Range(0, random.Next(1, 200)).Select(_ => (int)(random.Next(1, 9) * random.NextDouble()))];
            double[] raw = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.NextDouble())];
            double[] shares = [.. raw.Select(share => share / raw.Sum())];
            int[][] parts = Partition.SplitStratified(labels, shares, random);
            Assert.Equal(Enumerable.Range(0, labels.Length), parts.SelectMany(part => part).Order());
            for (int part = 0; part < shares.Length; part++)
            {
                foreach (int label in labels.Distinct())
                {
                    double exact = shares[part] * labels.Count(other => other == label);
                    Assert.InRange(parts[part].Count(sample => labels[sample] == label), exact - 1 + 1e-9, exact + 1 - 1e-9);
                }
            }
        }
    }

    [Fact]
    public void Many_small_classes_do_not_add_up_to_a_wrong_share()
    {
        int[] labels = [.. Enumerable.Range(0, 500).Select(i => i / 5)];
        Assert.Equal([350, 75, 75], Partition.SplitStratified(labels, [0.7, 0.15, 0.15], new Random(1)).Select(part => part.Length));
    }

    [Fact]
    public void The_same_seed_gives_the_same_parts()
    {
        int[] labels = [.. Enumerable.Range(0, 90).Select(i => i % 3)];
        Assert.Equal(
            Partition.SplitStratified(labels, [0.5, 0.5], new Random(1)), Partition.SplitStratified(labels, [0.5, 0.5], new Random(1)));
        Assert.NotEqual(
            Partition.SplitStratified(labels, [0.5, 0.5], new Random(1)), Partition.SplitStratified(labels, [0.5, 0.5], new Random(2)));
        Assert.NotEqual(Enumerable.Range(0, 45), Partition.Split(90, [0.5, 0.5], new Random(1))[0].Order());
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(49, 49)]
    [InlineData(100, 7)]
    [InlineData(1000, 999)]
    public void Folds_validate_every_sample_once_and_are_as_large_as_each_other(int count, int folds)
    {
        IReadOnlyList<(int[] Training, int[] Validation)> pairs = Partition.Folds(count, folds, new Random(4));
        Assert.Equal(folds, pairs.Count);
        Assert.Equal(Enumerable.Range(0, count), pairs.SelectMany(pair => pair.Validation).Order());
        foreach ((int[] training, int[] validation) in pairs)
        {
            Assert.InRange(validation.Length, count / folds, (count / folds) + 1);
            Assert.Equal(Enumerable.Range(0, count), training.Concat(validation).Order());
        }
    }

    [Fact]
    public void Stratified_folds_hold_their_share_of_each_class()
    {
        int[] labels = [.. Enumerable.Range(0, 103).Select(i => i < 50 ? 0 : i < 90 ? 1 : 2)];
        foreach ((_, int[] validation) in Partition.StratifiedFolds(labels, 5, new Random(4)))
        {
            Assert.Equal(10, validation.Count(sample => labels[sample] == 0));
            Assert.Equal(8, validation.Count(sample => labels[sample] == 1));
            Assert.InRange(validation.Count(sample => labels[sample] == 2), 2, 3);
        }
    }

    [Fact]
    public void Data_sets_are_divided_with_their_weights()
    {
        int[] labels = [.. Enumerable.Range(0, 20).Select(i => i % 2)];
        Dataset<float> data = new(Tensor.Range(0f, 20, 1).Reshape(20, 1), labels, Tensor.Range(0f, 20, 1));
        var (training, validation, test) = data.Split(0.5, 0.3, 0.2, new Random(2));
        Assert.Equal((10, 6, 4), (training.Count, validation.Count, test.Count));
        foreach (Dataset<float> part in (Dataset<float>[])[training, validation, test])
        {
            Assert.Equal(part.Count / 2, part.Labels.Count(label => label == 1));
            Assert.Equal(part.Inputs.ToArray(), part.Weights!.ToArray());
            Assert.Equal(part.Inputs.ToArray().Select(input => (int)input % 2), part.Labels);
        }
        Assert.Equal([0f, 1, 2, 3, 4], data.Split(0.25, 0.75, 0, isStratified: false).Training.Inputs.ToArray());
        Assert.Equal(0, data.Split(0.25, 0.75, 0).Test.Count);

        Dataset<float> numbers = new(data.Inputs, data.Inputs, data.Weights);
        Dataset<float>[] parts =
            [numbers.Split(0.5, 0.3, 0.2, new Random(2)).Validation, .. numbers.Folds(4).Select(fold => fold.Validation)];
        foreach (Dataset<float> part in parts) Assert.Equal(part.Targets.ToArray(), part.Weights!.ToArray());
        Assert.Equal([0f, 1, 2, 3, 4], parts[1].Inputs.ToArray());
        Assert.All(data.Folds(5), fold => Assert.Equal(2, fold.Validation.Labels.Count(label => label == 0)));
        Assert.Equal(16, data.Folds(5, isStratified: false).First().Training.Count);
    }

    [Fact]
    public void Invalid_arguments_are_refused_by_name()
    {
        Assert.Contains("sum to 1, got 0.9", Assert.Throws<ArgumentException>(() => Partition.Split(10, [0.7, 0.2])).Message,
            StringComparison.Ordinal);
        Assert.Contains("at least 0, got -0.5", Assert.Throws<ArgumentOutOfRangeException>(() => Partition.Split(10, [1.5, -0.5])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Partition.Split(10, [double.NaN, 1]));
        Assert.StartsWith("Folds: folds must be from 2 to the number of samples, 3, got 4.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Partition.Folds(3, 4)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Partition.Folds(3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Partition.Split(-1, [1]));
    }

    [Fact]
    public void Cross_validation_gives_mean_and_deviation_of_what_each_fold_scores()
    {
        Dataset<double> data = new(Tensor.Range(0.0, 6, 1).Reshape(6, 1), Tensor.Range(0.0, 6, 1).Reshape(6, 1));
        // The means of {0, 1}, {2, 3} and {4, 5}.
        CrossValidation result = CrossValidation.Run(data.Folds(3), (training, validation) =>
        {
            Assert.Equal(4, training.Count);
            return validation.Targets.Mean().ToScalar();
        });
        Assert.Equal([0.5, 2.5, 4.5], result.Scores);
        Assert.Equal(2.5, result.Mean);
        Assert.Equal(2, result.StandardDeviation, 1e-15);
        Assert.Equal("2.5 ± 2 in 3 folds", result.ToString());
        Assert.Equal(0, CrossValidation.Run(data.Folds(3), (_, _) => 0.1).StandardDeviation);
        Assert.Contains("got one", Assert.Throws<ArgumentException>(() => CrossValidation.Run([(1, 2)], (_, _) => 1)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NaN ± NaN in 3 folds", 0.5, double.NaN, 0.5)]
    [InlineData("NaN ± NaN in 2 folds", double.NaN, double.NaN)]
    [InlineData("-Infinity ± NaN in 2 folds", double.NegativeInfinity, double.NegativeInfinity)]
    [InlineData("Infinity ± NaN in 2 folds", 0.5, double.PositiveInfinity)]
    public void Scores_that_are_not_finite_have_no_deviation(string expected, params double[] scores) =>
        Assert.Equal(expected, CrossValidation.Run(scores.Select(score => (score, score)), (score, _) => score).ToString());

    [Fact]
    public void The_scale_of_numbers_that_are_not_finite_is_none()
    {
        double[][] columns =
            [[1, double.NaN, 2], [double.NaN], [1, double.PositiveInfinity], [double.NegativeInfinity, double.NegativeInfinity]];
        foreach (double[] column in columns)
        {
            Assert.False(double.IsFinite(ColumnScale.Fit(Scaling.Standard, column).Scale));
            Assert.False(double.IsFinite(ColumnScale.Fit(Scaling.MinMax, column).Scale));
        }
        Assert.Equal(new ColumnScale(3, 1), ColumnScale.Fit(Scaling.Standard, [3, 3]));
    }
}
