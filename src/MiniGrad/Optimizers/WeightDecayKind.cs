namespace MiniGrad.Optimizers;

/// <summary>How weight decay pulls values towards 0.</summary>
public enum WeightDecayKind
{
    /// <summary>
    /// As the gradient of <c>λ/2·‖θ‖²</c>, a part of the loss: <c>g ← g + λ·θ</c> goes through averages and quotients like the rest of the gradient.
    /// </summary>
    L2,

    /// <summary>
    /// Apart from the gradient: <c>θ ← θ − η·λ·θ</c> before the update (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019).
    /// </summary>
    Decoupled,
}
