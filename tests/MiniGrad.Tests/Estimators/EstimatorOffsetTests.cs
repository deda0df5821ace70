using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Estimators;

/// <summary>Numbers of a table that single precision does not tell apart until they are scaled, such as times in seconds.</summary>
public class EstimatorOffsetTests
{
    private const double Seconds = 1.7e9, Units = 1e9;

    private static readonly Table far = Line(Seconds, Units), near = Line(0, 0);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Offsets_make_no_difference(bool earlyStopping)
    {
        MlpRegressor ofFar = Create(earlyStopping), ofNear = Create(earlyStopping);
        ofFar.Fit(far, "y");
        ofNear.Fit(near, "y");
        Assert.InRange(ofFar.Score(far), 0.95, 1);
        Assert.Equal(ofNear.Score(near), ofFar.Score(far), 1e-4);
        Assert.Equal(ofFar.Score(far), ofFar.Evaluate(far)["R²"]);
        Assert.Equal(ofNear.Evaluate(near).Loss, ofFar.Evaluate(far).Loss, 0.01 * ofNear.Evaluate(near).Loss);

        // Of what is predicted, single precision keeps multiples of 64.
        float[] expected = [.. ofNear.Predict(near).ToArray().Select(number => (float)(Units + number))];
        Assert.Equal(expected, ofFar.Predict(far).ToArray(), (a, b) => Math.Abs(a - b) <= 64);
    }

    [Fact]
    public void A_file_keeps_the_scale_in_double_precision_and_one_in_single_precision_is_read_too()
    {
        using TemporaryFolder folder = new();
        MlpRegressor regressor = Create(earlyStopping: false);
        regressor.Fit(far, "y");
        regressor.Save(folder.File("double"));
        Assert.Equal(regressor.Score(far), MlpRegressor.Load(folder.File("double")).Score(far));

        SafetensorsBuilder builder = new();
        using (SafetensorsFile file = SafetensorsFile.Open(folder.File("double")))
        {
            Assert.Equal((ElementType.Binary64, ElementType.Binary64),
                (file.Find("targets.offset")?.Type, file.Find("targets.scale")?.Type));
            foreach ((string key, string value) in file.Metadata) builder.AddMetadata(key, value);
            foreach (SafetensorsEntry entry in file.Entries) builder.Add(entry.Name, file.ReadTensor<float>(entry.Name));
        }
        builder.Save(folder.File("single"));
        Assert.Equal(regressor.Predict(far).ToArray(), MlpRegressor.Load(folder.File("single")).Predict(far).ToArray(), (a, b) =>
            Math.Abs(a - b) <= 64);
    }

    [Fact]
    public void A_target_that_single_precision_does_not_hold_is_refused()
    {
        Table huge = new(new NumberColumn("x", new double[] { 1, 2, 3 }), new NumberColumn("y", new[] { 1, 2, 1e300 }));
        string message = Assert.Throws<TableRowException>(() => new MlpRegressor().Fit(huge, "y")).Message;
        Assert.Contains("'y', row 2 (counted from 0): 1E+300 is more than Single holds", message, StringComparison.Ordinal);
    }

    private static MlpRegressor Create(bool earlyStopping) => new() { LearningRate = 0.01, StopsEarly = earlyStopping };

    /// <summary>x = offset + 1000·u and y = offset + 100·u for u from 0 to 1.</summary>
    private static Table Line(double xOffset, double yOffset)
    {
        Random random = new(1);
        double[] all = [.. Enumerable.Range(0, 100).Select(_ => random.NextDouble())];
        return new Table(
            new NumberColumn("x", all.Select(u => xOffset + (1000 * u)).ToArray()),
                new NumberColumn("y", all.Select(u => yOffset + (100 * u)).ToArray()));
    }
}
