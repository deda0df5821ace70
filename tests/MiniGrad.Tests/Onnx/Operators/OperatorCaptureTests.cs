using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Onnx;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Onnx;

/// <summary>Imported networks in captured steps.</summary>
public class OperatorCaptureTests
{
    private static readonly Dataset<float> samples = new(
        numbers: new() { ["target"] = Tensor.Uniform<float>([24, 2], -1, 1, new Random(1)) },
        labels: new() { ["word"] = IndexTensor.Create([.. Enumerable.Range(0, 24).Select(i => i * 7 % 5)], [24]) });

    [Fact]
    public void Indices_that_change_with_the_batch_choose_rows_in_a_captured_step()
    {
        OnnxNetwork<float> eager = Network().Load<float>(), captured = Network().Load<float>();
        Sgd<float> optimizer = new(eager.Parameters, 0.1);
        TrainingStep<float> step = new(new Sgd<float>(captured.Parameters, 0.1), batch => Error(captured, batch));
        for (int epoch = 0; epoch < 4; epoch++)
            foreach (Batch<float> batch in samples.Batches(8, new Random(epoch)))
            {
                Tensor<float> loss = Error(eager, batch);
                loss.Backward();
                optimizer.Step();
                optimizer.ZeroGradients();
                Assert.Equal(loss.ToScalar(), step.Run(batch));
            }
        Assert.Equal(eager.Parameters[0].ToArray(), captured.Parameters[0].ToArray());

        static Tensor<float> Error(OnnxNetwork<float> network, Batch<float> batch) => Loss.MeanSquaredError(
            network.Run(new OnnxInputs { ["word"] = batch.LabelsOf("word") })["y"].ToTensor<float>(), batch["target"]);
    }

    /// <summary>A table of 5 words, of which each batch takes rows and columns.</summary>
    private static ModelBuilder Network() => new ModelBuilder(13).Input("word", OnnxElementType.Int64)
        .Numbers("table", [.. Enumerable.Range(0, 10).Select(i => 0.1f * i)], 5, 2).Integers("last", -1)
        .Node("Identity", ["word"], ["same"]).Node("Unsqueeze", ["same", "last"], ["column"])
        .Node("Cast", ["column"], ["long"], ("to", (int)OnnxElementType.Int64)).Node("Gather", ["table", "long"], ["rows"])
        .Node("Transpose", ["table"], ["across"]).Node("Gather", ["across", "same"], ["columns"], ("axis", 1))
        .Node("Squeeze", ["rows"], ["flat"]).Node("Transpose", ["columns"], ["upright"])
        .Node("Mul", ["flat", "upright"], ["y"]).Output("y");

    [Fact]
    public void A_network_of_many_operators_is_captured()
    {
        OnnxNetwork<float> network = new ModelBuilder(17).Input("x")
            .Numbers("w", [.. Enumerable.Range(0, 6).Select(i => 0.3f * i - 0.7f)], 3, 2)
            .Numbers("scale", [1, 2], 2).Numbers("shift", [0, 1], 2).Numbers("low", [-2]).Numbers("high", [2]).Numbers("two", [2])
            .Integers("sizes", 0, -1).Integers("zero", 0)
            .Node("MatMul", ["x", "w"], ["a"]).Node("LayerNormalization", ["a", "scale", "shift"], ["b"])
            .Node("Clip", ["b", "low", "high"], ["c"]).Node("Shape", ["c"], ["shape"])
            .Node("Gather", ["shape", "zero"], ["batch"]).Node("Reshape", ["c", "sizes"], ["d"])
            .Node("Pow", ["d", "two"], ["e"]).Node("ReduceMean", ["e"], ["m"], ("axes", new long[] { -1 })).Node("Sub", ["d", "m"], ["f"])
            .Node("Softmax", ["f"], ["y"]).Output("y").Load<float>();
        InferenceStep<float> step = new(network);
        foreach (int batch in (int[])[4, 4, 4, 7])
        {
            Tensor<float> x = Tensor.Uniform<float>([batch, 3], -1, 1, new Random(batch));
            Assert.Equal(network.Predict(x).ToArray(), step.Run(x).ToArray());
        }
    }
}
