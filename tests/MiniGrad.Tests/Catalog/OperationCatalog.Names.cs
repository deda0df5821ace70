using Xunit;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    /// <summary>The names of all rows, to be the test cases of a theory.</summary>
    public static TheoryData<string> Names => [.. Rows<double>().Select(row => row.Name)];
}
