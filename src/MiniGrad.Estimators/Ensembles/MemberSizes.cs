using MiniGrad.Layers;

namespace MiniGrad.Estimators;

/// <summary>What layers are known to take and to give along the last axis; null of those that do not tell.</summary>
internal static class MemberSizes
{
    public static int? Inputs<T>(Layer<T> layer) where T : unmanaged, IBinaryFloatingPointIeee754<T> => layer switch
    {
        Linear<T> linear => linear.Inputs,
        Mlp<T> mlp => mlp.Parameters[0].Shape[0],
        Sequential<T> sequential => Inputs(sequential.Children[0].Layer),
        _ => null,
    };

    public static int? Outputs<T>(Layer<T> layer) where T : unmanaged, IBinaryFloatingPointIeee754<T> => layer switch
    {
        Linear<T> linear => linear.Outputs,
        Mlp<T> mlp => mlp.Parameters[^1].Shape[0],
        Sequential<T> sequential => Outputs(sequential.Children[^1].Layer),
        _ => null,
    };
}
