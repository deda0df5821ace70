namespace MiniGrad;

/// <summary>A function of inputs of fixed shapes: run twice as it is, to see what it does and that it does the same each time, and replayed
/// from then on, except now and then, when it is run as it is once more and compared.</summary>
internal sealed class StepRecording<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most numbers of inputs that are worth copying to one place, so that nothing of the step needs to ask where they
    /// are.</summary>
    public const int MaxSmallInputs = 1024;

    private const long FirstVerification = 4;

    private readonly Func<Tensor<T>[], Tensor<T>?[]> function;
    private readonly List<Storage<T>> buffers;
    private readonly IndexTensor[] labels;
    private readonly IReadOnlyList<Parameter<T>> parameters;
    private readonly bool inputsStay;
    private Tensor<T>[] inputs;
    private CaptureSignature<T>? signature;
    private Capture<T>? prepared;
    private Replay<T>? replay;
    private long runs;
    private long verificationDue = FirstVerification;

    // Whether inputs stay says that nothing will be bound: the values will always be in the memory of the given ones.
    public StepRecording(
        Func<Tensor<T>[], Tensor<T>?[]> function, Tensor<T>[] inputs, bool inputsStay, IndexTensor[] labels,
        IReadOnlyList<Parameter<T>> parameters, List<Storage<T>> buffers)
    {
        this.function = function;
        this.inputs = Placeholders(inputs);
        this.inputsStay = inputsStay;
        this.labels = labels;
        this.parameters = parameters;
        this.buffers = buffers;
    }

    /// <summary>What the last run computed. The tensors stay the same from the third run on; their values change.</summary>
    public Tensor<T>?[] Results { get; private set; } = [];

    /// <summary>The results behind the first, if these lie side by side; null until they have their places.</summary>
    public GradientBlock<T>? Gradients => replay?.Gradients;

    /// <summary>Whether the results have their places.</summary>
    public bool IsSettled => replay is not null;

    /// <summary>The number of operations that are asked to compute at each replay; null before the first.</summary>
    public int? UnpreparedCount => replay?.UnpreparedCount;

    /// <summary>Whether a replay asks no operation, so that it needs no other thread.</summary>
    public bool IsAllPrepared => replay is { UnpreparedCount: 0 };

    /// <summary>Gives an input the values of a tensor of its shape, which must stay as they are while a run lasts.</summary>
    [MethodImpl(AggressiveOptimization)]
    public void Bind(int place, Tensor<T> values)
    {
        // What an earlier run computed would be overwritten while it is read.
        inputs[place].Storage = values.Storage.IsOverwritten && IsOwn(values.Storage) ? new Storage<T>(values.ToArray()) : values.Storage;
    }

    /// <summary>Has the next run call the function and compare.</summary>
    public void VerifyNext() => verificationDue = 0;

    /// <summary>Computes the results from what is bound: by calling the function at runs 1, 2, 4, 8, 16 and so on and after
    /// <see cref="VerifyNext"/>, by a replay at all others. A run that fails is made up for by the next.</summary>
    [MethodImpl(AggressiveOptimization)]
    public void Run()
    {
        runs++;
        if (replay is { } known && runs < verificationDue) known.Run();
        else RunFirst();
    }

    /// <summary>A run that is not just a replay.</summary>
    private void RunFirst()
    {
        if (prepared is not null) Prepare(prepared);
        if (replay is null) Record();
        else if (runs < verificationDue) replay.Run();
        else Verify(replay);
    }

    private bool IsOwn(Storage<T> storage) =>
        buffers.Exists(buffer => buffer.IsSameArray(storage)) || Gradients?.Contains(storage) == true;

    private void Record()
    {
        Recorded now = Call();
        Results = now.Results;
        if (signature is not null) (prepared, inputs) = (now.Capture, now.Inputs);
        signature = now.Signature;
    }

    /// <summary>Done before the third run, not after the second, because it moves the results.</summary>
    private void Prepare(Capture<T> capture)
    {
        replay = new Replay<T>(capture, inputs, inputsStay, [.. Results.OfType<Tensor<T>>()], buffers);
        prepared = null;
    }

    private void Verify(Replay<T> known)
    {
        Tensor<T>?[] results = Call().Results;
        known.BindViews();
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i] is not { } result || Results[i] is not { } kept) continue;
            if (!result.Storage.IsSameArray(kept.Storage)) result.Buffer.CopyTo(kept.Buffer);
            kept.IsKnownFinite = false;
        }
        verificationDue = (long)BitOperations.RoundUpToPowerOf2((ulong)runs + 1);
    }

    /// <summary>Runs the function as it is, and throws if it does something else than before.</summary>
    private Recorded Call()
    {
        // Each capture has inputs of its own, so that neither is mistaken for the other.
        Tensor<T>[] fresh = Placeholders(inputs);
        Tensor<T>?[] results = [];
        Capture<T> capture = Capture<T>.Of([.. fresh, .. parameters], labels, () => results = function(fresh));
        CaptureSignature<T> now = new(capture, fresh, results);
        if (signature is not null) CaptureComparison.Check(signature, now);
        return new Recorded(capture, fresh, results, now);
    }

    private static Tensor<T>[] Placeholders(Tensor<T>[] inputs) => [.. inputs.Select(input => new Tensor<T>(input.Storage, input.Shape))];

    private readonly record struct Recorded(Capture<T> Capture, Tensor<T>[] Inputs, Tensor<T>?[] Results, CaptureSignature<T> Signature);
}
