using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Onnx;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Onnx.Estimators;

/// <summary>Rows that an estimator refuses end the run of the exported one with an error; none gets a number.</summary>
public sealed class RefusedRowTests : IDisposable
{
    private static readonly TableEncoderOptions strict = new()
    {
        RefuseUnknownCategories = true,
        RefuseNewMissing = true,
        Roles = new Dictionary<string, ColumnRole> { ["lot"] = ColumnRole.Category },
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("size", double.NaN)]
    [InlineData("size", double.PositiveInfinity)]
    [InlineData("size", double.NegativeInfinity)]
    [InlineData("lot", double.NaN)]
    [InlineData("lot", 7.0)]
    [InlineData("lot", double.PositiveInfinity)]
    [InlineData("soil", null)]
    [InlineData("soil", "lava")]
    public void A_classifier_that_is_strict_refuses_a_row_in_both(string column, object? value) =>
        AssertRefused(Fitted(Rows(), strict), Rows(), column, value);

    [Fact]
    public void Numbers_that_single_precision_does_not_tell_apart_are_refused()
    {
        double[] rows = [.. Enumerable.Range(0, 60)];
        Table days = new(
            new NumberColumn("day", Array.ConvertAll(rows, row => 20240101 + row % 28)),
            new NumberColumn("price", Array.ConvertAll(rows, row => row % 28)));
        MlpRegressor regressor = new() { Epochs = 1, Seed = 1 };
        regressor.Fit(days, "price");
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => OnnxFile.Save(regressor, folder.File("days.onnx")));
        Assert.Contains("column 'day' has numbers around 2.02401E+07", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_empty_text_as_a_category_is_refused()
    {
        int[] numbers = [.. Enumerable.Range(0, 60)];
        Table rows = new(
            new TextColumn("soil", Array.ConvertAll(numbers, row => (string?)(row % 3 == 0 ? "" : row % 3 == 1 ? "clay" : "sand"))),
            new NumberColumn("size", Array.ConvertAll(numbers, row => row % 7.0)));
        MlpRegressor regressor = new() { Epochs = 1, Seed = 1 };
        regressor.Fit(rows, "size");
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => OnnxFile.Save(regressor, folder.File("soil.onnx")));
        Assert.Contains("column 'soil' has the empty text as a category", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size", double.PositiveInfinity)]
    [InlineData("size", double.NegativeInfinity)]
    public void An_infinite_number_is_always_refused(string column, double value) =>
        AssertRefused(Fitted(Rows(), new()), Rows(), column, value);

    [Theory]
    [InlineData("size", double.NaN)]
    [InlineData("lot", double.NaN)]
    [InlineData("lot", 7.0)]
    [InlineData("lot", double.PositiveInfinity)]
    [InlineData("soil", null)]
    [InlineData("soil", "lava")]
    public void What_is_not_refused_gets_the_same_answer(string column, object? value)
    {
        foreach (bool hasIndicators in (bool[])[false, true])
        {
            Table learned = hasIndicators ? With(With(With(Rows(), "size", 3, double.NaN), "lot", 4, double.NaN), "soil", 5, null) : Rows();
            MlpClassifier classifier = Fitted(learned, strict with
            {
                RefuseUnknownCategories = false,
                RefuseNewMissing = false,
                MissingIndicators = hasIndicators,
                MissingCategories = hasIndicators,
            });
            EstimatorRun.AssertSame(classifier, With(Rows(), column, 1, value), folder.File("tolerant.onnx"));
        }
    }

    [Fact]
    public void Gaps_that_were_learned_are_not_refused()
    {
        Table learned = With(With(With(Rows(), "size", 3, double.NaN), "lot", 4, double.NaN), "soil", 5, null);
        EstimatorRun.AssertSame(Fitted(learned, strict), learned, folder.File("gaps.onnx"));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Features_that_are_not_finite_are_refused(float value)
    {
        for (int place = 0; place < 3; place++) Assert.Equal(4, RefusedBoth(value, place));
    }

    [Fact]
    public void Features_whose_outputs_overflow_are_refused_where_the_estimator_refuses_them()
    {
        // Units that are then 0 for good do not overflow.
        int refused = 0;
        for (int place = 0; place < 3; place++) refused += RefusedBoth(1e38f, place) + RefusedBoth(-1e38f, place);
        Assert.InRange(refused, 4, 23);
    }

    /// <summary>How many of four estimators refuse a value, in ONNX Runtime as well as here.</summary>
    private int RefusedBoth(float value, int place)
    {
        XoshiroRandom random = new(4);
        Tensor<float> inputs = Tensor.Normal([60, 3], 0f, 0.01f, random);
        IndexTensor labels = IndexTensor.Create([.. Enumerable.Range(0, 60).Select(row => inputs[row, 0] > inputs[row, 1] ? 1 : 0)]);
        Tensor<float> targets = inputs.Sum([1]);
        float[] values = inputs.ToArray();
        values[3 + place] = value;
        Tensor<float> changed = Tensor.Create(values, inputs.Shape);
        int refused = 0;
        foreach (int members in (int[])[1, 2])
        {
            MlpClassifier classifier = new() { HiddenSizes = [4], Seed = 1, Epochs = 2, Members = members };
            classifier.Fit(inputs, labels);
            OnnxFile.Save(classifier, folder.File("classifier.onnx"));
            Count(given => classifier.PredictProbabilities(given), "classifier.onnx", "probabilities");
            MlpRegressor regressor = new() { HiddenSizes = [4], Seed = 1, Epochs = 2, Members = members };
            regressor.Fit(inputs, targets);
            OnnxFile.Save(regressor, folder.File("regressor.onnx"));
            Count(regressor.Predict, "regressor.onnx", "prediction");
        }
        return refused;

        void Count(Func<Tensor<float>, Tensor<float>> predict, string file, string output)
        {
            Assert.InRange(ExportRun.Relative(predict(inputs), Run(file, output, inputs)), 0, 1e-6);
            Tensor<float>? expected = null;
            try
            {
                expected = predict(changed);
            }
            catch (ArgumentException)
            {
                refused++;
            }
            if (expected is null) Assert.Throws<OnnxRuntimeException>(() => Run(file, output, changed));
            else Assert.InRange(ExportRun.Relative(expected, Run(file, output, changed)), 0, 1e-6);
        }
    }

    private void AssertRefused(MlpClassifier classifier, Table table, string column, object? value)
    {
        string path = folder.File("strict.onnx");
        EstimatorRun.AssertSame(classifier, table, path);
        Table changed = With(table, column, 1, value);
        Assert.Throws<TableRowException>(() => classifier.Predict(changed));
        Assert.Throws<OnnxRuntimeException>(() => EstimatorRun.Classify(path, changed));
    }

    private static MlpClassifier Fitted(Table table, TableEncoderOptions encoding)
    {
        MlpClassifier classifier = new() { HiddenSizes = [4], Seed = 3, Epochs = 3 };
        classifier.Fit(table, "kind", encoding);
        return classifier;
    }

    private Tensor<float> Run(string file, string output, Tensor<float> inputs)
    {
        using SessionOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using InferenceSession session = new(folder.File(file), options);
        using var results = session.Run(
            [NamedOnnxValue.CreateFromTensor("features", new DenseTensor<float>(inputs.ToArray(), [.. inputs.Shape]))]);
        DenseTensor<float> found = (DenseTensor<float>)results.First(result => result.Name == output).AsTensor<float>();
        return Tensor.Create<float>(found.Buffer.Span, Shape.Create(found.Dimensions));
    }

    /// <summary>A number, a category that is one, and one that is text, without gaps.</summary>
    private static Table Rows()
    {
        XoshiroRandom random = new(6);
        string[] soils = ["clay", "sand", "peat"], names = ["rose", "fern", "moss"];
        int[] kinds = [.. Enumerable.Range(0, 90).Select(_ => random.Next(3))];
        return new Table(
            new NumberColumn("size", Array.ConvertAll(kinds, kind => kind + random.NextDouble())),
            new NumberColumn("lot", Array.ConvertAll(kinds, kind => (kind + random.Next(2)) * 0.1)),
            new TextColumn("soil", Array.ConvertAll(kinds, kind => (string?)soils[(kind + random.Next(2)) % 3])),
            new TextColumn("kind", Array.ConvertAll(kinds, kind => (string?)names[kind])));
    }

    /// <summary>A table in which one row has another value.</summary>
    private static Table With(Table table, string name, int row, object? value) => new(table.Columns.Select(column =>
    {
        if (column.Name != name) return column;
        if (column is NumberColumn numbers)
        {
            double[] changed = numbers.ToArray();
            changed[row] = (double)value!;
            return new NumberColumn(name, changed);
        }
        string?[] texts = [.. Enumerable.Range(0, table.Count).Select(column.TextAt)];
        texts[row] = (string?)value;
        return new TextColumn(name, texts);
    }));
}
