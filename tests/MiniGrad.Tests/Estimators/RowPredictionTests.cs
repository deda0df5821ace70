using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Estimators;

/// <summary>Predictions of single rows are those of tables, bit for bit.</summary>
public class RowPredictionTests
{
    private static readonly Table plants = Problems.Plants(200, seed: 1), others = Problems.Plants(100, seed: 2);

    private static readonly RowColumns<int> places = new RowColumns<int>()
        .With("height", row => ((NumberColumn)others["height"])[row]).With("habitat", row => others["habitat"].TextAt(row));

    private static Dictionary<string, object?> Named(int row) =>
        new() { ["height"] = ((NumberColumn)others["height"])[row], ["habitat"] = others["habitat"].TextAt(row) };

    private static JsonElement Json(int row)
    {
        string habitat = others["habitat"].TextAt(row) is { } text ? $"\"{text}\"" : "null";
        return JsonDocument.Parse($$"""{"habitat":{{habitat}},"height":{{others["height"].TextAt(row) ?? "null"}}}""").RootElement;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_classifier_says_the_same_of_a_row_alone(int members)
    {
        MlpClassifier classifier = new() { HiddenSizes = [7], Epochs = 5, Members = members };
        classifier.Fit(plants.Without("price"), "species");
        Tensor<float> expected = classifier.PredictProbabilities(others);
        IReadOnlyList<string> names = classifier.PredictClassNames(others);
        Parallel.For(0, 8, _ =>
        {
            for (int row = 0; row < others.Count; row++)
                foreach (ClassPrediction got in (ClassPrediction[])[
                    classifier.PredictRow(Named(row)), classifier.PredictRow(Json(row)), classifier.PredictRow(row, places)])
                {
                    Assert.Equal(expected.Span.Slice(row * 3, 3).ToArray(), got.Probabilities.ToArray());
                    Assert.Equal(names[row], got.ClassName);
                    Assert.Equal(classifier.ClassNames[got.Label], got.ClassName);
                    Assert.Equal(got.Probabilities.Max(), got.Probability);
                }
        });
        Assert.StartsWith($"{names[0]} (0.", $"{classifier.PredictRow(0, places)}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_regressor_says_the_same_of_a_row_alone(int members)
    {
        MlpRegressor regressor = new() { HiddenSizes = [7], Epochs = 5, Members = members };
        regressor.Fit(plants.Without("species"), "price");
        float[] expected = regressor.Predict(others).ToArray();
        Parallel.For(0, 8, _ =>
        {
            for (int row = 0; row < others.Count; row++)
            {
                Assert.Equal(expected[row], regressor.PredictRow(Named(row)));
                Assert.Equal(expected[row], regressor.PredictRow(Json(row)));
                Assert.Equal(expected[row], regressor.PredictRow(row, places));
            }
        });
    }

    [Fact]
    public void A_row_that_is_refused_leaves_the_next_one_as_it_is()
    {
        MlpClassifier classifier = new() { HiddenSizes = [7], Epochs = 2 };
        classifier.Fit(plants.Without("price"), "species");
        ClassPrediction expected = classifier.PredictRow(0, places);
        Assert.Throws<TableRowException>(
            () => classifier.PredictRow(new Dictionary<string, object?> { ["height"] = "x", ["habitat"] = "moor" }));
        Assert.Throws<ArgumentException>(() => classifier.PredictRow(new Dictionary<string, object?> { ["height"] = 1 }));
        Assert.Throws<TableRowException>(
            () => classifier.PredictRow(new Dictionary<string, object?> { ["height"] = 1e300, ["habitat"] = "moor" }));
        Assert.Equal(expected.Probabilities.ToArray(), classifier.PredictRow(0, places).Probabilities.ToArray());
    }

    [Fact]
    public void A_fit_on_tensors_or_none_takes_no_rows()
    {
        MlpClassifier classifier = new() { HiddenSizes = [2], Epochs = 1 };
        Assert.Throws<InvalidOperationException>(() => classifier.PredictRow(0, places));
        classifier.Fit(Problems.Moons(50, seed: 1));
        Assert.Contains(
            "it was fitted on tensors of 2 features",
            Assert.Throws<InvalidOperationException>(() => classifier.PredictRow(0, places)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_takes_little_memory()
    {
        MlpClassifier classifier = new() { HiddenSizes = [7], Epochs = 1 };
        classifier.Fit(plants.Without("price"), "species");
        JsonElement json = Json(1);
        Dictionary<string, object?> named = Named(1);
        PredictAll(2100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        PredictAll(100);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 300, 0, 400);

        void PredictAll(int count)
        {
            for (int i = 0; i < count; i++)
            {
                classifier.PredictRow(1, places);
                classifier.PredictRow(json);
                classifier.PredictRow(named);
            }
        }
    }
}
