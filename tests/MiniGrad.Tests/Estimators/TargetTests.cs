using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Estimators;

/// <summary>Transformed targets, several targets, and the losses that a regressor minimises.</summary>
public sealed class TargetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string FilePath => folder.File("model.safetensors");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Targets_over_orders_of_magnitude_are_learned_by_their_logarithms()
    {
        Table training = Sales(1500, seed: 1), test = Sales(500, seed: 2);
        MlpRegressor plain = Fitted(TargetTransformation.None), logarithmic = Fitted(TargetTransformation.Logarithm);

        double gained = logarithmic.Score(test) - plain.Score(test);
        Assert.InRange(logarithmic.Score(test), 0.97, 1);
        Assert.True(gained > 0.02, $"{plain.Score(test):F4} and {logarithmic.Score(test):F4}");
        Assert.True(plain.Predict(test).ToArray().Min() < 0);
        Assert.True(logarithmic.Predict(test).ToArray().Min() > 0);

        MlpRegressor Fitted(TargetTransformation transformation)
        {
            MlpRegressor regressor = new()
            {
                HiddenSizes = [16],
                LearningRate = 0.01,
                BatchSize = 64,
                Epochs = 40,
                TargetTransformation = transformation,
            };
            regressor.Fit(training, "sales");
            return regressor;
        }
    }

    [Theory]
    [InlineData(TargetTransformation.Logarithm)]
    [InlineData(TargetTransformation.LogarithmOfOnePlus)]
    [InlineData(TargetTransformation.SquareRoot)]
    public void A_transformation_is_what_learning_transformed_targets_by_hand_is(TargetTransformation transformation)
    {
        Table table = Sales(300, seed: 3);
        double[] sales = ((NumberColumn)table["sales"]).ToArray();
        (Func<double, double> apply, Func<double, double> undo) = transformation switch
        {
            TargetTransformation.Logarithm => ((Func<double, double>)Math.Log, (Func<double, double>)Math.Exp),
            TargetTransformation.SquareRoot => (Math.Sqrt, z => Math.Max(z, 0) * Math.Max(z, 0)),
            _ => (y => Math.Log(1 + y), z => Math.Exp(Math.Max(z, 0)) - 1),
        };
        Table byHand = new(
            [.. table.Columns.Where(column => column.Name != "sales"), new NumberColumn("sales", Array.ConvertAll(sales, y => apply(y)))]);
        foreach (int members in (int[])[1, 3])
        {
            MlpRegressor regressor = new() { Epochs = 5, TargetTransformation = transformation, Members = members }, plain = new()
            {
                Epochs = 5,
                Members = members,
            };
            regressor.Fit(table, "sales");
            plain.Fit(byHand, "sales");
            MlpClassifierTests.AssertSameWeights(plain.Model, regressor.Model);
            if (members == 1)
            {
                float[] expected = [.. plain.Predict(table).ToArray().Select(z => (float)undo(z))];
                Assert.All(
                    expected.Zip(regressor.Predict(table).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * pair.First));
                Assert.All(regressor.PredictSpread(table).ToArray(), spread => Assert.Equal(0, spread));
            }
            else
            {
                double[][] single = [.. regressor.MemberSeeds.Select(seed =>
                {
                    MlpRegressor one = new() { Epochs = 5, TargetTransformation = transformation, Seed = seed };
                    one.Fit(table, "sales");
                    return one.Predict(table).ToArray().Select(y => (double)y).ToArray();
                })];
                float[] means = regressor.Predict(table).ToArray(), spreads = regressor.PredictSpread(table).ToArray();
                for (int row = 0; row < means.Length; row++)
                {
                    double mean = single.Average(one => one[row]);
                    double spread = Math.Sqrt(single.Average(one => (one[row] - mean) * (one[row] - mean)));
                    Assert.Equal(mean, means[row], 1e-5 * mean);
                    Assert.Equal(spread, spreads[row], 1e-4 * mean);
                }
            }
        }
    }

    [Theory]
    [InlineData(TargetTransformation.Logarithm, 0, "the logarithm takes numbers above 0, got 0")]
    [InlineData(TargetTransformation.LogarithmOfOnePlus, -0.5, "log(1 + y) takes numbers of at least 0, got -0.5")]
    [InlineData(TargetTransformation.SquareRoot, -4, "the square root takes numbers of at least 0, got -4")]
    public void A_target_that_a_transformation_cannot_take_is_named_with_its_row(
        TargetTransformation transformation, double target, string problem)
    {
        double[] numbers = [1, 2, 3, target, 5];
        Table table = new(new NumberColumn("x", (double[])[1, 2, 3, 4, 5.5]), new NumberColumn("y", numbers));
        MlpRegressor regressor = new() { Epochs = 1, TargetTransformation = transformation };
        TableRowException error = Assert.Throws<TableRowException>(() => regressor.Fit(table, "y"));
        Assert.Equal(("y", 3), (error.Column, error.Row));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"the target of row 3 does not fit: {problem}",
            Assert.Throws<ArgumentException>(() => regressor.Fit(
                Tensor.Ones<float>([5, 2]), Tensor.Create<float>([.. numbers.Select(y => (float)y)], [5]))).Message,
            StringComparison.Ordinal);
        Assert.False(regressor.IsFitted);

        // To be judged by, they are targets like others.
        regressor.Fit(table.Select([0, 1, 2, 4]), "y");
        Assert.True(double.IsFinite(regressor.Score(table)));
    }

    [Fact]
    public void Several_columns_are_learned_by_one_network()
    {
        Table table = Sales(800, seed: 1);
        Table both = new(
            [.. table.Columns, new NumberColumn("profit", Array.ConvertAll(((NumberColumn)table["sales"]).ToArray(), y => 0.2 * y - 1))]);
        MlpRegressor regressor = new() { HiddenSizes = [16], LearningRate = 0.01, BatchSize = 64, Epochs = 40 };
        regressor.Fit(both, ["profit", "sales"]);

        Assert.Equal(["profit", "sales"], regressor.TargetNames);
        Assert.DoesNotContain("sales", regressor.Encoder!.FeatureNames);
        Tensor<float> predicted = regressor.Predict(both);
        Assert.Equal([800, 2], predicted.Shape);
        Assert.InRange(regressor.Score(both), 0.7, 1);
        double[] sales = ((NumberColumn)both["sales"]).ToArray();
        Assert.InRange(Metric.RSquared.Of(
            predicted.Slice(1, 1, 1).Squeeze(1), Tensor.Create<float>([.. sales.Select(y => (float)y)], [800])), 0.7, 1);

        regressor.Save(FilePath);
        MlpRegressor same = MlpRegressor.Load(FilePath);
        Assert.Equal(regressor.TargetNames, same.TargetNames);
        Assert.Equal(predicted.ToArray(), same.Predict(both).ToArray());
        Assert.Equal(regressor.Score(both), same.Score(both));

        Assert.Throws<ArgumentException>(() => regressor.Fit(both, []));
        Assert.Throws<ArgumentException>(() => regressor.Fit(both, ["sales", "sales"]));
        Assert.Throws<ArgumentException>(() => regressor.Fit(both, ["sales", "costs"]));
    }

    [Theory]
    [InlineData(RegressionLoss.SquaredError, 0.5, 3.25)]
    [InlineData(RegressionLoss.AbsoluteError, 0.5, 1)]
    [InlineData(RegressionLoss.Quantile, 0.5, 1)]
    [InlineData(RegressionLoss.Quantile, 0.9, 10)]
    [InlineData(RegressionLoss.Poisson, 0.5, 3.25)]
    public void Each_loss_predicts_what_it_is_least_at(RegressionLoss loss, double quantile, double expected)
    {
        // Three of four targets are 1, one is 10; the input says nothing.
        Tensor<float> x = Tensor.Ones<float>([400, 1]), y = Tensor.Create<float>(
            [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 10f : 1)], [400]);
        MlpRegressor regressor = new()
        {
            HiddenSizes = [],
            LearningRate = 0.01,
            BatchSize = 400,
            Epochs = 1500,
            Tolerance = 0,
            Patience = 1500,
            L2Penalty = 0,
            Loss = loss,
            Quantile = quantile,
        };
        regressor.Fit(x, y);
        Assert.Equal(expected, regressor.Predict(x).ToArray()[0], 0.1);
    }

    [Theory]
    [InlineData(RegressionLoss.Huber)]
    [InlineData(RegressionLoss.LogCosh)]
    [InlineData(RegressionLoss.AbsoluteError)]
    public void Outliers_change_robust_losses_less(RegressionLoss loss)
    {
        Random random = new(1);
        Tensor<float> x = Tensor.Uniform([300, 1], -1f, 1f, random), y = (2f * x).Squeeze(1);
        float[] spoiled = y.ToArray();
        for (int i = 0; i < 300; i += 10) spoiled[i] += 50;
        Tensor<float> with = Tensor.Create(spoiled, [300]);
        Assert.True(ErrorOf(loss) < 0.5 * ErrorOf(RegressionLoss.SquaredError));

        double ErrorOf(RegressionLoss kind)
        {
            MlpRegressor regressor = new() { HiddenSizes = [], LearningRate = 0.02, BatchSize = 50, Epochs = 100, Loss = kind };
            regressor.Fit(x, with);
            return Metric.MeanAbsoluteError.Of(regressor.Predict(x), y);
        }
    }

    [Fact]
    public void Settings_and_transformation_come_back_from_a_file_and_in_a_stream_and_bit_by_bit()
    {
        Table table = Sales(400, seed: 4);
        MlpRegressor regressor = new()
        {
            Epochs = 6,
            TargetTransformation = TargetTransformation.LogarithmOfOnePlus,
            Loss = RegressionLoss.Quantile,
            Quantile = 0.9,
        };
        regressor.Fit(table, "sales");
        regressor.Save(FilePath);
        MlpRegressor same = MlpRegressor.Load(FilePath);
        Assert.Equal(
            (regressor.TargetTransformation, regressor.Loss, regressor.Quantile), (same.TargetTransformation, same.Loss, same.Quantile));
        Assert.Equal(regressor.Predict(table).ToArray(), same.Predict(table).ToArray());
        Assert.Equal(
            regressor.Predict(table).ToArray(), MlpRegressor.Combine([same, MlpRegressor.Load(FilePath)]).Predict(table).ToArray());

        string csv = folder.File("sales.csv");
        CsvTable.Write(csv, table);
        MlpRegressor streamed = new()
        {
            HiddenSizes = [16],
            LearningRate = 0.01,
            BatchSize = 50,
            Epochs = 100,
            TargetTransformation = TargetTransformation.Logarithm,
        };
        streamed.FitStream(CsvTable.Rows(csv), "sales");
        Assert.InRange(streamed.Score(table), 0.9, 1);
        Assert.Equal(streamed.Score(table), streamed.Score(CsvTable.Rows(csv)), 1e-9);

        MlpRegressor online = new() { HiddenSizes = [16], LearningRate = 0.01, BatchSize = 50, Loss = RegressionLoss.Poisson };
        for (int i = 0; i < 30; i++) online.PartialFit(table, "sales");
        Assert.InRange(online.Score(table), 0.8, 1);
    }

    [Fact]
    public void A_prediction_beyond_single_precision_is_refused()
    {
        Tensor<float> x = Tensor.Create<float>([.. Enumerable.Range(0, 65).Select(i => i / 64f)], [65, 1]);
        MlpRegressor regressor = new()
        {
            HiddenSizes = [],
            LearningRate = 0.1,
            Epochs = 300,
            TargetTransformation = TargetTransformation.Logarithm,
        };
        regressor.Fit(x, Tensor.Create<float>([.. Enumerable.Range(0, 65).Select(i => (float)Math.Exp(80 * i / 64.0))], [65]));
        Assert.Contains("the outputs for row 1 are not finite", Assert.Throws<ArgumentException>(
            () => regressor.Predict(Tensor.Create([0.5f, 2], [2, 1]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Regressors_of_other_quantiles_are_not_combined()
    {
        Table table = Sales(100, seed: 5);
        MlpRegressor[] both = [.. ((double[])[0.1, 0.9]).Select(quantile =>
        {
            MlpRegressor one = new() { Epochs = 1, Loss = RegressionLoss.Quantile, Quantile = quantile };
            one.Fit(table, "sales");
            return one;
        })];
        Assert.Contains("expected estimators of the same loss", Assert.Throws<ArgumentException>(
            () => MlpRegressor.Combine(both)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_below_zero_or_all_zero_and_a_transformation_of_counts_are_refused()
    {
        MlpRegressor counts = new() { Loss = RegressionLoss.Poisson, Epochs = 1 };
        Tensor<float> x = Tensor.Uniform([4, 1], 0f, 1f, new Random(1));
        Assert.Contains(
            "the target of row 2 does not fit: Poisson's loss takes counts of at least 0, got -1",
            Assert.Throws<ArgumentException>(() => counts.Fit(x, Tensor.Vector(1f, 2, -1, 4))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "the counts of output 0 are all 0",
            Assert.Throws<ArgumentException>(() => counts.Fit(x, Tensor.Vector(0f, 0, 0, 0))).Message, StringComparison.Ordinal);
        MlpRegressor both = new() { Loss = RegressionLoss.Poisson, TargetTransformation = TargetTransformation.Logarithm, Epochs = 1 };
        Assert.Contains(
            "expected no TargetTransformation, got Logarithm",
            Assert.Throws<ArgumentException>(() => both.Fit(x, Tensor.Vector(1f, 2, 3, 4))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MlpRegressor { Quantile = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MlpRegressor { Loss = (RegressionLoss)17 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MlpRegressor { TargetTransformation = (TargetTransformation)17 });
    }

    /// <summary>Sales of shops, from 1 to 10,000, which size, age and town multiply.</summary>
    private static Table Sales(int count, int seed)
    {
        Random random = new(seed);
        double[] size = Numbers(), age = Numbers(), luck = Numbers();
        string[] town = [.. Numbers().Select(number => number < 0.5 ? "north" : "south")];
        double[] sales = [.. size.Select(
            (_, i) => Math.Exp((5 * size[i]) + (3 * age[i] * age[i]) + (town[i] == "north" ? 1 : 0) + (0.03 * (luck[i] - 0.5))))];
        return new Table(
            new NumberColumn("size", size), new NumberColumn("age", age), new TextColumn("town", town), new NumberColumn("sales", sales));

        double[] Numbers() => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
    }
}
