using System.Runtime.InteropServices;

namespace MiniGrad;

/// <summary>
/// A function of inputs of fixed shapes: run twice as it is, to see what it does and that it does the same each time, and replayed from then on.
/// </summary>
internal sealed class StepRecording<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Func<Tensor<T>[], Tensor<T>?[]> function;
    private readonly List<Storage<T>> buffers;
    private readonly IndexTensor? labels;
    private readonly IReadOnlyList<Parameter<T>> parameters;
    private Tensor<T>[] inputs;
    private Capture<T>? first, second;
    private Tensor<T>[] firstInputs = [];
    private Replay<T>? replay;

    /// <param name="function">From the inputs to the results, among which null stands for nothing.</param>
    /// <param name="inputs">Tensors of the inputs' shapes.</param>
    /// <param name="labels">Integers that the function reads and the caller changes from run to run, or null.</param>
    /// <param name="parameters">Parameters whose values the function must not look at either.</param>
    /// <param name="buffers">Memory shared with other recordings, which do not run at the same time and whose results are not used after that.</param>
    public StepRecording(Func<Tensor<T>[], Tensor<T>?[]> function, Tensor<T>[] inputs, IndexTensor? labels, IReadOnlyList<Parameter<T>> parameters, List<Storage<T>> buffers)
    {
        this.function = function;
        this.inputs = Placeholders(inputs);
        this.labels = labels;
        this.parameters = parameters;
        this.buffers = buffers;
    }

    /// <summary>What the last run computed. The tensors stay the same from the third run on; their values change.</summary>
    public Tensor<T>?[] Results { get; private set; } = [];

    /// <summary>The shape of an input.</summary>
    public Shape InputShape(int place) => inputs[place].Shape;

    /// <summary>Gives an input the values of a tensor of its shape, which must stay as they are while a run lasts.</summary>
    public void Bind(int place, Tensor<T> values)
    {
        Storage<T> storage = values.Storage;
        foreach (Storage<T> buffer in CollectionsMarshal.AsSpan(buffers))
        {
            if (!buffer.IsSameArray(storage)) continue;
            // What an earlier run computed would be overwritten while it is read.
            storage = new Storage<T>(values.ToArray());
            break;
        }
        inputs[place].Storage = storage;
    }

    /// <summary>Computes the results from what is bound, after two calls without calling the function.</summary>
    /// <exception cref="InvalidOperationException">The function looks at values, or did something else the first time.</exception>
    public void Run()
    {
        if (second is not null) Prepare(second);
        if (replay is not null) replay.Run();
        else Record();
    }

    private void Record()
    {
        // Each capture has inputs of its own, so that neither is mistaken for the other.
        Tensor<T>[] fresh = Placeholders(inputs);
        Capture<T> capture = Capture<T>.Of([.. fresh, .. parameters], labels, () => Results = function(fresh));
        if (first is null) (first, firstInputs) = (capture, fresh);
        else
        {
            CaptureComparison<T>.Check(first, firstInputs, capture, fresh);
            (second, inputs) = (capture, fresh);
        }
    }

    /// <summary>Done before the third run, not after the second, because it moves the results.</summary>
    private void Prepare(Capture<T> capture)
    {
        replay = new Replay<T>(capture, inputs, [.. Results.OfType<Tensor<T>>()], buffers);
        (first, second, firstInputs) = (null, null, []);
    }

    private static Tensor<T>[] Placeholders(Tensor<T>[] inputs) => [.. inputs.Select(input => new Tensor<T>(input.Storage, input.Shape))];
}
