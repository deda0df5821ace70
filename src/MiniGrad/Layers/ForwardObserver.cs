using System.Numerics;

namespace MiniGrad.Layers;

/// <summary>Who is told of every layer's output on this thread, if anybody.</summary>
internal static class ForwardObserver<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [ThreadStatic]
    private static Action<Layer<T>, Tensor<T>>? current;

    public static Action<Layer<T>, Tensor<T>>? Current => current;

    /// <summary>Runs an action while somebody is told.</summary>
    public static void During(Action<Layer<T>, Tensor<T>> observer, Action action)
    {
        Action<Layer<T>, Tensor<T>>? before = current;
        current = observer;
        try
        {
            action();
        }
        finally
        {
            current = before;
        }
    }
}
