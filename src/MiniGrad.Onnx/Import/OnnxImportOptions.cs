namespace MiniGrad.Onnx;

/// <summary>How a network is read from a file.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>Which of the file's weights are learned, by their names; the others are frozen parameters. Default: all.</summary>
    public Func<string, bool> IsTrained { get; init; } = static _ => true;

    /// <summary>Whether the first axis of inputs may have any size where the file fixes it, as exporters do that saw one sample. Outputs
    /// whose first axis the file fixes at the same size have to come out as large as what goes in, else the run is refused: a file may
    /// need its size inside. Default: no.</summary>
    public bool FreesBatch { get; init; }

    /// <summary>Whether weights may be read from other files, which have to be in the folder of the model or one inside it, by their own
    /// names and not by links. Default: no.</summary>
    public bool ReadsExternalWeights { get; init; }

    /// <summary>How many elements a value may have that the network computes: a file of a few bytes can ask for any number. Checked in
    /// every run before there is memory for it. Default: 2²⁸, 1 GiB in single precision.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaximumElements
    {
        get;
        init => field = Guard.Between(value, 1, long.MaxValue, nameof(OnnxImportOptions), nameof(MaximumElements));
    } = 1L << 28;

    /// <summary>How many elements those values may have together that a run holds at once: in a prediction each until the last node that
    /// needs it, else all that the recorded graph keeps. Default: 2³⁰, 4 GiB in single precision.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaximumElementsAtOnce
    {
        get;
        init => field = Guard.Between(value, 1, long.MaxValue, nameof(OnnxImportOptions), nameof(MaximumElementsAtOnce));
    } = 1L << 30;
}
