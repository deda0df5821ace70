namespace MiniGrad.Onnx;

/// <summary>How a network is read from a file.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>Which of the file's weights are learned, by their names; the others are frozen parameters. Default: all.</summary>
    public Func<string, bool> IsTrained { get; init; } = static _ => true;

    /// <summary>Whether weights may be read from other files, which have to be in the folder of the model or one inside it, by their own
    /// names and not by links. Default: no.</summary>
    public bool ReadsExternalWeights { get; init; }
}
