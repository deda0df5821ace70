using System.Numerics;
using Xunit;

namespace MiniGrad.Tests.Catalog;

/// <summary>Every operation computes what its definition says, for every shape of its cases: broadcast, scalar, of size 1, and
/// empty.</summary>
public class ForwardTests
{
    public static TheoryData<string> Names => OperationCatalog.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Double_precision_agrees_with_the_definition(string name) => AssertAgrees<double>(name, 1e-12);

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_precision_agrees_with_the_definition(string name) => AssertAgrees<float>(name, 1e-5);

    [Theory]
    [MemberData(nameof(Names))]
    public void Shapes_that_do_not_fit_are_refused_in_double_precision(string name) => AssertRefused<double>(name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Shapes_that_do_not_fit_are_refused_in_single_precision(string name) => AssertRefused<float>(name);

    private static void AssertAgrees<T>(string name, double relativeError) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        CatalogAssert.Agrees(OperationCatalog.Row<T>(name), relativeError);

    private static void AssertRefused<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CatalogRow<T> row = OperationCatalog.Row<T>(name);
        foreach (Refusal refusal in row.Refused)
        {
            Tensor<T>[] inputs = [.. refusal.Shapes.Select(sizes => Tensor.Ones<T>(sizes))];
            ArgumentException exception = Assert.ThrowsAny<ArgumentException>(() => row.Apply(inputs));
            Assert.StartsWith($"{row.Operation}: ", exception.Message, StringComparison.Ordinal);
            foreach (string word in refusal.ExpectedWords) Assert.Contains(word, exception.Message, StringComparison.Ordinal);
        }
    }
}
