namespace MiniGrad.Layers;

/// <summary>How a network normalises its hidden units, between the linear layer and the activation.</summary>
public enum Normalization
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By <see cref="BatchNormalization{T}"/>; the linear layers in front have no bias then.</summary>
    Batch,

    /// <summary>By <see cref="LayerNormalization{T}"/>.</summary>
    Layer,
}
