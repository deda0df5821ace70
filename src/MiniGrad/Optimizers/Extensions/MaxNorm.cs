using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>The max-norm constraint: the weights that come into a unit, a column w of an (in, out) matrix, are scaled back after each
/// update where their Euclidean norm exceeds c: <c>w ← w·min(1, c/‖w‖)</c> (Srebro and Shraibman, "Rank, trace-norm and max-norm", 2005;
/// Hinton and others, "Improving neural networks by preventing co-adaptation of feature detectors", 2012; Srivastava and others, "Dropout",
/// 2014).</summary>
/// <remarks>Frozen parameters and columns whose norm is not finite are left as they are. The loss will show the latter.</remarks>
public sealed class MaxNorm<T> : OptimizerExtension<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[]? chosen;
    private Parameter<T>[] matrices = [];

    /// <param name="limit">c, above 0; usual: 3 to 4.</param>
    /// <param name="parameters">The matrices to limit. Default: all that the optimizer has.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not a finite number above 0.</exception>
    /// <exception cref="ArgumentException">One of the parameters is not a matrix, or there are none.</exception>
    public MaxNorm(double limit, IReadOnlyList<Parameter<T>>? parameters = null)
    {
        T inverse = T.One / T.CreateTruncating(limit);
        string expected = $"a positive finite number as a {typeof(T).Name}";
        Limit = Guard.That(T.IsFinite(inverse) && inverse > T.Zero, limit, expected, Name, "the limit");
        if (parameters is null) return;
        Guard.NotEmpty(parameters, Name, "parameter");
        foreach (Parameter<T> parameter in parameters)
        {
            if (IsMatrix(parameter)) continue;
            string message = $"{Name}: expected matrices, got parameter '{parameter.Name}' of shape {parameter.Shape}.";
            throw new ArgumentException(message, nameof(parameters));
        }
        chosen = [.. parameters.Distinct<Parameter<T>>(ReferenceEqualityComparer.Instance)];
    }

    /// <summary>c.</summary>
    public double Limit { get; }

    /// <inheritdoc/>
    protected override void Attach()
    {
        matrices = chosen ?? [.. Optimizer.Parameters.Where(IsMatrix)];
        if (matrices.Length == 0) throw new ArgumentException($"{Name}: none of the optimizer's parameters is a matrix.");
        if (Array.Find(matrices, matrix => !Optimizer.Parameters.Contains(matrix)) is { } stranger)
            throw new ArgumentException($"{Name}: parameter '{stranger.Name}' is not among the optimizer's.");
    }

    /// <inheritdoc/>
    protected internal override void AfterStep()
    {
        T limit = T.CreateTruncating(Limit);
        foreach (Parameter<T> matrix in matrices)
            if (!matrix.IsFrozen) ColumnNorm.Limit(matrix.BeginUpdate(), matrix.Shape[0], matrix.Shape[1], limit);
    }

    private static bool IsMatrix(Parameter<T> parameter) => parameter.Shape.Rank == 2;
}
