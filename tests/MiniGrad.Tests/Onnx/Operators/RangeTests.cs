using MiniGrad.Onnx;
using Xunit;

namespace MiniGrad.Tests.Onnx;

/// <summary>The operator Range, whose own tests in the standard are of a later opset.</summary>
public class RangeTests
{
    [Theory]
    [InlineData(1, 5, 2, new long[] { 1, 3 })]
    [InlineData(1, 6, 2, new long[] { 1, 3, 5 })]
    [InlineData(10, 6, -3, new long[] { 10, 7 })]
    [InlineData(0, 0, 1, new long[] { })]
    [InlineData(3, 9, -1, new long[] { })]
    [InlineData(long.MaxValue - 2, long.MaxValue, 1, new long[] { long.MaxValue - 2, long.MaxValue - 1 })]
    public void Integers_go_from_the_start_to_before_the_end(long start, long end, long step, long[] expected)
    {
        Assert.Equal(expected, Run(OnnxElementType.Int64, Integer(start), Integer(end), Integer(step)).ToIntegers());

        static OnnxValue Integer(long value) => OnnxValue.Integers([value], Shape.Scalar);
    }

    [Theory]
    [InlineData(1, 5, 2, new float[] { 1, 3 })]
    [InlineData(0, 1, 0.25f, new float[] { 0, 0.25f, 0.5f, 0.75f })]
    [InlineData(10, 6, -3, new float[] { 10, 7 })]
    public void Numbers_go_from_the_start_to_before_the_end(float start, float end, float step, float[] expected) => Assert.Equal(
        expected,
        Run(OnnxElementType.Float, Tensor.Scalar(start), Tensor.Scalar(end), Tensor.Scalar(step)).ToTensor<float>().ToArray());

    [Fact]
    public void What_has_no_end_is_refused()
    {
        foreach ((float start, float end, float step, string message) in ((float, float, float, string)[])
            [(0, 1, 0, "expected a step, got 0"), (0, 1, float.NaN, "expected a step, got NaN"), (0, float.PositiveInfinity, 1, "elements"),
                (0, float.NaN, 1, "elements"), (0, 1, 1e-30f, "elements")])
        {
            ArgumentException error = Assert.Throws<ArgumentException>(
                () => Run(OnnxElementType.Float, Tensor.Scalar(start), Tensor.Scalar(end), Tensor.Scalar(step)));
            Assert.Contains("Range", error.Message, StringComparison.Ordinal);
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    private static OnnxValue Run(OnnxElementType type, OnnxValue start, OnnxValue end, OnnxValue step) =>
        new ModelBuilder(13).Input("start", type).Input("end", type).Input("step", type).Node("Range", ["start", "end", "step"], ["y"])
            .Output("y", type).Load<float>().Run(new OnnxInputs { ["start"] = start, ["end"] = end, ["step"] = step })["y"];
}
