namespace MiniGrad.Serialization;

/// <summary>Options of loading weights from a file.</summary>
public sealed record WeightsOptions
{
    /// <summary>The layout of linear weights in the file. Default: that in its metadata if <see cref="Weights"/> wrote it;
    /// <see cref="WeightLayout.OutputsFirst"/> if <c>torch.save</c> wrote it, its metadata have <c>format: pt</c> or
    /// <see cref="Rename"/> is <see cref="TorchNames.FromTorch{T}"/>; otherwise <see cref="WeightLayout.InputsFirst"/>, which is refused
    /// where all linear weights are square, so that a wrong layout would not be noticed.</summary>
    public WeightLayout? Layout { get; init; }

    /// <summary>The name in the model for a name in the file, or null for an array that is not for it; for files from PyTorch,
    /// <see cref="TorchNames.FromTorch{T}"/>. Default: that for files that <c>torch.save</c> wrote, for others the same name.</summary>
    public Func<string, string?>? Rename { get; init; }

    /// <summary>Where the weights are in a checkpoint that <c>torch.save</c> wrote: the keys that lead to them, such as <c>model</c>, with
    /// dots between several; empty for the file's own dictionary. Default: null, the only dictionary with floating-point tensors of an axis
    /// or more in it; where there are several, loading is refused with their names. Null for safetensors files.</summary>
    public string? Entry { get; init; }

    /// <summary>Whether parameters and buffers that the file lacks keep their values. Default: they are an error.</summary>
    public bool AllowMissing { get; init; }

    /// <summary>Whether arrays that the model has no place for are passed over. Default: they are an error.</summary>
    public bool AllowExtra { get; init; }
}

/// <summary>The layout of the weights of linear layers in files.</summary>
public enum WeightLayout
{
    /// <summary>W is [in, out], as in <c>Z = X·W + b</c> and in memory.</summary>
    InputsFirst,

    /// <summary>W is [out, in], as in PyTorch, which computes <c>X·Wᵀ + b</c>.</summary>
    OutputsFirst,
}
