using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Kernels;

namespace MiniGrad.Estimators;

// One row at a time.
internal sealed partial record FittedMlp
{
    private readonly ConcurrentBag<RowInputs> rooms = [];
    private Func<Tensor<float>, (int, float[])>? probable;

    /// <summary>The features of a row, in room that no other thread uses until it is taken back.</summary>
    /// <exception cref="ArgumentException">A column is not there or not known, or a value does not fit.</exception>
    /// <exception cref="InvalidOperationException">The fit was on tensors.</exception>
    public RowInputs RowOf(IReadOnlyDictionary<string, object?> row, bool ignoresUnknown)
    {
        TableEncoder encoder = TableEncoder;
        RowInputs room = TakeRoom();
        encoder.EncodeRow<float>(row, room.Features, ignoresUnknown);
        return room;
    }

    /// <inheritdoc cref="RowOf(IReadOnlyDictionary{string, object?}, bool)"/>
    public RowInputs RowOf(JsonElement row, bool ignoresUnknown)
    {
        TableEncoder encoder = TableEncoder;
        RowInputs room = TakeRoom();
        encoder.EncodeRow<float>(row, room.Features, ignoresUnknown);
        return room;
    }

    /// <inheritdoc cref="RowOf(IReadOnlyDictionary{string, object?}, bool)"/>
    public RowInputs RowOf<TRow>(TRow row, RowColumns<TRow> columns, bool ignoresUnknown)
    {
        TableEncoder encoder = TableEncoder;
        RowInputs room = TakeRoom();
        encoder.EncodeRow(row, columns, room.Features, ignoresUnknown);
        return room;
    }

    /// <summary>The class of a row whose features are set, and takes the room back.</summary>
    public ClassPrediction ClassOf(RowInputs room)
    {
        // A copy of this with another threshold has the field, but not the object that it goes by.
        if (!ReferenceEquals(probable?.Target, this)) probable = Probable;
        (int label, float[] probabilities) =
            Models.Count == 1 ? Predictor.Compute(room.Tensor, probable!) : Probable(LogitsOf(room.Tensor));
        rooms.Add(room);
        return new ClassPrediction(label, NameOf(label), ImmutableCollectionsMarshal.AsImmutableArray(probabilities));
    }

    /// <summary>The number of a row whose features are set, and takes the room back.</summary>
    /// <exception cref="InvalidOperationException">There are several numbers.</exception>
    public float NumberOf(RowInputs room)
    {
        ReadOnlySpan<double> numbers = NumbersOf(room.Tensor).Span;
        rooms.Add(room);
        return numbers.Length == 1
            ? (float)numbers[0]
            : throw new InvalidOperationException(
                Invariant($"{Owner}: expected one number for a row, got {numbers.Length}; for several there is Predict of a table."));
    }

    private RowInputs TakeRoom() => rooms.TryTake(out RowInputs? room) ? room : new RowInputs(FeatureCount);

    private (int Label, float[] Probabilities) Probable(Tensor<float> logits)
    {
        ReadOnlySpan<float> values = logits.Span;
        int label = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] < float.PositiveInfinity)) throw NotFinite(row: 0);
            if (values[i] > values[label]) label = i;
        }
        if (Threshold != UsualThreshold) label = IsSecond(values[0], values[1]) ? 1 : 0;
        float[] probabilities = new float[values.Length];
        SoftmaxKernel.Forward(values, 1, values.Length, probabilities);
        return (label, probabilities);
    }
}

/// <summary>Room for the features of one row.</summary>
internal sealed class RowInputs
{
    private readonly float[] features;

    /// <param name="count">The number of features.</param>
    public RowInputs(int count)
    {
        features = new float[count];
        Tensor = new Tensor<float>(features, [1, count]);
    }

    /// <summary>Takes the features.</summary>
    public Span<float> Features => features;

    /// <summary>The same as what a network takes, [1, features].</summary>
    public Tensor<float> Tensor { get; }
}
