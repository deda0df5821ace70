using System.Numerics;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Initializers;
using MiniGrad.Layers;

namespace MiniGrad.Tests.Estimators;

/// <summary>Networks whose outputs are known, and naive references in double precision.</summary>
internal static class Members
{
    /// <summary>A network that answers row i of the identity with row i of the outputs.</summary>
    public static Linear<T> Answering<T>(double[][] outputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Linear<T> layer = new(outputs.Length, outputs[0].Length, new Random(1), Initializer.Zeros);
        T[] values = [.. outputs.SelectMany(row => row).Select(T.CreateTruncating)];
        layer.Weight.Assign(Tensor.Create<T>(values, layer.Weight.Shape));
        return layer;
    }

    public static Tensor<T> Questions<T>(int count) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Tensor.Identity<T>(count);

    /// <summary>Random outputs [members][rows][columns] of a size.</summary>
    public static double[][][] RandomOutputs(int members, int rows, int columns, double size, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, members).Select(_ => Enumerable.Range(0, rows)
            .Select(_ => Enumerable.Range(0, columns).Select(_ =>
                (double)(float)(size * (2 * random.NextDouble() - 1))).ToArray()).ToArray())];
    }

    public static Ensemble<T> Of<T>(double[][][] outputs, double[]? weights = null) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new([.. outputs.Select(Answering<T>)], weights);

    public static double[] Softmax(double[] logits)
    {
        double[] parts = [.. logits.Select(logit => Math.Exp(logit - logits.Max()))];
        return [.. parts.Select(part => part / parts.Sum())];
    }

    /// <summary>Σ w·softmax of each row.</summary>
    public static double[][] Averages(double[][][] outputs, double[] shares) =>
        [.. Enumerable.Range(0, outputs[0].Length).Select(row => Enumerable.Range(0, outputs[0][0].Length)
            .Select(k => outputs.Select((member, m) => shares[m] * Softmax(member[row])[k]).Sum()).ToArray())];

    public static double Entropy(double[] probabilities) => -probabilities.Where(p => p > 0).Sum(p => p * Math.Log(p));

    public static Dataset<float> Labelled(int[] labels, double[]? weights = null) => new(
        Questions<float>(labels.Length), labels,
        weights is null ? null : Tensor.Create<float>([.. weights.Select(weight => (float)weight)], [weights.Length]));

    public static float[] WeightsOf(Layer<float> layer) => [.. layer.Parameters.SelectMany(parameter => parameter.ToArray())];
}
