using Xunit;

namespace MiniGrad.Tests.Layers;

internal static partial class LayerCatalog
{
    public static TheoryData<string> Names => [.. Rows<double>().Select(row => row.Name)];
}
