using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Estimators.Explanations;

/// <summary>Which columns a score needs, and what an estimator makes of their values.</summary>
public class ExplanationTests
{
    private static readonly Lazy<(MlpClassifier Classifier, MlpRegressor Regressor, Table Test)> fitted = new(() =>
    {
        Table table = Made(600, 1);
        MlpClassifier classifier = new() { HiddenSizes = [16], LearningRate = 0.01, BatchSize = 32, Epochs = 30 };
        classifier.Fit(table.Without("price"), target: "kind");
        MlpRegressor regressor = new() { HiddenSizes = [16], LearningRate = 0.01, BatchSize = 32, Epochs = 30 };
        regressor.Fit(table.Without("kind"), target: "price");
        return (classifier, regressor, Made(300, 2));
    });

    /// <summary>The kind follows from the size and a little from the colour, the price from the colour and a little from the size; the
    /// noise and the constant tell nothing.</summary>
    private static Table Made(int count, int seed)
    {
        Random random = new(seed);
        double[] sizes = new double[count], noise = new double[count], prices = new double[count];
        string?[] colours = new string?[count], kinds = new string?[count], constant = new string?[count];
        for (int i = 0; i < count; i++)
        {
            (sizes[i], noise[i]) = (random.NextDouble(), random.NextDouble());
            int colour = random.Next(3);
            colours[i] = ((string[])["red", "green", "blue"])[colour];
            constant[i] = "same";
            kinds[i] = sizes[i] + 0.2 * colour > 0.7 ? "large" : "small";
            prices[i] = 5 * colour + sizes[i];
        }
        return new Table(
            new NumberColumn("size", sizes), new TextColumn("colour", colours), new NumberColumn("noise", noise),
            new TextColumn("constant", constant), new TextColumn("kind", kinds), new NumberColumn("price", prices));
    }

