using System.Numerics;

namespace MiniGrad;

/// <summary>The operations of a step while they are seen for the first time, in order, so that the step can be replayed on new data.</summary>
internal abstract class Capture
{
    /// <summary>Whether an operation is computing at the moment, which may look at values.</summary>
    public bool IsComputing { get; set; }

    /// <summary>Throws if a step is being captured and it is not an operation that looks.</summary>
    /// <exception cref="InvalidOperationException">It is the step's function.</exception>
    public static void CheckRead(Shape shape)
    {
        if (GraphState.Current.Capture is not { IsComputing: false }) return;
        throw new InvalidOperationException(
            $"Captured step: the function looked at the values of a tensor of shape {shape} (through Span, ToScalar, an index, …) outside an operation. " +
            "They are those of this batch only, so what follows from them cannot be replayed on the next. Use operations on tensors instead (Where, comparisons), or run the step uncaptured.");
    }
}

/// <inheritdoc/>
internal sealed class Capture<T> : Capture where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<ReplayEntry<T>> entries = [];

    /// <summary>The capture in progress on this thread, or null.</summary>
    public static Capture<T>? Current => GraphState.Current.Capture as Capture<T>;

    /// <summary>What was computed so far, in order.</summary>
    public IReadOnlyList<ReplayEntry<T>> Entries => entries;

    public void Add(Operation<T> operation, Tensor<T> output)
    {
        output.IsCaptured = true;
        entries.Add(new ReplayEntry<T>(output, operation));
    }

    /// <summary>Notes that a tensor shares another's memory.</summary>
    public void AddAlias(Tensor<T> alias, Tensor<T> source)
    {
        alias.IsCaptured = true;
        entries.Add(new ReplayEntry<T>(alias, source));
    }

    /// <summary>Runs a function and collects the operations in it.</summary>
    /// <param name="inputs">The tensors whose values will change from run to run.</param>
    /// <param name="labels">Integers that will change too, or null.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="InvalidOperationException">A step is being captured already on this thread, or the function looks at values.</exception>
    public static Capture<T> Of(Tensor<T>[] inputs, IndexTensor? labels, Action function)
    {
        GraphState state = GraphState.Current;
        if (state.Capture is not null) throw new InvalidOperationException("Captured step: a step cannot run inside the function of another captured step.");
        Capture<T> capture = new();
        state.Capture = capture;
        capture.Guard(inputs, labels, isOn: true);
        try
        {
            function();
        }
        finally
        {
            state.Capture = null;
            capture.Guard(inputs, labels, isOn: false);
        }
        return capture;
    }

    /// <summary>Marks the tensors whose values must not be looked at while the capture lasts, or takes the marks away.</summary>
    private void Guard(Tensor<T>[] inputs, IndexTensor? labels, bool isOn)
    {
        foreach (Tensor<T> input in inputs) input.IsCaptured = isOn;
        if (labels is not null) labels.IsCaptured = isOn;
        foreach (ReplayEntry<T> entry in entries) entry.Output.IsCaptured = isOn;
    }
}
