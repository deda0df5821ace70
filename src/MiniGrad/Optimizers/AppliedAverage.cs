namespace MiniGrad.Optimizers;

/// <summary>Parameters that hold an average of their values until this is disposed. Then they have the same bits as before, and training
/// goes on.</summary>
/// <remarks>Until then the parameters refuse every change, by an optimizer or otherwise, and another average.</remarks>
internal sealed class AppliedAverage<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<Parameter<T>> parameters;
    private readonly T[][] own;
    private bool isDisposed;

    /// <exception cref="InvalidOperationException">One of them holds an average already. Nothing is changed then.</exception>
    internal AppliedAverage(IReadOnlyList<Parameter<T>> parameters, Action<int, Span<T>> write)
    {
        foreach (Parameter<T> parameter in parameters)
            if (parameter.HoldsAverage) throw parameter.AverageIsIn("no other average can be put in");
        this.parameters = parameters;
        own = [.. parameters.Select(parameter => parameter.ToArray())];
        for (int i = 0; i < own.Length; i++)
        {
            write(i, parameters[i].Overwrite());
            parameters[i].HoldsAverage = true;
        }
    }

    /// <summary>Puts the parameters' own values back. Done once; again, it does nothing.</summary>
    public void Dispose()
    {
        if (isDisposed) return;
        isDisposed = true;
        for (int i = 0; i < own.Length; i++)
        {
            own[i].CopyTo(parameters[i].Overwrite());
            parameters[i].HoldsAverage = false;
        }
    }
}