    [Fact]
    public void Columns_are_ranked_as_the_target_depends_on_them()
    {
        (MlpClassifier classifier, MlpRegressor regressor, Table test) = fitted.Value;
        PermutationImportance kinds = Explanation.PermutationImportance(classifier, test);
        Assert.Equal(["size", "colour"], kinds.Ranked.Take(2).Select(column => column.Name));
        Assert.Equal(["size", "colour", "noise", "constant"], kinds.Features.Select(column => column.Name));
        Assert.Equal(("accuracy", classifier.Score(test)), (kinds.ScoreName, kinds.Score));
        Assert.True(kinds.Ranked[1].Mean > 0.1, kinds.ToString());
        AssertTellsNothing(kinds.Features[2]);
        Assert.Equal((0, 0), (kinds.Features[3].Mean, kinds.Features[3].Deviation));
        Assert.StartsWith("column", kinds.ToString(), StringComparison.Ordinal);

        PermutationImportance prices = Explanation.PermutationImportance(regressor, test);
        Assert.Equal(["colour", "size"], prices.Ranked.Take(2).Select(column => column.Name));
        Assert.True(prices.Ranked[0].Mean > 1, prices.ToString());
        AssertTellsNothing(prices.Features[2]);

        // A network that has learned of chance has small weights for it: what it loses is next to nothing.
        static void AssertTellsNothing(FeatureImportance noise) =>
            Assert.True(Math.Abs(noise.Mean) <= 2 * noise.Deviation + 0.01, $"{noise.Mean} ± {noise.Deviation}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Importance_is_that_of_a_plain_loop_for_any_number_of_workers(int workers)
    {
        (MlpClassifier classifier, MlpRegressor regressor, Table test) = fitted.Value;
        PermutationImportance log = Explanation.PermutationImportance(
            classifier, test, Metric.LogLoss, repeats: 3, seed: 8, workers: workers);
        AssertPlain(log, rows => -classifier.Evaluate(rows, [Metric.LogLoss])["log loss"]);
        PermutationImportance squares = Explanation.PermutationImportance(regressor, test, repeats: 3, seed: 8, workers: workers);
        AssertPlain(squares, regressor.Score);
        // A column alone is shuffled as among others.
        PermutationImportance one = Explanation.PermutationImportance(regressor, test, columns: ["noise"], repeats: 3, seed: 8);
        Assert.Equal(squares.Features[2].Losses, Assert.Single(one.Features).Losses);

        void AssertPlain(PermutationImportance importance, Func<Table, double> score)
        {
            double before = score(test);
            for (int column = 0; column < 3; column++)
            {
                double[] losses = new double[3];
                for (int repeat = 0; repeat < 3; repeat++)
                {
                    int[] order = [.. Enumerable.Range(0, test.Count)];
                    new XoshiroRandom(8, ((ulong)column << 32) + (ulong)repeat).Shuffle(order);
                    string name = importance.Features[column].Name;
                    Table shuffled = new(test.Columns.Select(own => own.Name == name ? own.Select(order) : own));
                    losses[repeat] = before - score(shuffled);
                }
                Assert.Equal(losses, importance.Features[column].Losses);
                Assert.Equal(losses.Average(), importance.Features[column].Mean, 1e-15);
                double variance = losses.Average(loss => (loss - losses.Average()) * (loss - losses.Average()));
                Assert.Equal(Math.Sqrt(variance), importance.Features[column].Deviation, 1e-15);
            }
        }
    }

    [Fact]
    public void Several_targets_have_a_mean_each_and_are_no_features()
    {
        (_, _, Table test) = fitted.Value;
        double[] size = ((NumberColumn)test["size"]).ToArray();
        Table both = new([.. test.Columns, new NumberColumn("cost", size.Select(one => 100 - one).ToArray()),
            new NumberColumn("weight", size.Select(_ => 1.0).ToArray())]);
        MlpRegressor regressor = new() { Epochs = 3, WeightColumn = "weight" };
        regressor.Fit(both, ["price", "cost"]);

        PartialDependence dependence = Explanation.PartialDependence(regressor, both, "size", points: 3);

        Assert.Equal(["price", "cost"], dependence.Outputs);
        for (int point = 0; point < 3; point++)
        {
            double[] filled = new double[both.Count];
            Array.Fill(filled, dependence.Numbers![point]);
            Tensor<float> predicted = regressor.Predict(
                new Table(both.Columns.Select(column => column.Name == "size" ? new NumberColumn("size", filled) : column)));
            for (int output = 0; output < 2; output++)
            {
                double mean = predicted.Slice(1, output, 1).ToArray().Average(value => (double)value);
                Assert.Equal(mean, dependence.Means[output][point], 1e-4 * Math.Abs(mean));
            }
        }
        IEnumerable<string> features = Explanation.PermutationImportance(regressor, both, repeats: 1).Features.Select(one => one.Name);
        Assert.DoesNotContain("cost", features);
        Assert.DoesNotContain("weight", features);
        Assert.Contains("is the target", Assert.Throws<ArgumentException>(
            () => Explanation.PermutationImportance(regressor, both, columns: ["cost"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dependence_on_numbers_is_the_mean_at_quantiles()
    {
        (_, MlpRegressor regressor, Table test) = fitted.Value;
        PartialDependence sizes = Explanation.PartialDependence(regressor, test, "size", points: 7);
        Assert.Equal(("size", 7), (sizes.Column, sizes.Numbers!.Count));
        Assert.Equal("price", Assert.Single(sizes.Outputs));
        double[] sorted = [.. ((NumberColumn)test["size"]).ToArray().Order()];
        for (int point = 0; point < 7; point++)
        {
            double place = (0.05 + 0.15 * point) * (test.Count - 1);
            double expected = sorted[(int)place] + (place - (int)place) * (sorted[(int)place + 1] - sorted[(int)place]);
            Assert.Equal(expected, sizes.Numbers[point], 1e-12);
            double[] same = [.. Enumerable.Repeat(sizes.Numbers[point], test.Count)];
            Table moved = new(test.Columns.Select(own => own.Name == "size" ? new NumberColumn("size", same) : own));
            Assert.Equal(regressor.Predict(moved).ToArray().Average(price => (double)price), sizes.Means[0][point], 1e-9);
        }
        // The price rises by 1 with the size.
        Assert.Equal(sizes.Numbers[6] - sizes.Numbers[0], sizes.Means[0][6] - sizes.Means[0][0], 0.15);
    }

    [Fact]
    public void Dependence_on_categories_is_the_mean_at_each()
    {
        (MlpClassifier classifier, MlpRegressor regressor, Table test) = fitted.Value;
        PartialDependence colours = Explanation.PartialDependence(regressor, test, "colour");
        Assert.Equal(["blue", "green", "red"], colours.Categories!);
        Assert.Equal(5, colours.Means[0][0] - colours.Means[0][1], 0.3);
        Assert.Equal(5, colours.Means[0][1] - colours.Means[0][2], 0.3);

        PartialDependence kinds = Explanation.PartialDependence(classifier, test, "colour");
        Assert.Equal(["large", "small"], kinds.Outputs);
        for (int place = 0; place < 3; place++) Assert.Equal(1, kinds.Means[0][place] + kinds.Means[1][place], 1e-5);
        Assert.True(kinds.Means[0][0] > kinds.Means[0][1] && kinds.Means[0][1] > kinds.Means[0][2]);
    }

    [Fact]
    public void Values_that_the_fit_did_not_know_are_one_and_equal_quantiles_too()
    {
        (MlpClassifier classifier, _, Table test) = fitted.Value;
        string?[] colours = [.. Enumerable.Range(0, test.Count).Select(row => row % 4 == 0 ? "pink" : row % 4 == 1 ? "grey" : "red")];
        double[] sizes = [.. Enumerable.Range(0, test.Count).Select(row => row % 2 == 0 ? 0.25 : double.NaN)];
        Table other = new(test.Columns.Select(own =>
            own.Name == "colour" ? new TextColumn("colour", colours) : own.Name == "size" ? new NumberColumn("size", sizes) : own));
        Assert.Equal(["red", "(other)"], Explanation.PartialDependence(classifier, other, "colour").Categories!);
        Assert.Equal([0.25], Explanation.PartialDependence(classifier, other, "size").Numbers!);
    }

    [Fact]
    public void What_cannot_be_explained_is_refused()
    {
        (MlpClassifier classifier, MlpRegressor regressor, Table test) = fitted.Value;
        AssertRefused(
            "PermutationImportance: 'weight' is no column of the fit; expected one of 'size', 'colour', 'noise', 'constant'.",
            () => Explanation.PermutationImportance(classifier, test, columns: ["weight"]));
        AssertRefused(
            "PermutationImportance: 'kind' is the target",
            () => Explanation.PermutationImportance(classifier, test, columns: ["kind"]));
        AssertRefused(
            "PermutationImportance: the column 'size' is named twice.",
            () => Explanation.PermutationImportance(classifier, test, columns: ["size", "size"]));
        AssertRefused(
            "PermutationImportance: the number of repeats", () => Explanation.PermutationImportance(classifier, test, repeats: 0));
        AssertRefused(
            "PermutationImportance: the number of workers", () => Explanation.PermutationImportance(classifier, test, workers: 0));
        AssertRefused(
            "PermutationImportance: the R² of these 1 rows is NaN", () => Explanation.PermutationImportance(regressor, test.Select([0])));
        AssertRefused(
            "PartialDependence: expected a column of numbers or categories, got 'constant': it is left out: all its values are the same.",
            () => Explanation.PartialDependence(classifier, test, "constant"));
        AssertRefused("PartialDependence: 'weight' is no column", () => Explanation.PartialDependence(regressor, test, "weight"));
        AssertRefused("PartialDependence: the number of points", () => Explanation.PartialDependence(regressor, test, "size", points: 1));
        AssertRefused(
            "PartialDependence: expected rows with a value in 'size', got none.",
            () => Explanation.PartialDependence(regressor, test.Select([]), "size"));
        Assert.Contains(
            "call Fit", Assert.Throws<InvalidOperationException>(
                () => Explanation.PermutationImportance(new MlpClassifier(), test)).Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(string expected, Action action) =>
        Assert.StartsWith(expected, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
