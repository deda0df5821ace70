using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private const int FrozenRow = 1;

    /// <summary>Operations that only layers use.</summary>
    private static IEnumerable<CatalogRow<T>> OfLayers<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        new()
        {
            Name = "frozen row",
            Operation = "FrozenRow",
            Apply = inputs => new FrozenRowOperation<T>(inputs[0], FrozenRow).Apply(),
            Reference = inputs => inputs[0],
            Shapes = [[[4, 3]], [[2, 1]], [[2]], [[3, 0]]],
            GradientsOnKinks = (inputs, gradient) => [WithoutRow(gradient)],
        },
        new()
        {
            Name = "cleared row",
            Operation = "ClearedRow",
            Apply = inputs => new ClearedRowOperation<T>(inputs[0], FrozenRow).Apply(),
            Reference = inputs => WithoutRow(inputs[0]),
            Shapes = [[[4, 3]], [[2, 1]], [[2]], [[3, 0]]],
        },
    ];

    private static NaiveArray WithoutRow(NaiveArray x) => NaiveArray.Of(x.Sizes, i => i[0] == FrozenRow ? 0 : x[i]);
}
