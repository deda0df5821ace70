namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>Huber's loss of each element: <c>d²/2</c> where the error d = |x − t| is at most δ, else <c>δ·(d − δ/2)</c>; quadratic for
    /// small errors, linear for outliers (Huber, "Robust estimation of a location parameter", 1964).</summary>
    /// <param name="predictions">x, of any shape.</param>
    /// <param name="targets">t, of the same shape. Gradients flow to them too.</param>
    /// <param name="delta">δ, above 0. Default: 1.</param>
    /// <param name="reduction">What becomes of the elements' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">δ is not a positive <typeparamref name="T"/>.</exception>
    public static Tensor<T> Huber<T>(
        Tensor<T> predictions, Tensor<T> targets, double delta = 1, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSameShape(nameof(Huber), predictions, targets);
        T bound = Guard.Positive(T.CreateChecked(delta), nameof(Huber), parameter: nameof(delta));

        // c·(d − c/2) with c = d between −δ and δ, ±δ outside: no absolute value, whose derivative at 0 would hide the curvature there.
        Tensor<T> error = predictions - targets;
        Tensor<T> bounded = error.Clamp(-bound, bound);
        return Reduce(bounded * (error - bounded * T.CreateChecked(0.5)), reduction);
    }
}
