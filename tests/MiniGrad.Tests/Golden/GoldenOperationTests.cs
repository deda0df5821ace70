using System.Numerics;
using MiniGrad.Tests.Catalog;
using Xunit;

namespace MiniGrad.Tests.Golden;

/// <summary>Every operation's value and gradients agree with PyTorch's.</summary>
public class GoldenOperationTests
{
    /// <summary>The names of the cases. Rows of the catalog for operations that PyTorch does not have need none.</summary>
    public static TheoryData<string> Names => [.. GoldenFile.Operations.Select(golden => golden.Name)];

    [Fact]
    public void Every_case_has_a_row_of_the_catalog() => Assert.Empty(
        GoldenFile.Operations.Select(golden => golden.Name).Except(OperationCatalog.Rows<double>().Select(row => row.Name)));

    [Fact]
    public void Inputs_and_weights_are_the_same_in_both_precisions()
    {
        foreach (GoldenOperation golden in GoldenFile.Operations)
        {
            foreach (double value in golden.Inputs.SelectMany(input => input.Values).Concat(golden.Weights))
                Assert.True((float)value == value, $"{golden.Name}: {value:R} is not exact in single precision.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Double_precision_agrees_with_PyTorch(string name) => AssertAgrees<double>(name, 1e-12);

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_precision_agrees_with_PyTorch(string name) => AssertAgrees<float>(name, 1e-5);

    private static void AssertAgrees<T>(string name, double relativeError) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GoldenOperation golden = GoldenFile.Operations.Single(golden => golden.Name == name);
        CatalogRow<T> row = OperationCatalog.Row<T>(name);
        Tensor<T>[] inputs = [.. golden.Inputs.Select((input, i) => row.HasGradient(i) ? input.As<T>().Tracked() : input.As<T>())];
        Assert.Equal(golden.Gradients.Select(gradient => gradient is not null), inputs.Select(input => input.RequiresGradient));

        Tensor<T> output = row.Apply(inputs);

        Assert.Equal<Shape>(golden.Output.Shape, output.Shape);
        Agreement.AssertClose(golden.Output.Values, output, relativeError, $"{name}: output");

        Tensor<T>[] tracked = [.. inputs.Where(input => input.RequiresGradient)];
        if (tracked.Length == 0) return;
        double[][] expected = [.. golden.Gradients.OfType<double[]>()];
        Tensor<T> weights = new GoldenTensor(golden.Output.Shape, golden.Weights).As<T>();
        Tensor<T>[] gradients = Gradients(output, tracked, weights);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(tracked[i].Shape, gradients[i].Shape);
            Agreement.AssertClose(expected[i], gradients[i], relativeError, $"{name}: gradient {i}");
        }
    }

    private static Tensor<T>[] Gradients<T>(Tensor<T> output, Tensor<T>[] inputs, Tensor<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A function that is constant almost everywhere is not recorded, and its gradients are zeros.
        if (!output.RequiresGradient) return [.. inputs.Select(input => Tensor.Zeros<T>(input.Shape))];
        return Differentiation.Gradients((output * weights).Sum(), inputs);
    }
}
