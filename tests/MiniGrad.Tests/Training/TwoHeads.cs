using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;

namespace MiniGrad.Tests.Training;

/// <summary>A network with two inputs and two heads: a price, and a kind of three.</summary>
internal sealed class TwoHeads : Layer<double>
{
    private readonly Linear<double> fromLeft, fromRight, price, kind;

    public TwoHeads()
    {
        Random random = new(1);
        fromLeft = Register("from_left", new Linear<double>(2, 12, random));
        fromRight = Register("from_right", new Linear<double>(3, 12, random));
        price = Register("price", new Linear<double>(12, 1, random));
        kind = Register("kind", new Linear<double>(12, 3, random));
    }

    public static Dataset<double> Data(int count)
    {
        Random random = new(2);
        Tensor<double> left = Tensor.Uniform<double>([count, 2], -1, 1, random), right = Tensor.Uniform<double>([count, 3], -1, 1, random);
        int[] kinds =
            [.. Enumerable.Range(0, count).Select(i => left[i, 0] + right[i, 0] < -0.4 ? 0 : left[i, 0] + right[i, 0] < 0.4 ? 1 : 2)];
        Tensor<double> prices = left.Slice(1, 1, 1) * 2 - right.Slice(1, 2, 1);
        return new Dataset<double>(
            numbers: new() { ["left"] = left, ["right"] = right, ["price"] = prices }, labels: new() { ["kind"] = kinds });
    }

    public (Tensor<double> Price, Tensor<double> Kind) Forward(Tensor<double> left, Tensor<double> right)
    {
        Tensor<double> hidden = (fromLeft.Forward(left) + fromRight.Forward(right)).Tanh();
        return (price.Forward(hidden), kind.Forward(hidden));
    }

    public Tensor<double> LossOf(Batch<double> batch)
    {
        (Tensor<double> price, Tensor<double> kind) = Forward(batch["left"], batch["right"]);
        return Loss.MeanSquaredError(price, batch["price"]) + Loss.CrossEntropy(kind, batch.LabelsOf("kind"));
    }

    protected override Tensor<double> Compute(Tensor<double> input) => throw new NotSupportedException("TwoHeads: expected two inputs.");
}
