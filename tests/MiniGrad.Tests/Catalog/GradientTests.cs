using Xunit;

namespace MiniGrad.Tests.Catalog;

/// <summary>Every operation's first and second derivatives agree with finite differences of its values.</summary>
public class GradientTests
{
    public static TheoryData<string> Names => OperationCatalog.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void First_derivatives_agree_with_finite_differences(string name) =>
        CatalogGradients.CheckFirst(OperationCatalog.Row<double>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Second_derivatives_agree_with_finite_differences_of_the_first(string name) =>
        CatalogGradients.CheckSecond(OperationCatalog.Row<double>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_precision_agrees_with_double_precision(string name) =>
        CatalogGradients.CheckSingle(OperationCatalog.Row<double>(name), OperationCatalog.Row<float>(name));
}
