using MiniGrad.Initializers;

namespace MiniGrad.Layers;

/// <summary>What <see cref="Lstm{T}"/> and <see cref="Gru{T}"/> have in common: layers over sequences [batch, time, features], one above
/// another, in one direction or both.</summary>
public abstract class RecurrentLayer<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RecurrentKind kind;
    private readonly RecurrentWeights<T>[] parts;
    private readonly Dropout<T>? dropout;

    private protected RecurrentLayer(
        RecurrentKind kind, int inputs, int units, Random random, int layers, bool isBidirectional, double dropout,
        Initializer? inputWeights, Initializer? recurrentWeights)
    {
        ArgumentNullException.ThrowIfNull(random);
        this.kind = kind;
        Inputs = Guard.AtLeast(inputs, 1, $"{kind}", "the number of inputs");
        Units = Guard.AtLeast(units, 1, $"{kind}", "the number of units");
        Layers = Guard.AtLeast(layers, 1, $"{kind}", "the number of layers");
        IsBidirectional = isBidirectional;
        Dropout = Guard.BelowOne(dropout, $"{kind}", "the dropout");
        parts = new RecurrentWeights<T>[layers * Directions];
        for (int place = 0; place < parts.Length; place++)
        {
            (int layer, int direction) = Math.DivRem(place, Directions);
            string name = FormattableString.Invariant($"layers.{layer}.{(direction == 0 ? "" : "reverse.")}");
            parts[place] = RecurrentWeights<T>.Create(
                kind, layer == 0 ? inputs : Outputs, units, random, inputWeights, recurrentWeights,
                (own, values) => Register(name + own, new Parameter<T>(values)));
        }
        if (dropout > 0 && layers > 1) this.dropout = Register("dropout", new Dropout<T>(dropout, random));
    }

    /// <summary>The number of features of a step.</summary>
    public int Inputs { get; }

    /// <summary>The number of units of a layer and direction.</summary>
    public int Units { get; }

    /// <summary>The number of layers above each other.</summary>
    public int Layers { get; }

    /// <summary>Whether each layer also reads the sequences from their ends.</summary>
    public bool IsBidirectional { get; }

    /// <summary>The probability with which a feature is dropped in training between two layers.</summary>
    public double Dropout { get; }

    /// <summary>The number of features that are given out at a step: those of the units, of both directions if there are two.</summary>
    public int Outputs => Units * Directions;

    /// <inheritdoc/>
    public override string Description => $"{kind} {Inputs} → {Outputs}"
        + (Layers > 1 ? $", {Layers} layers" : "") + (IsBidirectional ? ", both directions" : "");

    internal override IEnumerable<Parameter<T>> LinearWeights => parts.SelectMany(part => part.Matrices);

    private protected int Directions => IsBidirectional ? 2 : 1;

    /// <inheritdoc/>
    protected sealed override Tensor<T> Compute(Tensor<T> input) => RunLayers(Sequences(input, null), null, null).Outputs();

    /// <summary>Checks sequences given as numbers.</summary>
    private protected RecurrentInput<T> Sequences(Tensor<T> input, IndexTensor? lengths)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Rank != 3 || input.Shape[2] != Inputs)
            throw new ArgumentException(
                $"{Description}: expected sequences [batch, time, {Inputs}], got {input.Shape}.", nameof(input));
        SequenceLengths.CheckShape(lengths, input.Shape[0], Description);
        return new(input.Shape[0], input.Shape[1], (part, isReversed) => part.Project(kind, Rows(input, lengths, isReversed)));
    }

    /// <summary>Checks sequences given as tokens of an embedding. Each row of the table is multiplied once, whatever the number of steps
    /// that take it.</summary>
    private protected RecurrentInput<T> Sequences(Embedding<T> embedding, IndexTensor tokens, IndexTensor? lengths)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        ArgumentNullException.ThrowIfNull(tokens);
        if (tokens.Shape.Rank != 2)
            throw new ArgumentException($"{Description}: expected tokens [batch, time], got {tokens.Shape}.", nameof(tokens));
        if (embedding.Dimension != Inputs)
            throw new ArgumentException(
                $"{Description}: expected an embedding of dimension {Inputs}, got {embedding.Dimension}.", nameof(embedding));
        SequenceLengths.CheckShape(lengths, tokens.Shape[0], Description);
        bool areRowsFewer = embedding.Count <= tokens.ElementCount || GraphState.Current.Tracer is Capture<T> { IsOfAnySize: true };
        return new(tokens.Shape[0], tokens.Shape[1], (part, isReversed) => areRowsFewer
            ? new TokenRowsOperation<T>(part.Project(kind, embedding.Table).Apply(), tokens, lengths, isReversed)
            : part.Project(kind, AsRows(new TokenRowsOperation<T>(embedding.Table, tokens, lengths, isReversed).Apply())));
    }

    /// <summary>Runs all layers. The initial states of each part are [states, batch, units].</summary>
    private protected RecurrentRun<T> RunLayers(RecurrentInput<T> input, Tensor<T>[]? initial, IndexTensor? lengths)
    {
        using GraphRegion mode = StaysInInference ? Inference.Begin(Recording.IsOn) : default;
        Tensor<T>[] last = new Tensor<T>[parts.Length];
        Func<Tensor<T>> outputs = () => throw new InvalidOperationException();
        for (int layer = 0; layer < Layers; layer++)
        {
            // One direction goes on with the time first; both are joined with the batch first.
            Tensor<T>? below = layer == 0 ? null : IsBidirectional ? outputs() : last[layer - 1].Leading(0, input.Steps);
            if (below is not null && dropout is not null) below = dropout.Forward(below);
            for (int direction = 0; direction < Directions; direction++)
            {
                int place = layer * Directions + direction;
                Operation<T> projection = below is null ? input.Project(parts[place], direction == 1)
                    : parts[place].Project(kind, IsBidirectional ? Rows(below, lengths, direction == 1) : AsRows(below));
                last[place] = parts[place].Scan(kind, projection, input.Steps, input.Batch, initial?[place], lengths);
            }
            int first = layer * Directions;
            outputs = () =>
            {
                Tensor<T>[] both = [.. Enumerable.Range(0, Directions).Select(
                    direction => BatchFirst(last[first + direction], input.Steps, lengths, direction == 1))];
                return both.Length == 1 ? both[0] : Tensor.Concatenate(both, axis: 2);
            };
        }
        return new RecurrentRun<T>(outputs, last, initial, input.Steps, GraphMode.Current);
    }

    /// <summary>The steps of sequences [batch, time, features] with the time first, one below the other.</summary>
    private Tensor<T> Rows(Tensor<T> x, IndexTensor? lengths, bool isReversed) =>
        AsRows(HasOneOrder(x.Shape[0], x.Shape[1], lengths, isReversed) ? x
            : new SequenceOrderOperation<T>(kind.Name, x, lengths, isReversed, toTimeFirst: true, x.Shape[1], behind: 0).Apply());

    private static Tensor<T> AsRows(Tensor<T> x) => x.Reshape(x.Shape[0] * x.Shape[1], x.Shape[2]);

    private Tensor<T> BatchFirst(Tensor<T> x, int steps, IndexTensor? lengths, bool isReversed) =>
        HasOneOrder(x.Shape[1], steps, lengths, isReversed) ? x.Leading(0, steps).Reshape(x.Shape[1], steps, x.Shape[2])
            : new SequenceOrderOperation<T>(kind.Name, x, lengths, isReversed, toTimeFirst: false, steps, behind: kind.States - 1).Apply();

    /// <summary>Whether steps lie in the same order with the batch or the time first.</summary>
    private static bool HasOneOrder(int batch, int steps, IndexTensor? lengths, bool isReversed) =>
        lengths is null && (steps == 1 || (batch == 1 && !isReversed));
}

/// <summary>Sequences that were checked, and the part of a layer's pre-activations from them, [time, batch, gates·units], in a
/// direction.</summary>
internal readonly record struct RecurrentInput<T>(int Batch, int Steps, Func<RecurrentWeights<T>, bool, Operation<T>> Project)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>What a run of the layers gave: the outputs of the last layer on demand, and what each part's operation gave out.</summary>
internal readonly record struct RecurrentRun<T>(
    Func<Tensor<T>> Outputs, Tensor<T>[] Parts, Tensor<T>[]? Initial, int Steps, GraphMode Mode)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The last state of a part, [states, batch, units].</summary>
    public Tensor<T> Last(int place, int states)
    {
        if (Steps > 0) return Parts[place].Leading(Steps - 1, states);
        // Without steps it is the initial one.
        return Initial?[place] ?? Tensor.Zeros<T>(Parts[place].Shape.With(0, states));
    }
}
