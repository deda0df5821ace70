using System.Numerics;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Catalog;

/// <summary>Every operation computes the same bits in a captured step as in an eager one, on inputs that change from step to
/// step.</summary>
public class CapturedRowTests
{
    /// <summary>Rows that make a generator of random numbers at each call, which a captured step refuses.</summary>
    public static TheoryData<string> Names =>
        [.. OperationCatalog.Rows<double>().Select(row => row.Name).Where(name => !name.EndsWith("noise", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Captured_and_eager_steps_are_the_same_in_double_precision(string name) => AssertSame<double>(name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Captured_and_eager_steps_are_the_same_in_single_precision(string name) => AssertSame<float>(name);

    private static void AssertSame<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CatalogRow<T> row = OperationCatalog.Row<T>(name);
        foreach (int[][] shapes in row.Cases)
        {
            NaiveArray[] inputs = row.Inputs(shapes);
            if (inputs.Length == 0) continue;
            Tensor<T> weights = CatalogRow<T>.ToTensor(CatalogGradients.RandomLike(row.Reference(inputs), seed: 1));
            Assert.Equal(Run(row, inputs, weights, captures: false), Run(row, inputs, weights, captures: true));
        }
    }

    /// <summary>The losses of steps on inputs that are slowly changed by training, and what becomes of them.</summary>
    private static T[] Run<T>(CatalogRow<T> row, NaiveArray[] inputs, Tensor<T> weights, bool captures)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T>[] operands = [.. inputs.Select((input, place) =>
            row.HasGradient(place) ? new Parameter<T>(CatalogRow<T>.ToTensor(input)) : CatalogRow<T>.ToTensor(input))];
        Parameter<T> unused = new(Tensor.Ones<T>([1]));
        TrainingStep<T> step = new(
            new Sgd<T>([unused, .. operands.OfType<Parameter<T>>()], 1e-4),
            batch => (row.Apply(operands) * weights * batch.Inputs.Sum()).Sum() + unused.Sum(), captures);
        List<T> losses = [];
        for (int i = 0; i < 7; i++)
        {
            Tensor<T> scale = Tensor.Scalar(T.CreateChecked(1 + i % 3)).Reshape(1, 1);
            losses.Add(step.Run(new(scale, scale)));
        }
        return [.. losses, .. operands.SelectMany(operand => operand.ToArray())];
    }
}
