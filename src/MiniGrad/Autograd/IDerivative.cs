namespace MiniGrad;

/// <summary>The gradient of an input as an operation that is not applied yet, for derivatives that are computed so often that an object for
/// each would show.</summary>
internal interface IDerivative<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The operation, to be recorded.</summary>
    Operation<T> ToOperation();

    /// <summary>Computes the output of that operation, which has the input's shape.</summary>
    void Compute(Span<T> output);
}
