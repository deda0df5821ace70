using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("MiniGrad.Tests.ToolchainFirst", "MiniGrad.Tests")]

namespace MiniGrad.Tests;

/// <summary>Begins with the collection that takes longest, so that others run beside all of it.</summary>
public sealed class ToolchainFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.DisplayName == nameof(Toolchain) ? 0 : 1);
}
